/**
 * The import arrows: functions -> adapters | wiring -> application -> ports -> domain -> schemas. `npm run lint` and the tidy test
 * both run this file. A rule's comment says what an arrow the other way round would cost.
 */
/** Of each channel what the core asks: pure. Its provider is an adapter, its infra a part of the stacks. */
const CHANNELS = '^lib/channels/(?!providers\\.ts|[^/]+/([^/]+-provider|infra)\\.ts)';
const PROVIDERS = '^lib/channels/(providers\\.ts|[^/]+/[^/]+-provider\\.ts)';
const CHANNEL_INFRA = '^lib/channels/[^/]+/infra\\.ts';
const CORE = `^(lib/domain|schemas)/|${CHANNELS}`;
const TYPES_ONLY = ['type-only'];

/** Folders, the lowest first: each may import those before it and no other, so no two import each other. */
const DOMAIN = [
  'time',
  'sealing',
  'counter',
  'consent',
  'money',
  'attribution',
  'budget',
  'profile',
  'message',
  'condition',
  'journey',
  'program',
  'intake',
  'actor',
];
const BELOW_MESSAGE = DOMAIN.slice(0, DOMAIN.indexOf('message'));
const APPLICATION = [
  'program',
  'wakes',
  'keys',
  'money',
  'budget',
  'suppression',
  'profiles',
  'send',
  'receipts',
  'intake',
  'commit',
];

/** A rule for each folder: it imports no folder above it, types included. Files beside the folders are shared by all. */
const layers = (root, folders) =>
  folders.map((folder, i) => ({
    name: `layers-of-${root.split('/').at(-1)}-${folder}`,
    comment: 'Two folders that import each other can neither be understood nor changed apart.',
    severity: 'error',
    from: { path: `^${root}/${folder}/` },
    to: { path: `^${root}/[^/]+/`, pathNot: `^${root}/(${folders.slice(0, i + 1).join('|')})/` },
  }));

