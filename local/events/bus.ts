// EventBridge: buses, rules and their targets, a record of every event for people to read, and PutEvents on the wire.

import { randomUUID } from 'node:crypto';
import type { CloudClock } from '../clock.ts';
import type { RuleSpec, TargetSpec } from '../template/inventory.ts';
import {
  isObject,
  type Json,
  type JsonObject,
  listAt,
  objectAt,
  parseJson,
  textAt,
  textsAt,
} from '../template/json.ts';
import { matchesPattern } from './pattern.ts';

export interface Envelope {
  version: '0';
  id: string;
  'detail-type': string;
  source: string;
  account: string;
  time: string;
  region: string;
  resources: string[];
  detail: Json;
}

export interface NewEvent {
  bus: string;
  source: string;
  detailType: string;
  detail: Json;
  resources?: string[];
  time?: string;
}

export type Deliver = (target: TargetSpec, event: Json) => void;

export interface EventBusOptions {
  clock: CloudClock;
  account: string;
  region: string;
  buses: readonly string[];
  rules: readonly RuleSpec[];
  deliver: Deliver;
}

const RECORDED_MAX = 20_000;
const ENTRY_BYTES_MAX = 1024 * 1024;

export class EventBus {
  #options: EventBusOptions;
  #recorded: Envelope[] = [];

  constructor(options: EventBusOptions) {
    this.#options = options;
  }

  /** Events of one detail-type, or all of them, oldest first. */
  events(detailType?: string): Envelope[] {
    return this.#recorded.filter((event) => detailType === undefined || event['detail-type'] === detailType);
  }

  put({ bus, source, detailType, detail, resources, time }: NewEvent): string {
    const { account, region, clock, rules, deliver } = this.#options;
    const envelope: Envelope = {
      version: '0',
      id: randomUUID(),
      'detail-type': detailType,
      source,
      account,
      time: time ?? `${new Date(clock.now()).toISOString().slice(0, 19)}Z`,
      region,
      resources: resources ?? [],
      detail,
    };
    this.#recorded.push(envelope);
    if (this.#recorded.length > RECORDED_MAX) this.#recorded.shift();
    const event: JsonObject = { ...envelope };
    for (const rule of rules) {
      if (rule.bus !== bus || rule.pattern === undefined || !matchesPattern(rule.pattern, event)) continue;
      for (const target of rule.targets) deliver(target, inputOf(target, event));
    }
    return envelope.id;
  }

  /** The PutEvents call: invalid entries fail one by one, as in EventBridge. */
  putEvents(request: JsonObject): JsonObject {
    const entries = listAt(request.Entries).map((entry) => this.#putEntry(objectAt(entry)));
    return {
      FailedEntryCount: entries.filter((entry) => entry.ErrorCode !== undefined).length,
      Entries: entries,
    };
  }

  #putEntry(entry: JsonObject): JsonObject {
    const source = textAt(entry.Source);
    const detailType = textAt(entry.DetailType);
    const text = textAt(entry.Detail);
    if (source === undefined || detailType === undefined || text === undefined) {
      return refused('InvalidArgument', 'Parameter Source, DetailType and Detail are required.');
    }
    if (source.startsWith('aws.'))
      return refused('NotAuthorizedForSourceException', 'Not authorized for the source.');
    if (Buffer.byteLength(text) > ENTRY_BYTES_MAX)
      return refused('InvalidArgument', 'Total size is too large.');
    let detail: Json;
    try {
      detail = parseJson(text);
    } catch {
      return refused('MalformedDetail', 'Detail is malformed.');
    }
    if (!isObject(detail)) return refused('MalformedDetail', 'Detail is malformed.');
    const given = textAt(entry.EventBusName) ?? 'default';
    const bus = given.startsWith('arn:') ? given.slice(given.lastIndexOf('/') + 1) : given;
    const resources = textsAt(entry.Resources);
    if (!this.#options.buses.includes(bus))
      return refused('ResourceNotFoundException', `Event bus ${bus} not found.`);
    return { EventId: this.put({ bus, source, detailType, detail, resources, ...timeOf(entry.Time) }) };
  }
}

const refused = (ErrorCode: string, ErrorMessage: string): JsonObject => ({ ErrorCode, ErrorMessage });

/** The SDK sends Time as epoch seconds. */
function timeOf(value: Json | undefined): { time?: string } {
  return typeof value === 'number' ? { time: `${new Date(value * 1000).toISOString().slice(0, 19)}Z` } : {};
}

function inputOf(target: TargetSpec, event: JsonObject): Json {
  if (target.input !== undefined) return target.input;
  if (target.inputPath === undefined) return event;
  let value: Json | undefined = event;
  for (const key of target.inputPath.split('.').slice(1)) value = objectAt(value)[key];
  return value ?? null;
}
