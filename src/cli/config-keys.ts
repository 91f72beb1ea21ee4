import { delimiter, isAbsolute } from 'node:path';
import { UserError } from '../model/errors.ts';
import { LABELS_KEPT, type LabelsKept, labelOf } from '../model/label.ts';
import { PLANS, type Plan } from '../model/plan.ts';

/** What a setting can be: a word, a number or a list. */
export type ConfigValue = string | number | readonly string[];

/** One thing that can be configured. */
export interface ConfigKey<T extends ConfigValue = ConfigValue> {
  readonly name: 'plan' | 'idle_hours' | 'trace_roots' | 'machine' | 'labels' | 'export_endpoint' | 'export_headers';
  /** The variable that goes before the file. */
  readonly env: string;
  readonly fallback: T;
  readonly about: string;
  /** What a value may be, to be read after "expected". */
  readonly expected: string;
  /** The words there are; null where a value is no word. */
  readonly words: readonly string[] | null;
  /** Whether a value is a list, of which each word of a command line is an item. */
  readonly isList: boolean;
  /** Whether values are `name=value`, of which the value is shown to nobody. */
  readonly isSecret: boolean;
  /** The value of this JSON; undefined where it is none. */
  readonly check: (json: unknown) => T | undefined;
  /** The JSON that a text (a variable, a word of a command line) stands for; not checked yet. */
  readonly read: (text: string) => unknown;
}

/** How the user pays. */
export const PLAN: ConfigKey<Plan> = {
  name: 'plan',
  env: 'TJ_PLAN',
  fallback: 'unknown',
  about: 'how you pay: with a subscription shares are shown, with api dollars too, with local none',
  expected: `one of ${PLANS.join(', ')}`,
  words: PLANS,
  isList: false,
  isSecret: false,
  check: (json) => PLANS.find((plan) => plan === json),
  read: (text) => text,
};

/** Hours without a record until an idle session is stale. */
export const IDLE_HOURS: ConfigKey<number> = {
  name: 'idle_hours',
  env: 'TJ_IDLE_HOURS',
  fallback: 4,
  about: 'hours after its last record until a session is stale',
  expected: 'a number above 0',
  words: null,
  isList: false,
  isSecret: false,
  check: (json) => (typeof json === 'number' && Number.isFinite(json) && json > 0 ? json : undefined),
  read: (text) => (/^\d+(\.\d+)?$/.test(text.trim()) ? Number(text) : text),
};

/** Folders that the hook keeps sessions of; none: of all folders. */
export const TRACE_ROOTS: ConfigKey<readonly string[]> = {
  name: 'trace_roots',
  env: 'TJ_TRACE_ROOTS',
  fallback: [],
  about: 'the hook keeps only sessions within these folders, or all where there are none',
  expected: `absolute folders (in the file a list, in TJ_TRACE_ROOTS with '${delimiter}' between them)`,
  words: null,
  isList: true,
  isSecret: false,
  check: (json) => (Array.isArray(json) && json.every(isAbsoluteFolder) ? json : undefined),
  read: (text) => text.split(delimiter).filter((folder) => folder !== ''),
};

/** Longest name of a machine that is kept. */
export const MACHINE_CHARS = 40;

/** What this machine is called beside others whose stores were imported; '' for as its host is. */
export const MACHINE: ConfigKey<string> = {
  name: 'machine',
  env: 'TJ_MACHINE',
  fallback: '',
  about: 'what this machine is called in tj usage --by machine; none: as its host is',
  expected: `a name of at most ${MACHINE_CHARS} characters`,
  words: null,
  isList: false,
  isSecret: false,
  check: (json) =>
    typeof json === 'string' && json !== '' && labelOf(json, MACHINE_CHARS) === json ? json : undefined,
  read: (text) => text.trim(),
};

