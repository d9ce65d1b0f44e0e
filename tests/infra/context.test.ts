/** Settings: checked before synthesis, and present in the templates afterwards, however they are given. */
import { spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Template } from 'aws-cdk-lib/assertions';
import { afterAll, describe, expect, it } from 'vitest';
import { type Context, contextOf, missingIn, settingsIn } from '../../lib/infra/context.ts';
import { parameterName, SETTINGS } from '../../lib/infra/settings.ts';
import { GATEWAY } from './gateway.ts';
import { Installation } from './installation.ts';
import { LINKS } from './links.ts';

const folder = mkdtempSync(join(tmpdir(), 'cairn-context-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));
const file = join(folder, 'cdk.json');
writeFileSync(file, JSON.stringify({ context: { emailIdentity: 'kept.example', region: 'eu-west-1' } }));

describe('settings', () => {
  it.each([
    [{ emailIdentiy: 'a.example' }, /^ {2}emailIdentiy: .* did you mean emailIdentity\?/m],
    [{ Region: 'eu-central-1' }, /Region: .* did you mean region\?/],
    [{ region: 'Frankfurt' }, /region: "Frankfurt" is not right; it is to be a region of AWS/],
    [{ emailIdentity: 'mail at example' }, /emailIdentity: .* a domain such as example.com/],
    [{ financeEmail: 'finance' }, /financeEmail: .* an e-mail address/],
    [{ budgetCurrency: 'EURO' }, /budgetCurrency: .* ISO 4217/],
    [{ budgetCurrency: 'XXZ' }, /budgetCurrency: .* ISO 4217/],
    [{ phoneRegion: 'QQ' }, /phoneRegion: .* an ISO country/],
    [{ smsOriginationIdentity: '+4912345' }, /smsOriginationIdentity: .* pool\/ID/],
    [{ pushApplicationId: 'my-app' }, /pushApplicationId: .* 32 hexadecimal digits/],
    [{ linkBaseUrl: 'http://links.example' }, /linkBaseUrl: .* an https URL/],
    [{ region: 'eu-centrall-1' }, /region: .* such as eu-central-1/],
    [{ linkBaseUrl: 'https://links.example/' }, /linkBaseUrl: .* without a slash/],
    [{ jwtIssuer: 'http://issuer.example', jwtAudience: 'a' }, /jwtIssuer: .* an https URL/],
    [{ jwtIssuer: 'https://issuer.example/' }, /jwtIssuer: it needs jwtAudience/],
    [{ jwtAudience: 'cairn' }, /jwtAudience: it needs jwtIssuer/],
    [{ linkDomain: 'links.shop.example' }, /linkDomain: it needs linkCertificateArn/],
    [{ hostedZoneId: 'Z1' }, /hostedZoneId: it needs linkDomain/],
    [{ ...LINKS, region: 'us-east-1' }, /linkCertificateArn: the certificate is in eu-central-1/],
    [{ ...LINKS, linkBaseUrl: 'https://a.example' }, /linkBaseUrl: linkDomain already says/],
    [{ ...LINKS, linkDomain: 'https://links.example' }, /linkDomain: .* a host name/],
    [{ ...GATEWAY, webhookUrl: '' }, /providers: webhook needs webhookUrl/],
    [{ ...GATEWAY, jwtIssuer: '' }, /providers: webhook needs jwtIssuer/],
    [{ ...GATEWAY, providers: 'none' }, /providers: .* aws or webhook/],
    [{ ...GATEWAY, webhookUrl: 'http://gateway.example' }, /webhookUrl: .* an https URL/],
    ...['localhost', '999.1.1.1', '10.0.0.0/33', '10.0.0.0/', '10.0.0.0/8/8', 'fd00::/129', '10.0.0.1,'].map(
      (range): [Context, RegExp] => [
        { ...GATEWAY, webhookAllowedAddresses: range },
        /webhookAllowedAddresses: .* IP addresses/,
      ],
    ),
    [
      { ...GATEWAY, emailIdentity: 'shop.example' },
      /emailIdentity: with providers=webhook your gateway decides/,
    ],
    [{ webhookUrl: GATEWAY.webhookUrl }, /webhookUrl: it needs providers=webhook/],
    [{ region: 'cn-northwest-1' }, /region: cn-northwest-1 has no SES, .* providers=webhook/],
    [{ alarmEmail: 7 }, /alarmEmail: 7 is not right; it is to be text/],
    [{ emailFrom: 'Shop <hello@shop.example>' }, /emailFrom: it needs emailIdentity, such as shop.example/],
    [
      { emailFrom: 'Shop <hello@shop.example>', emailIdentity: 'other.example' },
      /emailFrom: shop.example is not of the identity other.example/,
    ],
    [
      { emailFrom: 'Shop <hello@shop.example>', emailIdentity: 'ann@shop.example' },
      /emailFrom: hello@shop.example is not of the identity ann@shop.example/,
    ],
  ] satisfies [Context, RegExp][])('%j is refused with what would be right', (context, message) => {
    expect(() => settingsIn(context)).toThrow(message);
  });

  it('are refused with all mistakes at once', () => {
    expect(() => settingsIn({ region: 'x', budgetCurrency: 'y' })).toThrow(/region: [\s\S]*budgetCurrency: /);
  });

  it('accept keys of the CDK and empty values, and an address as the sending identity', () => {
    const own = {
      '@aws-cdk/core:flag': true,
      'aws:cdk:enable-path-metadata': true,
      'availability-zones:x': [],
    };
    expect(settingsIn({ ...own, region: '' })).toEqual({});
    const from = { emailIdentity: 'a@shop.example', emailFrom: 'Ann <a@shop.example>' };
    expect(settingsIn(from)).toEqual(from);
    expect(settingsIn({ emailIdentity: 'shop.example', emailFrom: 'a@mail.shop.example' })).toBeDefined();
  });

  it("accept an issuer that ends in a slash, as some issuers' tokens have it, and IP ranges of both kinds", () => {
    const settings = {
      ...GATEWAY,
      jwtIssuer: 'https://issuer.example/',
      webhookAllowedAddresses: '10.0.0.0/8,192.168.0.7,fd00::/8,::1',
    };
    expect(settingsIn(settings)).toEqual(settings);
  });

  it('that are missing are reported with what the installation lacks', () => {
    expect(missingIn({ emailIdentity: 'shop.example', alarmEmail: 'a@shop.example' })).toEqual([
      'smsOriginationIdentity is not set: no SMS is sent',
      'pushApplicationId is not set: no push is sent',
      'financeEmail is not set: nobody is notified of budget cuts',
    ]);
    expect(
      missingIn(settingsIn({ ...GATEWAY, financeEmail: 'f@a.example', alarmEmail: 'a@a.example' })),
    ).toEqual([]);
  });

  it('come from cdk.json, overridden by the command line', () => {
    expect(contextOf([], file)).toEqual({ emailIdentity: 'kept.example', region: 'eu-west-1' });
    expect(contextOf(['-c', 'region=', '--context', 'emailFrom=A=B <a@kept.example>'], file)).toEqual({
      emailIdentity: 'kept.example',
      region: '',
      emailFrom: 'A=B <a@kept.example>',
    });
    expect(() => contextOf(['-c', 'region'], file)).toThrow(/to be -c key=value/);
    expect(() => contextOf(['--contxt', 'a=b'], file)).toThrow(/contxt/);
  });
});

describe('templates', () => {
  const context = {
    region: 'eu-central-1',
    emailIdentity: 'shop.example',
    smsOriginationIdentity: 'pool/pool-1',
    pushApplicationId: '0123456789abcdef0123456789abcdef',
    financeEmail: 'finance@shop.example',
    budgetCurrency: 'EUR',
  };
  const { built } = new Installation(context);
  const stacks = [built.profiles, built.money, built.sending, built.intake];
  const defaults = Object.assign(
    {},
    ...stacks.map((stack) => Template.fromStack(stack).toJSON()['Parameters'] as object),
  ) as Record<string, { Default: string; Description: string }>;

  it('have the settings as defaults of their parameters', () => {
    const { region, ...values } = context;
    for (const [name, value] of Object.entries(values))
      expect(defaults[parameterName(name)]?.Default).toBe(value);
    expect(defaults['EmailFrom']?.Default).toBe('hello@shop.example');
    expect(stacks.map((stack) => stack.region)).toEqual(stacks.map(() => region));
  });

  it('have a parameter for each setting that is a plain value, and for no other', () => {
    const { built: other } = new Installation(GATEWAY);
    const all = new Set([
      ...Object.keys(defaults),
      ...[other.profiles, other.sending].flatMap((stack) =>
        Object.keys((Template.fromStack(stack).toJSON()['Parameters'] ?? {}) as object),
      ),
    ]);
    const values = Object.entries(SETTINGS).filter(([, setting]) => !('shape' in setting));
    expect([...all].sort()).toEqual(values.map(([name]) => parameterName(name)).sort());
  });

  it('name the region only in the bucket that code is taken from', () => {
    for (const stack of stacks) {
      const text = JSON.stringify(Template.fromStack(stack).toJSON());
      expect(text.replaceAll(/cdk-\w+-assets-[^"]*/g, '').includes(context.region), stack.stackName).toBe(
        false,
      );
    }
  });
});

describe('the commands', () => {
  const root = join(import.meta.dirname, '..', '..');
  const app = (args: string[], env: Record<string, string> = {}) =>
    spawnSync(process.execPath, ['bin/app.ts', ...args], {
      cwd: root,
      encoding: 'utf8',
      env: { ...process.env, CDK_OUTDIR: join(folder, 'out'), CDK_VALIDATION: 'false', ...env },
    });

  it('synth takes a setting, and prints mistakes and exits with 2', () => {
    const wrong = app(['-c', 'emailIdentiy=shop.example']);
    expect(wrong.stderr).toMatch(/did you mean emailIdentity/);
    expect(wrong.stderr).not.toMatch(/\n +at /);
    expect(wrong.status).toBe(2);
    expect(app(['-c', 'emailIdentity=shop.example']).status).toBe(0);
    expect(readFileSync(join(folder, 'out', 'CairnSending.template.json'), 'utf8')).toContain(
      'hello@shop.example',
    );
  });

  it('deploy takes it from the CDK, which passes it to the app in the environment', () => {
    const context = JSON.stringify({ emailIdentity: 'cdk.example', 'aws:cdk:version-reporting': true });
    const run = app([], { CDK_CLI_VERSION: '2.1148.1', CDK_CONTEXT_JSON: context });
    expect(run.status).toBe(0);
    expect(readFileSync(join(folder, 'out', 'CairnSending.template.json'), 'utf8')).toContain(
      'hello@cdk.example',
    );
  });

  it('deploy runs the app, and does not keep the values of an earlier deployment', () => {
    const { scripts } = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8')) as {
      scripts: Record<string, string>;
    };
    expect(scripts['deploy']).not.toContain('--app');
    expect(scripts['deploy']).toContain('--no-previous-parameters');
  });
});
