// A program under check, and whether the names that it mentions are declared in it.
import type { DocumentKind } from '../../schemas/documents.ts';
import { callKinds } from '../../schemas/names.ts';
import type { Program } from '../../schemas/program.ts';
import { didYouMean } from './did-you-mean.ts';

/** Only the documents that could be read. */
export interface CheckedProgram extends Program {
  /** Files with a mistake of their own: it is reported there, not wherever their documents are mentioned. */
  readonly unread?: ReadonlySet<string>;
}

/** Why a mention of a document leads nowhere; undefined: the document is there, perhaps with mistakes. */
export function missingDocument(program: CheckedProgram, kind: DocumentKind, id: string): string | undefined {
  const file = `${kind}/${id}.json`;
  if (Object.hasOwn(program[kind], id) || program.unread?.has(file)) return undefined;
  return `there is no ${file}${didYouMean(id, idsOf(program, kind))}`;
}

function idsOf(program: CheckedProgram, kind: DocumentKind): string[] {
  const unread = [...(program.unread ?? [])].flatMap((file) => {
    const [folder, name] = file.split('/');
    return folder === kind && name ? [name.replace(/\.json$/, '')] : [];
  });
  return [...Object.keys(program[kind]), ...unread];
}

export function undeclaredPurpose({ purposes }: Program, purpose: string): string | undefined {
  if (Object.hasOwn(purposes, purpose)) return undefined;
  const names = Object.keys(purposes);
  return `"${purpose}" is not among the purposes of program.json${didYouMean(purpose, names)}`;
}

/** Events that mean something to Cairn itself, and calls without a name of their own, whatever a catalogue lists. */
const OWN_EVENTS: readonly string[] = [
  ...callKinds,
  'Application Opened',
  'Checkout Started',
  'Consent Given',
  'Consent Withdrawn',
  'Order Completed',
  'Order Refunded',
  'Product Added',
  'Product Viewed',
];

/** Why an event's name is not one of the catalogue; undefined: it is, or the program has no catalogue. */
export function undeclaredEvent({ events }: Program, name: string): string | undefined {
  const declared = Object.keys(events);
  if (declared.length === 0 || Object.hasOwn(events, name) || OWN_EVENTS.includes(name)) return undefined;
  const hint = didYouMean(name, [...declared, ...OWN_EVENTS]);
  return `"${name}" is not among the events of program.json${hint || ': declare it there, or name one that is'}`;
}

/** Traits that SDKs send under these names (Segment's reserved ones), and those that Cairn keeps. */
const KNOWN_TRAITS = [
  'address',
  'age',
  'avatar',
  'birthday',
  'city',
  'company',
  'country',
  'createdAt',
  'email',
  'firstName',
  'gender',
  'id',
  'lastName',
  'name',
  'phone',
  'timezone',
  'title',
  'username',
  'website',
];

/** Traits are not declared, so a name is suspicious only where it is nearly that of a well-known one. */
export function misspeltTrait({ sealed }: Pick<Program, 'sealed'>, trait: string): string | undefined {
  const names = [...KNOWN_TRAITS, ...sealed];
  if (names.includes(trait)) return undefined;
  const alike = names.filter((name) => name[0]?.toLowerCase() === trait[0]?.toLowerCase());
  const hint = didYouMean(trait, alike);
  return hint === '' ? undefined : `no trait is usually called "${trait}"${hint}`;
}
