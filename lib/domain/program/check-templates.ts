// Templates: that their Liquid parses, field by field.
import { Liquid } from 'liquidjs';
import type { Program } from '../../../schemas/program.ts';
import type { Finding } from './finding.ts';

const FIELDS = ['subject', 'html', 'text', 'title', 'url'] as const;

export function checkTemplates(program: Program, findings: Finding[]): void {
  const liquid = new Liquid({ parseLimit: 1_000_000, ownPropertyOnly: true });
  for (const template of Object.values(program.templates))
    for (const field of FIELDS) {
      const source = template[field];
      if (source === undefined) continue;
      try {
        liquid.parse(source);
      } catch (error) {
        const [first] = (error as Error).message.split('\n');
        findings.push({
          file: `templates/${template.id}.json`,
          pointer: `/${field}`,
          detail: `Liquid: ${first}`,
        });
      }
    }
}
