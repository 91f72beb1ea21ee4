import { counted, fullCount } from '../../model/counted.ts';
import { MCP_INSTRUCTIONS } from '../../model/fixed-part.ts';
import type { ContextRow } from '../../query/contexts.ts';
import type { PartInSession } from '../../query/part-sessions.ts';
import type { LabelFinder } from '../context-ledger.ts';
import type { Weighed } from '../weigh-context.ts';
import type { LedgerLeverFinder } from './advice.ts';
import {
  agentActions,
  hookActions,
  memoryActions,
  pluginActions,
  serverActions,
  skillActions,
} from './fixed-actions.ts';
import { type FixedItem, FixedItems } from './fixed-items.ts';
import type { Lever, LeverAction, LeverEvidence, LeverKind } from './lever.ts';
import { endsOfPaths, leverOf, sessionsOf } from './lever-of.ts';

/** What is known beside the ledger. */
export interface FixedFacts {
  readonly labelOf: LabelFinder;
  /** What was used in these sessions: asked once. */
  readonly uses: (sessionIds: readonly string[]) => readonly PartInSession[];
  /** The projects of these sessions, by session, as far as they are known. */
  readonly projects: (sessionIds: readonly string[]) => ReadonlyMap<string, string>;
  /** What costs less is no lever, in pico-dollars. */
  readonly least: bigint;
}

/** The fixed context that nothing names: what it came to. */
export interface UnnamedContext {
  readonly sessions: number;
  readonly tokens: number;
  readonly weight: bigint;
}

/** Which sessions used a part, by part and name. */
type Uses = ReadonlyMap<string, ReadonlySet<string>>;

/** Where each is shown with the same cost. */
const CHECK = 'tj context --by fixed';

/**
 * Levers in the fixed context (advice.md): what is in prompts of sessions that never use it leaves these; a memory file is
 * halved, what hooks say leaves all prompts.
 */
export class FixedLevers implements LedgerLeverFinder {
  private readonly items = new FixedItems();
  private readonly facts: FixedFacts;
  private named: readonly FixedItem[] | null = null;

  constructor(facts: FixedFacts) {
    this.facts = facts;
  }

  add(row: ContextRow, weighed: Weighed): void {
    this.items.add(row, weighed);
  }

  levers(): Lever[] {
    const groups = this.groups();
    const usable = groups.filter(({ kind }) => USED.has(kind));
    const uses = usesOf(usable.length === 0 ? [] : this.facts.uses(sessionsIn(usable)));
    const projects = groups.length === 0 ? new Map<string, string>() : this.facts.projects(sessionsIn(groups));
    const ends = endsOfPaths(groups.flatMap(({ kind, subject }) => (kind === 'memory-file' ? [subject] : [])));
    return groups.flatMap((group) => leversOf(group, uses, projects, ends));
  }

  /** What of the fixed context has no names; null where all has. */
  unnamed(): UnnamedContext | null {
    const evidence = this.all().flatMap(({ name, evidence }) => (name === '' ? evidence : []));
    if (evidence.length === 0) return null;
    return {
      sessions: sessionsOf(evidence),
      tokens: evidence.reduce((sum, { tokens }) => sum + tokens, 0),
      weight: evidence.reduce((sum, { weight }) => sum + weight, 0n),
    };
  }

  /** What can be taken out or made shorter as one, and cost enough. */
  private groups(): Group[] {
    const items = this.all().filter(({ name }) => name !== '' && !WHOLE.has(name));
    const plugins = new Set(items.flatMap(({ part, name }) => pluginOfListed(part, name) ?? []));
    const groups = new Map<string, { kind: LeverKind; subject: string; items: FixedItem[] }>();
    for (const item of items) {
      const plugin = pluginOf(item, plugins);
      const kind = plugin === null ? KINDS[item.part] : 'plugin';
      if (kind === undefined) continue;
      const subject = plugin ?? item.name;
      const known = groups.get(`${kind} ${subject}`);
      if (known === undefined) groups.set(`${kind} ${subject}`, { kind, subject, items: [item] });
      else known.items.push(item);
    }
    return [...groups.values()]
      .map((group) => ({ ...group, evidence: together(group.items.flatMap(({ evidence }) => evidence)) }))
      .filter(({ evidence }) => weightOf(evidence) >= this.facts.least);
  }

