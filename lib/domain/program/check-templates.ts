// Templates: that their Liquid parses and asks for nothing that is not in scope, field by field.
import type { Program } from '../../../schemas/program.ts';
import type { Finding } from '../finding.ts';
import { checkTemplate } from '../message/render.ts';

export function checkTemplates(program: Program, findings: Finding[]): void {
  for (const template of Object.values(program.templates))
    for (const finding of checkTemplate(template))
      findings.push({ file: `templates/${template.id}.json`, ...finding });
}
