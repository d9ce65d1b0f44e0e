/** Synthesis: offline, checked by cdk-nag, with acknowledged findings listed for operators. */
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { Queue } from 'aws-cdk-lib/aws-sqs';
import { describe, expect, it } from 'vitest';
import { acknowledgements } from './acknowledgements.ts';
import { synthesize } from './installation.ts';

const built = synthesize();

describe('synthesis', () => {
  it('writes templates directly to its directory, each function with its bundle', () => {
    const files = readdirSync(built.app.outdir);
    for (const { stackName } of [built.profiles, built.money, built.sending, built.intake]) {
      expect(files).toContain(`${stackName}.template.json`);
    }
    const template = JSON.parse(readFileSync(join(built.app.outdir, 'CairnMoney.template.json'), 'utf8')) as {
      Resources: Record<string, { Type: string; Metadata: Record<string, string> }>;
    };
    const functions = Object.values(template.Resources).filter(
      ({ Type }) => Type === 'AWS::Lambda::Function',
    );
    expect(functions.map(({ Metadata }) => bundleIn(Metadata['aws:asset:path'] ?? '')).sort()).toEqual([
      "exports.handler = 'guard-budgets';\n",
      "exports.handler = 'project-facts';\n",
    ]);
  });

  it('needs no account, region or bootstrap look-up', () => {
    for (const { stackName } of [built.profiles, built.money, built.sending, built.intake]) {
      const template = readFileSync(join(built.app.outdir, `${stackName}.template.json`), 'utf8');
      expect(template).not.toContain('AWS::SSM::Parameter');
      expect(template).not.toMatch(/arn:aws:[a-z-]+:[a-z]{2}-[a-z]+-\d:/);
    }
  });

  it('fails on a finding that nobody acknowledged', () => {
    expect(() =>
      synthesize(({ profiles }) => new Queue(profiles, 'Careless', { enforceSSL: false })),
    ).toThrow(/AwsSolutions-SQS4/);
  });
});

describe('acknowledgements', () => {
  const inCode = acknowledgements(built.app);

  it('are few, each with a reason', () => {
    expect(inCode.length).toBeLessThanOrEqual(9);
    for (const { reason } of inCode) expect(reason.split(' ').length).toBeGreaterThan(8);
  });

  it('are listed in the security document, exactly those and word for word', () => {
    const document = readFileSync(join(import.meta.dirname, '../../docs/operating/security.md'), 'utf8');
    const rows = document.split('## Acknowledged findings')[1]?.match(/^\| `.*$/gm) ?? [];
    expect(rows.sort()).toEqual(
      inCode.map(({ where, rule, reason }) => `| \`${where}\` | ${rule} | ${reason} |`).sort(),
    );
  });
});

function bundleIn(assetPath: string): string {
  return readFileSync(join(built.app.outdir, assetPath, 'index.js'), 'utf8');
}