  private all(): readonly FixedItem[] {
    this.named ??= this.items.all(this.facts.labelOf, this.facts.least);
    return this.named;
  }
}

/** Items of the fixed context that are one lever, if they are. */
interface Group {
  readonly kind: LeverKind;
  readonly subject: string;
  readonly items: readonly FixedItem[];
  /** Of all of them, session by session. */
  readonly evidence: readonly LeverEvidence[];
}

/** What levers in single items are called. */
const KINDS: Readonly<Partial<Record<FixedItem['part'], LeverKind>>> = {
  ...{ mcp: 'mcp-server', skill: 'skill', agent: 'agent-type', memory: 'memory-file', hook: 'hook-context' },
};

/** Of what can be called or invoked. */
const USED: ReadonlySet<LeverKind> = new Set<LeverKind>(['mcp-server', 'skill', 'agent-type', 'plugin']);

/** Listings of which the entries have no names. */
const WHOLE: ReadonlySet<string> = new Set([MCP_INSTRUCTIONS, 'skill listing', 'agent listing']);

/** `ends`: what of the path of a memory file tells it from the others. */
function leversOf(
  group: Group,
  uses: Uses,
  projects: ReadonlyMap<string, string>,
  ends: ReadonlyMap<string, string>,
): Lever[] {
  const { kind, subject, items, evidence } = group;
  const using = usingOf(items, uses);
  switch (kind) {
    case 'mcp-server':
      return usedLever(group, using, serverActions(subject, projectsIn(using, projects)));
    case 'skill':
      return usedLever(group, using, skillActions(subject));
    case 'agent-type':
      return usedLever(group, using, agentActions(subject));
    case 'plugin':
      return usedLever(group, using, pluginActions(subject, isListedOnly(group) ? items.map(({ name }) => name) : []));
    case 'memory-file':
      return [memoryLever(subject, ends.get(subject) ?? subject, evidence, heaviestProject(evidence, projects))];
    default:
      return [hookLever(subject, evidence)];
  }
}

function sessionsIn(groups: readonly Group[]): string[] {
  return [...new Set(groups.flatMap(({ evidence }) => evidence.map(({ sessionId }) => sessionId)))];
}

function usesOf(rows: readonly PartInSession[]): Uses {
  const uses = new Map<string, Set<string>>();
  for (const { part, name, sessionId } of rows) {
    const key = `${part} ${name}`;
    const sessions = uses.get(key);
    if (sessions === undefined) uses.set(key, new Set([sessionId]));
    else sessions.add(sessionId);
  }
  return uses;
}

/** A skill or an agent of a plugin is listed with the plugin's name before its own. */
function pluginOfListed(part: FixedItem['part'], name: string): string | null {
  return part === 'skill' || part === 'agent' ? (/^([^:\s]+):./.exec(name)?.[1] ?? null) : null;
}

/** A server of a plugin is called after it; that is only said of plugins that are known by something listed. */
function pluginOf({ part, name }: FixedItem, plugins: ReadonlySet<string>): string | null {
  if (part !== 'mcp') return pluginOfListed(part, name);
  return [...plugins].find((plugin) => name.startsWith(`plugin_${plugin.replace(/[^\w-]/g, '_')}_`)) ?? null;
}

/** Sessions that had one of these and used one of them. */
function usingOf(items: readonly FixedItem[], uses: Uses): ReadonlySet<string> {
  const using = items.flatMap(({ part, name }) => [...(uses.get(`${part} ${name}`) ?? [])]);
  return new Set(using);
}

/** What leaves the prompts of the sessions that never used it; nothing where all of them did. */
function usedLever(group: Group, using: ReadonlySet<string>, actions: readonly LeverAction[]): Lever[] {
  const { kind, subject, evidence } = group;
  const low = weightOf(evidence.filter(({ sessionId }) => !using.has(sessionId)));
  if (low === 0n) return [];
  const used = evidence.filter(({ sessionId }) => using.has(sessionId)).length;
  return [
    leverOf({
      ...{ kind, subject, actions, evidence },
      // What comes with a plugin stands there in rows of its own, which nothing adds up.
      ...(kind === 'plugin' ? {} : { check: CHECK }),
      title: usedTitle(group, used),
      effect: {
        ...{ low, high: weightOf(evidence), basis: 'replayed' },
        assumption: used === 0 ? '' : 'at most if the sessions that used it had gone without it, too',
      },
    }),
  ];
}

