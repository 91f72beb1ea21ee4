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
import { counted, leverOf, sessionsOf } from './lever-of.ts';

/** What is known beside the ledger. */
export interface FixedFacts {
  readonly labelOf: LabelFinder;
  /** Asked only where a part of the fixed context has a name. */
  readonly uses: () => readonly PartInSession[];
  readonly projectOf: (sessionId: string) => string | null;
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
    const items = this.all().filter(({ name }) => name !== '' && !WHOLE.has(name));
    const uses = items.some(({ part }) => USABLE.has(part)) ? usesOf(this.facts.uses()) : new Map();
    const byPlugin = new Map<string, FixedItem[]>();
    const alone: FixedItem[] = [];
    const plugins = new Set(items.flatMap(({ part, name }) => pluginOfListed(part, name) ?? []));
    for (const item of items) {
      const plugin = pluginOf(item, plugins);
      if (plugin === null) alone.push(item);
      else byPlugin.set(plugin, [...(byPlugin.get(plugin) ?? []), item]);
    }
    return [
      ...alone.flatMap((item) => this.leverOf(item, uses)),
      ...[...byPlugin].flatMap(([name, parts]) => usedLever('plugin', name, parts, uses, pluginActions(name))),
    ];
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

  private all(): readonly FixedItem[] {
    this.named ??= this.items.all(this.facts.labelOf);
    return this.named;
  }

  private leverOf(item: FixedItem, uses: Uses): Lever[] {
    const { part, name, evidence } = item;
    const { projectOf } = this.facts;
    switch (part) {
      case 'mcp':
        return usedLever(
          'mcp-server',
          name,
          [item],
          uses,
          serverActions(name, projectsIn(usingOf([item], uses), projectOf)),
        );
      case 'skill':
        return usedLever('skill', name, [item], uses, skillActions(name));
      case 'agent':
        return usedLever('agent-type', name, [item], uses, agentActions(name));
      case 'memory':
        return [memoryLever(name, evidence, heaviestProject(evidence, projectOf))];
      case 'hook':
        return [hookLever(name, evidence)];
      default:
        return [];
    }
  }
}

/** Parts that can be called or invoked. */
const USABLE: ReadonlySet<string> = new Set(['mcp', 'skill', 'agent']);

/** Listings of which the entries have no names. */
const WHOLE: ReadonlySet<string> = new Set([MCP_INSTRUCTIONS, 'skill listing', 'agent listing']);

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
function usedLever(
  kind: LeverKind,
  subject: string,
  items: readonly FixedItem[],
  uses: Uses,
  actions: readonly LeverAction[],
): Lever[] {
  const evidence = together(items.flatMap((item) => item.evidence));
  const using = usingOf(items, uses);
  const low = weightOf(evidence.filter(({ sessionId }) => !using.has(sessionId)));
  if (low === 0n) return [];
  const used = evidence.filter(({ sessionId }) => using.has(sessionId)).length;
  return [
    leverOf({
      ...{ kind, subject, actions, evidence, check: CHECK },
      title: usedTitle(kind, subject, evidence.length, used),
      effect: {
        ...{ low, high: weightOf(evidence), basis: 'replayed' },
        assumption: used === 0 ? '' : 'at most if the sessions that used it had gone without it, too',
      },
    }),
  ];
}

const WORDS = {
  'mcp-server': { noun: 'MCP server', used: 'called' },
  skill: { noun: 'Skill', used: 'invoked' },
  'agent-type': { noun: 'Agent', used: 'started' },
  plugin: { noun: 'Plugin', used: 'used' },
} as const;

function usedTitle(kind: LeverKind, name: string, sessions: number, used: number): string {
  const { noun, used: word } = WORDS[kind as keyof typeof WORDS];
  const how = used === 0 ? `never ${word}` : `${word} in ${used.toLocaleString('en-US')}`;
  return `${noun} "${name}" was in the prompts of ${counted(sessions, 'session')} and ${how}`;
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

function memoryLever(path: string, evidence: readonly LeverEvidence[], project: string | null): Lever {
  const weight = weightOf(evidence);
  const responses = evidence.reduce((sum, each) => sum + each.responses, 0);
  const sessions = counted(sessionsOf(evidence), 'session');
  return leverOf({
    ...{ kind: 'memory-file', subject: path, evidence, check: CHECK },
    title: `Memory file ${path} was in ${counted(responses, 'prompt')} of ${sessions}`,
    effect: { low: weight / 2n, high: weight / 2n, basis: 'replayed', assumption: 'it has half its size' },
    actions: memoryActions(path, project),
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
function projectsIn(sessions: ReadonlySet<string>, projectOf: FixedFacts['projectOf']): string[] {
  return [...new Set([...sessions].flatMap((sessionId) => projectOf(sessionId) ?? []))].sort();
}

/** The project whose sessions paid most; null where none is known. */
function heaviestProject(evidence: readonly LeverEvidence[], projectOf: FixedFacts['projectOf']): string | null {
  const weights = new Map<string, bigint>();
  for (const { sessionId, weight } of evidence) {
    const project = projectOf(sessionId);
    if (project !== null) weights.set(project, (weights.get(project) ?? 0n) + weight);
  }
  const [heaviest] = [...weights].sort(([a, x], [b, y]) => (x === y ? (a < b ? -1 : 1) : x > y ? -1 : 1));
  return heaviest?.[0] ?? null;
}
