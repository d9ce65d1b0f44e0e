// Checks templates, field by field: their Liquid must parse and read only what is in scope, and give what can be sent.
import type { CheckedProgram } from '../checked-program.ts';
import type { Finding } from '../finding.ts';
import { forecast } from '../message/forecast.ts';
import { checkTemplate } from '../message/render.ts';

export function checkTemplates(program: CheckedProgram, findings: Finding[], warnings: Finding[]): void {
  for (const template of Object.values(program.templates)) {
    const file = `templates/${template.id}.json`;
    const mistakes = checkTemplate(template);
    for (const finding of mistakes) findings.push({ file, ...finding });
    if (mistakes.length) continue;
    for (const { weight, ...finding } of forecast(template, program))
      (weight === 'warning' ? warnings : findings).push({ file, ...finding });
  }
}
