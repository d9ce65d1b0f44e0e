// A template of each channel, made of the fields that its schema needs, so that a new channel has one without being named.
import type { SendChannel } from '../../schemas/names.ts';
import { sendChannels } from '../../schemas/names.ts';
import type { Program, Template } from '../../schemas/program.ts';
import { neededBy } from '../../schemas/template-fields.ts';

export const sampleTemplate = (channel: SendChannel): string => `sample-${channel}`;

export function withSampleTemplates(program: Program): Program {
  const templates = sendChannels.map((channel): [string, Template] => {
    const fields = neededBy(channel).map((field) => [field, `the ${field} of {{ event.name }}`]);
    return [sampleTemplate(channel), { id: sampleTemplate(channel), channel, ...Object.fromEntries(fields) }];
  });
  return { ...program, templates: { ...program.templates, ...Object.fromEntries(templates) } };
}