const WORDS: Readonly<Partial<Record<LeverKind, readonly [noun: string, used: string]>>> = {
  'mcp-server': ['MCP server', 'called'],
  skill: ['Skill', 'invoked'],
  'agent-type': ['Agent', 'started'],
};

function usedTitle(group: Group, used: number): string {
  const { kind, subject, items, evidence } = group;
  const several = isListedOnly(group) && items.length > 1;
  const [noun, word] = WORDS[kind] ?? ['', 'used'];
  const how = used === 0 ? `never ${word}` : `${word} in ${fullCount(used)}`;
  const what = kind === 'plugin' ? pluginWords(group) : `${noun} "${subject}"`;
  return `${what} ${several ? 'were' : 'was'} in the prompts of ${counted(evidence.length, 'session')} and ${how}`;
}

/** Skills alone may be of a folder of commands as well as of a plugin: both put its name before theirs. */
function isListedOnly({ kind, items }: Group): boolean {
  return kind === 'plugin' && items.every(({ part }) => part === 'skill');
}

function pluginWords(group: Group): string {
  const { subject, items } = group;
  const many = (part: FixedItem['part'], noun: string) => {
    const own = items.filter((item) => item.part === part).length;
    return own === 0 ? [] : [counted(own, noun)];
  };
  if (isListedOnly(group)) return `${counted(items.length, 'skill')} of "${subject}"`;
  const brings = [...many('mcp', 'MCP server'), ...many('skill', 'skill'), ...many('agent', 'agent')];
  return `Plugin "${subject}" (${brings.join(', ')})`;
}

/** What several items came to, session by session; responses are those of the item that most had. */
function together(all: readonly LeverEvidence[]): LeverEvidence[] {
  const bySession = new Map<string, LeverEvidence>();
  for (const each of all) {
    const known = bySession.get(each.sessionId);
    bySession.set(each.sessionId, {
      ...each,
      tokens: each.tokens + (known?.tokens ?? 0),
      responses: Math.max(each.responses, known?.responses ?? 0),
      weight: each.weight + (known?.weight ?? 0n),
    });
  }
  return [...bySession.values()];
}

function memoryLever(path: string, end: string, evidence: readonly LeverEvidence[], project: string | null): Lever {
  const weight = weightOf(evidence);
  const responses = evidence.reduce((sum, each) => sum + each.responses, 0);
  const sessions = counted(sessionsOf(evidence), 'session');
  return leverOf({
    ...{ kind: 'memory-file', subject: path, evidence, check: CHECK },
    title: `Memory file ${end} was in ${counted(responses, 'prompt')} of ${sessions}`,
    effect: { low: weight / 2n, high: weight / 2n, basis: 'replayed', assumption: 'it has half its size' },
    actions: memoryActions(end, project),
  });
}

function hookLever(hook: string, evidence: readonly LeverEvidence[]): Lever {
  const weight = weightOf(evidence);
  const responses = evidence.reduce((sum, each) => sum + each.responses, 0);
  return leverOf({
    ...{ kind: 'hook-context', subject: hook, evidence, check: CHECK },
    title: `What the hook ${hook} said was in ${counted(responses, 'prompt')} of ${counted(sessionsOf(evidence), 'session')}`,
    effect: { low: weight, high: weight, basis: 'replayed', assumption: '' },
    actions: hookActions(hook),
  });
}

function weightOf(evidence: readonly LeverEvidence[]): bigint {
  return evidence.reduce((sum, { weight }) => sum + weight, 0n);
}

/** Projects of sessions, each once. */
function projectsIn(sessions: ReadonlySet<string>, projects: ReadonlyMap<string, string>): string[] {
  return [...new Set([...sessions].flatMap((sessionId) => projects.get(sessionId) ?? []))].sort();
}

/** The project whose sessions paid most; null where none is known. */
function heaviestProject(evidence: readonly LeverEvidence[], projects: ReadonlyMap<string, string>): string | null {
  const weights = new Map<string, bigint>();
  for (const { sessionId, weight } of evidence) {
    const project = projects.get(sessionId);
    if (project !== undefined) weights.set(project, (weights.get(project) ?? 0n) + weight);
  }
  const [heaviest] = [...weights].sort(([a, x], [b, y]) => (x === y ? (a < b ? -1 : 1) : x > y ? -1 : 1));
  return heaviest?.[0] ?? null;
}