/** @type {import('dependency-cruiser').IConfiguration} */
module.exports = {
  forbidden: [
    {
      name: 'no-cycles',
      comment:
        'A cycle of values makes what a module sees depend on who was loaded first. Types may refer both ways.',
      severity: 'error',
      from: {},
      to: { circular: true, viaOnly: { dependencyTypesNot: TYPES_ONLY } },
    },
    {
      name: 'schemas-import-nothing-of-ours',
      comment: 'Schemas are the bottom: everything may speak of them, so they speak of nobody.',
      severity: 'error',
      from: { path: '^schemas/', pathNot: '^schemas/(generate[^/]*\\.ts|generate/)' },
      to: { path: '^(lib|functions|local|cli|bin|examples|bench|tests)/' },
    },
    {
      name: 'domain-imports-schemas-and-itself',
      comment: 'The same step runs in Lambda, simulator, rehearsal and browser.',
      severity: 'error',
      from: { path: '^lib/domain/' },
      to: { path: '^(lib|functions|local|cli|bin|examples|bench|tests)/', pathNot: CORE },
    },
    {
      name: 'channels-stand-below-messages',
      comment: 'Messages, and all above them, ask the channels. A channel that asked back would be a cycle.',
      severity: 'error',
      from: { path: CHANNELS },
      to: {
        path: '^(lib|functions|local|cli|bin|examples|bench|tests)/',
        pathNot: `^lib/domain/([^/]+\\.ts|(${BELOW_MESSAGE.join('|')})/)|${CHANNELS}`,
      },
    },
    {
      name: 'providers-are-adapters',
      comment: 'As adapters-import-downwards.',
      severity: 'error',
      from: { path: PROVIDERS },
      to: {
        path: '^(lib|functions|local|cli|bin|tests)/',
        pathNot: `^lib/(adapters|ports)/|${CORE}|${PROVIDERS}`,
      },
    },
    {
      name: 'only-functions-start-providers',
      comment: 'A client of AWS in what the core imports would be in every bundle.',
      severity: 'error',
      from: { path: '^(lib|schemas)/', pathNot: PROVIDERS },
      to: { path: PROVIDERS },
    },
    ...layers('lib/domain', DOMAIN),
    ...layers('lib/application', APPLICATION),
    {
      name: 'shared-files-lie-below-the-folders',
      comment: 'What all folders share would otherwise tie each of them to every other.',
      severity: 'error',
      from: { path: '^lib/(domain|application)/[^/]+\\.ts$' },
      to: { path: '^lib/(domain|application)/[^/]+/', pathNot: '^lib/domain/' },
    },
    {
      name: 'shared-files-of-the-domain-lie-below-its-folders',
      comment: 'As above; a path into JSON has to know what is sealed.',
      severity: 'error',
      from: { path: '^lib/domain/[^/]+\\.ts$' },
      to: { path: '^lib/domain/[^/]+/', pathNot: '^lib/domain/(time|sealing)/' },
    },
    {
      name: 'domain-has-no-other-folder',
      comment: 'A new folder gets its place in the list above.',
      severity: 'error',
      from: {},
      to: {
        path: '^lib/(domain|application)/[^/]+/',
        pathNot: `^lib/(domain/(${DOMAIN.join('|')})|application/(${APPLICATION.join('|')}))/`,
      },
    },
    {
      name: 'core-is-pure',
      comment: 'No Node, no AWS, no logger in what must give the same answer everywhere.',
      severity: 'error',
      from: { path: CORE, pathNot: '^schemas/(generate[^/]*\\.ts|generate/)' },
      to: { dependencyTypes: ['core'] },
    },
    {
      name: 'domain-packages',
      comment: 'Each package here was looked at: pure, and fit for a browser.',
      severity: 'error',
      from: { path: CORE, pathNot: '^schemas/(generate[^/]*\\.ts|generate/)' },
      to: {
        path: 'node_modules/',
        pathNot:
          'node_modules/(temporal-polyfill|temporal-utils|re2js|liquidjs|htmlparser2|@noble/hashes|zod|zod-openapi|jstat|jsonc-parser|fastest-levenshtein)/',
      },
    },
    {
      name: 'ports-name-no-vendor',
      comment: "A port says what the shell owes the core in the core's words.",
      severity: 'error',
      from: { path: '^lib/ports/' },
      to: {
        path: '^(lib|functions|local|cli|bin|tests)/|node_modules/',
        pathNot: `^lib/ports/|${CORE}|node_modules/zod/`,
      },
    },
    {
      name: 'ports-name-no-platform',
      comment: 'As above: bytes are Uint8Array, not Buffer.',
      severity: 'error',
      from: { path: '^lib/ports/' },
      to: { dependencyTypes: ['core'] },
    },
    {
      name: 'application-knows-no-adapter',
      comment:
        'The simulation runs the orchestration on adapters of its own: naming one here would leave it untested.',
      severity: 'error',
      from: { path: '^lib/application/' },
      to: {
        path: '^(lib|functions|local|cli|bin|tests)/',
        pathNot: `^lib/(application|ports)/|${CORE}`,
      },
    },
    {
      name: 'wiring-names-no-adapter',
      comment:
        'Functions, simulation and tests hand in the parts: what is wired in one way only would be tested in another.',
      severity: 'error',
      from: { path: '^lib/wiring/' },
      to: {
        path: '^(lib|functions|local|cli|bin|tests)/',
        pathNot: `^(lib/wiring|lib/application|lib/ports|lib/domain|schemas)/|${CHANNELS}`,
      },
    },
    {
      name: 'only-functions-are-wired',
      comment: 'A use case that asked for the wiring would know how it is run.',
      severity: 'error',
      from: { path: '^(lib|schemas)/', pathNot: '^lib/wiring/' },
      to: { path: '^lib/wiring/' },
    },
    {
      name: 'application-knows-no-cloud',
      comment: 'As above: no AWS SDK, no Powertools, no middleware.',
      severity: 'error',
      from: { path: '^lib/(application|wiring)/' },
      to: { path: 'node_modules/(@aws-sdk|@smithy|@aws-lambda-powertools|@middy|aws-jwt-verify)' },
    },
    {
      name: 'adapters-import-downwards',
      comment: 'An adapter fulfils a port; what calls it is none of its business.',
      severity: 'error',
      from: { path: '^lib/adapters/' },
      to: {
        path: '^(lib|functions|local|cli|bin|tests)/',
        pathNot: `^lib/(adapters|ports)/|${CORE}`,
      },
    },
    {
      name: 'infra-stands-apart',
      comment: 'Stacks name bundles, not code; code never asks how it was deployed.',
      severity: 'error',
      from: { path: `^lib/infra/|${CHANNEL_INFRA}` },
      to: { path: '^(lib|functions|local|cli)/', pathNot: `^lib/infra/|${CHANNEL_INFRA}` },
    },
    {
      name: 'only-the-composition-root-builds-infra',
      comment: 'The CDK inside a bundle would be fifty megabytes of cold start.',
      severity: 'error',
      from: { path: '^(lib|functions|schemas)/', pathNot: `^lib/infra/|${CHANNEL_INFRA}` },
      to: { path: `^lib/infra/|${CHANNEL_INFRA}|node_modules/(aws-cdk-lib|constructs|cdk-nag)/` },
    },
    {
      name: 'functions-stand-alone',
      comment: 'What two functions share belongs to lib, where its arrows are checked.',
      severity: 'error',
      from: { path: '^functions/([^/]+)/' },
      to: { path: '^functions/', pathNot: '^functions/$1/' },
    },
    {
      name: 'product-needs-no-tests-or-local-cloud',
      comment: 'Function code has no branch for the local cloud.',
      severity: 'error',
      from: { path: '^(lib|functions|schemas)/' },
      to: { path: '^(local|tests|bench|examples|cli)/' },
    },
    {
      name: 'bundles-need-no-dev-packages',
      comment: 'What ships is listed under dependencies, with its licence and its version.',
      severity: 'error',
      from: {
        path: '^(lib|functions|schemas)/',
        pathNot: `^lib/infra/|${CHANNEL_INFRA}|^schemas/(generate[^/]*\\.ts|generate/)`,
      },
      to: {
        dependencyTypes: ['npm-dev'],
        dependencyTypesNot: ['type-only'],
        pathNot: 'node_modules/@types/',
      },
    },
    {
      name: 'only-tests-ask-the-simulator',
      comment: 'The simulator of IAM is AGPL: nothing that is started or shipped may load it.',
      severity: 'error',
      from: { pathNot: '^tests/' },
      to: { path: 'node_modules/@cloud-copilot/' },
    },
    {
      name: 'resolvable',
      comment: 'An import that nothing answers fails at the first start.',
      severity: 'error',
      from: {},
      to: { couldNotResolve: true },
    },
  ],
  options: {
    doNotFollow: { path: 'node_modules' },
    // Our own dist, not that of packages: what is excluded breaks no rule. Generated code imports nothing of ours, and its
    // declarations are more than swc reads.
    exclude: {
      path: '^(cdk\\.out|dist)/|(^|/)(generated|node_modules/\\.cache)/|^(lib|schemas|functions|local|cli|tests)/.*\\.d\\.ts$',
    },
    // TypeScript 7 has no parser to lend yet; swc reads the same source and knows a type-only import.
    parser: 'swc',
    enhancedResolveOptions: {
      extensions: ['.ts', '.js', '.cjs', '.mjs', '.json', '.d.ts'],
      exportsFields: ['exports'],
      conditionNames: ['import', 'node', 'default', 'types'],
    },
  },
};
