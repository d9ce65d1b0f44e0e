// Every file of a program's directory is a document, ignored on purpose, or reported.
import { describe, expect, it } from 'vitest';
import { checkProgram } from '../../../lib/domain/program/check.ts';
import { type Files, good, journey, mail } from './program-files.ts';

const checked = (files: Files) => checkProgram({ ...good, ...files });
const other = { ...journey, id: 'other' };

describe('a file that is no document', () => {
  it.each([
    'journeys/spring/other.json',
    'journeys/Other.JSON',
    'journeys/other.jsonc',
    'journeys/other.json5',
    'journeys/other.yaml',
    'journeys/other.yml',
    'journeys/other.json.txt',
    'journey/other.json',
    'Journeys/other.json',
    'jurneys/other.json',
    'template/other.json',
    'shop/journeys/other.json',
    'flows/other.json',
    'other.json',
    'Program.JSON',
    'programme.json',
    'program.yaml',
  ])('%s is a finding that says where it belongs', (file) => {
    const { findings, program } = checked({ [file]: other });
    expect(findings).toEqual([{ file, pointer: '', detail: expect.stringMatching(/^is not (read|part)/) }]);
    expect(program).toBeUndefined();
  });

  it.each(['notes/prices.json', 'templates/welcome.html', 'journeys/logo.png', 'compose.yaml'])(
    '%s is a warning: it may be there for another reason',
    (file) => {
      const { findings, warnings, program } = checked({ [file]: '[]' });
      expect(findings).toEqual([]);
      expect(warnings.at(0)).toMatchObject({ file });
      expect(program).toBeDefined();
    },
  );

  it.each([
    'README.md',
    'journeys/README.md',
    '.git/config.json',
    '.vscode/settings.json',
    'journeys/.cart.json.swp',
    'journeys/cart.json~',
    'schemas/journey.schema.json',
    'node_modules/x/package.json',
    'package.json',
    'LICENSE',
    'assets/logo.png',
  ])('%s is ignored on purpose', (file) => {
    expect(checked({ [file]: other }).findings).toEqual([]);
    expect(checked({ [file]: other }).warnings.filter((warning) => warning.file === file)).toEqual([]);
  });

  it('is named as the one that was meant, and not reported as missing once more', () => {
    const { 'templates/mail.json': _, ...rest } = good;
    const { findings } = checkProgram({ ...rest, 'templates/Mail.JSON': mail });
    expect(findings).toEqual([
      {
        file: 'templates/Mail.JSON',
        pointer: '',
        detail: 'is not read: the name of a template ends in .json; rename it to templates/mail.json',
      },
    ]);
  });
});

it('a missing program.json is looked for in the folders below', () => {
  const inside = Object.fromEntries(Object.entries(good).map(([file, content]) => [`shop/${file}`, content]));
  expect(checkProgram(inside).findings).toContainEqual({
    file: 'program.json',
    pointer: '',
    detail: 'is missing; there is shop/program.json: is that the directory of the program?',
  });
});

describe('a document with a mistake of its own', () => {
  it.each<[string, string, object]>([
    [
      'segment',
      'segments/vip.json',
      { 'journeys/cart.json': { ...journey, exit: [{ on: 'A', if: { segment: 'vip' } }] } },
    ],
    ['template', 'templates/mail.json', {}],
    ['channel', 'channels/email.json', {}],
  ])('is not said to be missing where it is mentioned: a %s', (_kind, file, files) => {
    expect(checked({ ...files, [file]: '{ "id": ' }).findings.map((finding) => finding.file)).toEqual([file]);
  });
});

it('a file whose name cannot be an id is to be renamed', () => {
  expect(checked({ 'journeys/Other.json': other }).findings).toEqual([
    {
      file: 'journeys/Other.json',
      pointer: '/id',
      detail: '"other" is not the file\'s name: rename the file to other.json',
    },
  ]);
});
