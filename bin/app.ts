/**
 * Composition root of the CDK app: bundles every function, then writes CloudFormation into cdk.out. Offline, without
 * credentials; a finding of cdk-nag makes it fail.
 */
import { bundleFunctions } from '../lib/infra/bundle.ts';
import { cairnApp } from '../lib/infra/cairn-app.ts';

const { directory } = bundleFunctions();
cairnApp({ outdir: process.env['CDK_OUTDIR'] ?? 'cdk.out', bundles: directory }).app.synth();
