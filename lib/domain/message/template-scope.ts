// What a template may read. Anything else renders as nothing, so it is a mistake.
import { didYouMean } from '../did-you-mean.ts';

/** What each name holds; `open`: whatever an event or a person brought. */
interface Names {
  readonly [name: string]: 'value' | 'open' | Names;
}

const SCOPE: Names = {
  profile: 'open',
  event: { name: 'value', properties: 'open' },
  links: { unsubscribe: 'value' },
  program: { name: 'value', sender: { name: 'value', postalAddress: 'value' } },
};

/** Why a path such as `['event', 'nmae']` reads nothing; undefined: it is in scope. */
export function outOfScope(path: readonly string[]): string | undefined {
  let names: Names[string] = SCOPE;
  for (const [i, part] of path.entries()) {
    if (typeof names === 'string') return undefined;
    const inside: Names[string] | undefined = Object.hasOwn(names, part) ? names[part] : undefined;
    if (inside === undefined) return i === 0 ? unknownRoot(path) : unknownPart(path.slice(0, i + 1), names);
    names = inside;
  }
  return undefined;
}

function unknownRoot([root = '', part]: readonly string[]): string {
  const names = Object.keys(SCOPE);
  const near = didYouMean(root, names);
  // `user.firstName`, as other products have it.
  const trait = part === undefined ? root : part;
  const hint =
    near || `; a trait of the person is profile.${trait}, a property of the event event.properties.${trait}`;
  return `"${root}" is not in scope; profile, event, links and program are${hint}`;
}

function unknownPart(path: readonly string[], names: Names): string {
  const known = Object.keys(names);
  const hint = didYouMean(path.at(-1) ?? '', known);
  return `"${path.join('.')}" is not in scope: ${path.slice(0, -1).join('.')} holds ${known.join(' and ')}${hint}`;
}
