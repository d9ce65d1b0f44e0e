// What a schema cannot see in a journey: steps that lead somewhere, templates that exist, ways that end.
import type { Journey, Step } from '../../../schemas/journey.ts';
import type { Program } from '../../../schemas/program.ts';
import { type Finding, pointerOf } from '../finding.ts';
import { checkCondition } from './check-conditions.ts';

/** Those that could be read: a file with findings already says enough. */
export function checkJourneys(program: Program, findings: Finding[]): void {
  const unread = new Set(findings.map(({ file }) => file));
  for (const journey of Object.values(program.journeys))
    if (!unread.has(`journeys/${journey.id}.json`)) checkJourney(journey, program, findings);
}

function checkJourney(journey: Journey, program: Program, findings: Finding[]): void {
  const file = `journeys/${journey.id}.json`;
  const say = (path: PropertyKey[], detail: string) =>
    findings.push({ file, pointer: pointerOf(path), detail });
  const scope = { program, file, findings };
  if (!program.purposes[journey.purpose])
    say(['purpose'], `"${journey.purpose}" is not among the purposes of program.json`);
  const { enter, goal } = journey;
  const triggered = 'on' in enter;
  if ('when' in enter) checkCondition(enter.when, 'no-trigger', ['enter', 'when'], scope);
  else if (enter.if) checkCondition(enter.if, 'trigger', ['enter', 'if'], scope);
  if (goal?.if) checkCondition(goal.if, 'trigger', ['goal', 'if'], scope);
  journey.exit?.forEach((exit, i) => {
    if (exit.if) checkCondition(exit.if, 'trigger', ['exit', i, 'if'], scope);
  });
  if (!Object.hasOwn(journey.steps, journey.start)) say(['start'], `there is no step "${journey.start}"`);
  for (const [id, step] of Object.entries(journey.steps)) {
    for (const [path, next] of nexts(step))
      if (!Object.hasOwn(journey.steps, next)) say(['steps', id, ...path], `there is no step "${next}"`);
    if ('branch' in step)
      step.branch.forEach((arm, i) => {
        checkCondition(arm.if, triggered ? 'trigger' : 'no-trigger', ['steps', id, 'branch', i, 'if'], scope);
      });
    if ('send' in step) checkSend(step, program, ['steps', id], say);
  }
  checkShape(journey, say);
}

function checkSend(
  step: Extract<Step, { send: string }>,
  program: Program,
  path: PropertyKey[],
  say: (path: PropertyKey[], detail: string) => void,
): void {
  const template = program.templates[step.template];
  if (!template) say([...path, 'template'], `there is no templates/${step.template}.json`);
  else if (template.channel !== step.send)
    say(
      [...path, 'template'],
      `"${step.template}" is a template for ${template.channel}, not for ${step.send}`,
    );
  const channel = program.channels[step.send];
  if (!channel) say([...path, 'send'], `there is no channels/${step.send}.json`);
  else if (!channel.price)
    say([...path, 'send'], `channels/${step.send}.json has no "price": what does one message cost?`);
}

/** Where a step can lead, with the path of each name. */
export function nexts(step: Step): [PropertyKey[], string][] {
  const out: [PropertyKey[], string][] = [];
  if ('branch' in step) {
    step.branch.forEach((arm, i) => {
      out.push([['branch', i, 'next'], arm.next]);
    });
    if (step.else) out.push([['else'], step.else]);
  } else if (step.next) out.push([['next'], step.next]);
  return out;
}

/** Steps nobody reaches, and ways that go in a circle: a journey's steps lead forward, so every entry ends (I7). */
function checkShape(journey: Journey, say: (path: PropertyKey[], detail: string) => void): void {
  const state = new Map<string, 'open' | 'done'>();
  const visit = (id: string): void => {
    const step = Object.hasOwn(journey.steps, id) ? journey.steps[id] : undefined;
    if (!step || state.get(id) === 'done') return;
    state.set(id, 'open');
    for (const [path, next] of nexts(step)) {
      if (state.get(next) === 'open')
        say(['steps', id, ...path], `goes back to "${next}": steps must lead forward`);
      else visit(next);
    }
    state.set(id, 'done');
  };
  visit(journey.start);
  for (const id of Object.keys(journey.steps)) if (!state.has(id)) say(['steps', id], 'no step leads here');
}
