// A program directory as editors and systems write it: encodings, links, folders.
import { mkdir, mkdtemp, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { decode } from '../../../cli/decode.ts';
import { checkDirectory, readProgramFiles } from '../../../cli/program-files.ts';
import { findingInWords } from '../../../lib/domain/finding.ts';
import { good } from '../domain/program-files.ts';

let dir: string;
beforeEach(async () => {
  dir = await mkdtemp(join(tmpdir(), 'cairn-files-'));
  for (const [file, content] of Object.entries(good)) await write(file, JSON.stringify(content, null, 2));
});
afterEach(() => rm(dir, { recursive: true }));

async function write(file: string, content: string | Uint8Array): Promise<void> {
  await mkdir(dirname(join(dir, file)), { recursive: true });
  await writeFile(join(dir, file), content);
}
const found = async () => (await checkDirectory(dir)).findings.map(findingInWords);

const SEGMENT =
  '{\r\n  "id": "vip",\r\n  "description": "Käufer",\r\n  "if": { "trait": "plan", "eq": "gold" }\r\n}';
const utf16be = (text: string): Uint8Array => Buffer.from(text, 'utf16le').swap16();

describe('a file', () => {
  test.each<[string, string | Uint8Array]>([
    ['UTF-8 with line ends of Windows', SEGMENT],
    ['UTF-8 with a byte order mark', `\uFEFF${SEGMENT}`],
    ['UTF-16 with a byte order mark', Buffer.from(`\uFEFF${SEGMENT}`, 'utf16le')],
    ['UTF-16 of the other order', utf16be(`\uFEFF${SEGMENT}`)],
    ['UTF-16 without a mark', Buffer.from(SEGMENT, 'utf16le')],
    ['UTF-16 of the other order, without a mark', utf16be(SEGMENT)],
  ])('in %s is read', async (_name, content) => {
    await write('segments/vip.json', content);
    const { program, files } = await checkDirectory(dir);
    expect(program?.segments['vip']?.description).toBe('Käufer');
    expect(JSON.parse(files['segments/vip.json'] ?? '')).toMatchObject({ id: 'vip' });
  });

  test('in Latin-1 is a finding at its first such letter, and not missing elsewhere', async () => {
    await write('segments/vip.json', Buffer.from(SEGMENT, 'latin1'));
    await write('segments/b.json', '{ "id": "b", "if": { "segment": "vip" } }');
    expect(await found()).toEqual([expect.stringMatching(/^segments\/vip\.json:3:20: is not text in UTF-8/)]);
  });

  test('in half a UTF-16 is a finding', async () => {
    await write('segments/vip.json', Buffer.from(`\uFEFF${SEGMENT}`, 'utf16le').subarray(0, -1));
    expect(await found()).toEqual([expect.stringMatching(/^segments\/vip\.json: is not text in UTF-16/)]);
  });

  test('behind a link is read, and a link to nothing is a finding', async () => {
    await write('.shared/vip.json', SEGMENT);
    await mkdir(join(dir, 'segments'));
    await symlink('../.shared/vip.json', join(dir, 'segments/vip.json'));
    expect(await found()).toEqual([]);
    await symlink('../.shared/none.json', join(dir, 'segments/none.json'));
    expect(await found()).toEqual(['segments/none.json: cannot be read (ENOENT)']);
  });

  test('in a folder behind a link is read, and a loop of links ends', async () => {
    await write('.shared/vip.json', SEGMENT);
    await symlink('.shared', join(dir, 'segments'));
    expect((await checkDirectory(dir)).program?.segments).toHaveProperty('vip');
    await symlink('..', join(dir, '.shared/loop'));
    expect(await found()).toEqual(['segments/loop: is a link to a folder that it lies in']);
  });

  test('that is no part of the program is not published', async () => {
    await write('README.md', '# My program');
    await write('notes/prices.json', '[1, 2]');
    await write('.git/HEAD', 'x');
    expect(Object.keys(await readProgramFiles(dir)).sort()).toEqual(Object.keys(good).sort());
    expect((await checkDirectory(dir)).warnings.map(({ file }) => file)).toContain('notes/prices.json');
  });
});

test('an empty file and a text without letters are read as they are', () => {
  expect(decode(new Uint8Array())).toEqual({ text: '' });
  expect(decode(Buffer.from('{}'))).toEqual({ text: '{}' });
});
