// The checks of each kind of document beyond its schema, in the order in which findings are reported.
import type { DocumentKind } from '../../../schemas/documents.ts';
import type { CheckedProgram } from '../checked-program.ts';
import type { Finding } from '../finding.ts';
import { checkJourneys } from './check-journey.ts';
import { checkBudgets, checkChannels } from './check-money.ts';
import { checkSegments } from './check-segments.ts';
import { checkTemplates } from './check-templates.ts';

/** Checks all documents of its kind against the whole program. */
type Check = (program: CheckedProgram, findings: Finding[], warnings: Finding[]) => void;

export const checks: { readonly [K in DocumentKind]: Check } = {
  channels: checkChannels,
  budgets: checkBudgets,
  segments: checkSegments,
  templates: checkTemplates,
  journeys: checkJourneys,
};
