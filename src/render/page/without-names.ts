import { FIXED_PARTS } from '../../model/fixed-part.ts';

/** Fields whose texts name nothing of anybody: ids, times, states, and words of tj and Claude Code. */
const PLAIN = new Set([
  ...['session_id', 'turn_id', 'key', 'bucket', 'at', 'started_at', 'ended_at', 'begins_at', 'resets_at'],
  ...['kind', 'words', 'state', 'source', 'status', 'link', 'cause', 'rebuild_cause', 'deed', 'part', 'basis'],
  ...['model', 'models', 'next_tier', 'flags', 'not_judged', 'caveat', 'quota', 'cost_words', 'effect_words'],
]);

/** Kinds of things that are told apart by a number instead of a name. */
const NUMBERED: Readonly<Record<string, string>> = { project: 'project', agent_type: 'agent type' };

/** Tools of Claude Code itself; any other may be called as a company is. */
const OWN_TOOLS =
  /^(?:Agent|AskUserQuestion|Bash|BashOutput|Edit|EnterPlanMode|ExitPlanMode|Glob|Grep|KillShell|LS|ListMcpResourcesTool|MultiEdit|NotebookEdit|NotebookRead|Read|ReadMcpResourceTool|SendMessage|Skill|SlashCommand|Task\w*|Todo\w+|ToolSearch|WebFetch|WebSearch|Write)$/;

/** Agents of Claude Code itself. */
const OWN_AGENTS = /^(?:Explore|Plan|general-purpose|statusline-setup|output-style-setup|claude-code-guide|fork)$/;

/** Parts of the fixed context whose names are of Claude Code. */
const OWN_PARTS = new Set(['system', 'tool']);

/**
 * Documents without any name of a project, path, branch, title, label, command, server or agent of one's own. What is not
 * known to be harmless is emptied; the same thing has the same number in all that one of these is asked for.
 */
export function nameless(): <T>(document: T) => T {
  const numbers = new Map<string, Map<string, number>>();
  const numbered = (what: string, name: string) => {
    const known = numbers.get(what) ?? new Map<string, number>();
    numbers.set(what, known);
    if (!known.has(name)) known.set(name, known.size + 1);
    return `${what} ${known.get(name)}`;
  };
  const text = (value: string, field: string, beside: Readonly<Record<string, unknown>>): string => {
    if (value === '' || PLAIN.has(field)) return value;
    if (field === 'agent_type' && OWN_AGENTS.test(value)) return value;
    const what = NUMBERED[field];
    if (what !== undefined) return numbered(what, value);
    if (field === 'tool' && beside.kind === 'base') return BASE_PARTS.has(value) ? value : '';
    if (field === 'tool' || (field === 'name' && 'calls' in beside && !('part' in beside)))
      return OWN_TOOLS.test(value) ? value : numbered('tool', value);
    if (field === 'name' && typeof beside.part === 'string')
      return OWN_PARTS.has(beside.part) ? value : numbered(PART_WORDS[beside.part] ?? 'part', value);
    return '';
  };
  const walk = (value: unknown, field: string, beside: Readonly<Record<string, unknown>>): unknown => {
    if (typeof value === 'string') return text(value, field, beside);
    if (Array.isArray(value)) return value.map((each) => walk(each, field, beside));
    if (value === null || typeof value !== 'object') return value;
    const object = value as Readonly<Record<string, unknown>>;
    return Object.fromEntries(Object.entries(object).map(([key, each]) => [key, walk(each, key, object)]));
  };
  return <T>(document: T) => walk(document, '', {}) as T;
}

/** What items of the fixed context have for a tool. */
const BASE_PARTS = new Set<string>(FIXED_PARTS);

const PART_WORDS: Readonly<Record<string, string>> = {
  ...{ mcp: 'MCP server', memory: 'memory file', skill: 'skill', agent: 'agent', hook: 'hook', other: 'part' },
};