/** Whether labels of what was said and called are kept. */
export const LABELS: ConfigKey<LabelsKept> = {
  name: 'labels',
  env: 'TJ_LABELS',
  fallback: 'short',
  about: 'what is kept of texts: short beginnings of prompts, answers and calls, or none of them',
  expected: `one of ${LABELS_KEPT.join(', ')}`,
  words: LABELS_KEPT,
  isList: false,
  isSecret: false,
  check: (json) => LABELS_KEPT.find((each) => each === json),
  read: (text) => text,
};

/** The collector that sessions are sent to when they end; '' for none. */
export const EXPORT_ENDPOINT: ConfigKey<string> = {
  name: 'export_endpoint',
  env: 'TJ_EXPORT_ENDPOINT',
  fallback: '',
  about: 'the OpenTelemetry collector that the hook sends ended sessions to; none: nothing is sent',
  expected: 'a URL such as http://collector:4318, or none',
  words: null,
  isList: false,
  isSecret: false,
  check: (json) => (typeof json === 'string' && HTTP_URL.test(json) && URL.canParse(json) ? json : undefined),
  read: (text) => text.trim(),
};

/** What the collector asks for beside the spans. */
export const EXPORT_HEADERS: ConfigKey<readonly string[]> = {
  name: 'export_headers',
  env: 'TJ_EXPORT_HEADERS',
  fallback: [],
  about: 'HTTP headers for the collector; their values are never shown',
  expected: "name=value, values percent-encoded (in TJ_EXPORT_HEADERS with ',' between them)",
  words: null,
  isList: true,
  isSecret: true,
  check: (json) => (Array.isArray(json) && json.every(isHeader) ? json : undefined),
  read: (text) => text.split(',').filter((header) => header !== ''),
};

/** A URL that can be sent to, without what would act on the terminal that shows it. */
export const HTTP_URL = /^https?:\/\/[^\s\p{Cc}\p{Bidi_Control}]+$/u;

/** A header as OpenTelemetry's variables have it. */
export const HEADER = /^[\w!#$%&'*+.^`|~-]+=[^\p{Cc}\p{Bidi_Control}]*$/u;

/** All keys of `config.json`. */
export const CONFIG_KEYS: readonly ConfigKey[] = [
  ...[PLAN, IDLE_HOURS, TRACE_ROOTS, MACHINE, LABELS],
  ...[EXPORT_ENDPOINT, EXPORT_HEADERS],
];

/** The key of this name. `UserError` for one that is none. */
export function configKey(name: string): ConfigKey {
  const key = CONFIG_KEYS.find((each) => each.name === name);
  if (key !== undefined) return key;
  const names = CONFIG_KEYS.map((each) => each.name).join(', ');
  throw new UserError('unknown-key', `no key '${labelOf(name)}': there is ${names}`, 2);
}

/** The value of this JSON, checked by hand. `UserError` that begins with `where` it stands. */
export function checkedValue<T extends ConfigValue>(key: ConfigKey<T>, json: unknown, where: string): T {
  const value = key.check(json);
  if (value === undefined) throw badValue(key, json, where);
  return value;
}

/** What is said of a value that is none, however that was found out. */
export function badValue(key: ConfigKey, json: unknown, where: string): UserError {
  const shown = key.isSecret ? 'what stands there' : labelOf(typeof json === 'string' ? json : JSON.stringify(json));
  return new UserError('bad-config', `${where}: ${shown}: expected ${key.expected}`, 2);
}

/** A value without what is secret in it. */
export function openValue({ isSecret }: ConfigKey, value: ConfigValue): ConfigValue {
  if (!isSecret || typeof value !== 'object') return value;
  return value.map((pair) => `${pair.slice(0, pair.indexOf('='))}=...`);
}

/** A value in one line, as the variable would hold it. */
export function shownValue(value: ConfigValue): string {
  return typeof value === 'object' ? value.join(delimiter) : String(value);
}

/** Without what would act on the terminal that shows it. */
function isAbsoluteFolder(item: unknown): boolean {
  return typeof item === 'string' && isAbsolute(item) && !/[\p{Cc}\p{Bidi_Control}]/u.test(item);
}

function isHeader(item: unknown): boolean {
  return typeof item === 'string' && HEADER.test(item);
}
