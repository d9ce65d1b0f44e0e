// Checks templates, field by field: their Liquid must parse and read only what is in scope.
import type { Program } from '../../../schemas/program.ts';
import type { Finding } from '../finding.ts';
import { checkTemplate } from '../message/render.ts';

export function checkTemplates(program: Program, findings: Finding[]): void {
  for (const template of Object.values(program.templates))
    for (const finding of checkTemplate(template))
      findings.push({ file: `templates/${template.id}.json`, ...finding });
}
