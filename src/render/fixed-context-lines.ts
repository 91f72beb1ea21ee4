import type { FixedContextPart } from '../analyse/fixed-context.ts';
import { counted, fullCount } from '../model/counted.ts';
import type { FixedPart } from '../model/fixed-part.ts';
import type { ClaudeContextRow } from '../query/claude-contexts.ts';
import { hint } from './card-parts.ts';
import { percent, shortCount } from './format-number.ts';
import { momentOf } from './format-session.ts';
import { COST, TOKENS } from './kit/words.ts';
import type { Shown } from './shown.ts';
import type { Look } from './style.ts';
import { type Column, table } from './table.ts';
import { cutHead, wrap } from './text-width.ts';

/** Claude Code's own categories that are told. */
const CATEGORIES_SHOWN = 6;

const COLUMNS: readonly Column[] = [
  { head: 'fixed context', align: 'left', rank: 0, shrinkTo: 22 },
  { head: COST, align: 'right', rank: 0 },
  { head: TOKENS, align: 'right', rank: 0 },
  { head: 'size', align: 'right', rank: 1 },
  { head: 'responses', align: 'right', rank: 4 },
  { head: 'sessions', align: 'right', rank: 3 },
  { head: 'used in', align: 'right', rank: 2 },
];

/** All parts of the fixed context: how large each is, which sessions had it, and which of them used it. */
export function fixedContextTable(parts: readonly FixedContextPart[], look: Look): string[] {
  if (parts.length === 0) return ['nothing of the fixed context is known'];
  const room = Math.max(20, look.width - (look.width >= 70 ? 53 : 30));
  const rows = parts.map((each) => [
    each.part === 'memory' ? cutHead(each.name, room, look.unicode ? '…' : '~') : partName(each.part, each.name),
    percent(each.shareListPrice),
    percent(each.shareTokens),
    shortCount(each.tokens),
    fullCount(each.responses),
    fullCount(each.sessions),
    each.sessionsUsing === null ? '' : fullCount(each.sessionsUsing),
  ]);
  const gone =
    namesSince(parts, look).length === 0 ? [] : hint('nor where a transcript was gone before this tj read it', look);
  return [table(COLUMNS, rows, look), ...namesSince(parts, look), ...gone];
}

const TOGETHER: Readonly<Record<Exclude<FixedPart, 'mcp' | 'other'>, string>> = {
  system: 'system prompt',
  tool: 'built-in tools',
  skill: 'skill listing',
  agent: 'agent listing',
};

/** Since when parts have names, where some have none. */
function namesSince(parts: readonly FixedContextPart[], look: Look): string[] {
  const unnamed = parts.some(({ part, characters }) => part === 'other' && characters === null);
  return unnamed ? hint('its parts have no names before Claude Code 2.1.270', look) : [];
}

/** What a part of the fixed context is called. */
export function partName(part: string, name: string): string {
  const words = NAMED[part];
  return words === undefined || name === TOGETHER.skill || name === TOGETHER.agent ? name : `${words} ${name}`;
}

const NAMED: Readonly<Record<string, string>> = {
  tool: 'tool',
  mcp: 'MCP server',
  skill: 'skill',
  agent: 'agent',
  hook: 'hook',
};

/** What Claude Code's `/context` said last, beside what tj knows of that moment. */
export function claudeContextLines(rows: readonly ClaudeContextRow[], { calendar, look }: Shown): string[] {
  const last = rows.at(-1);
  if (last === undefined) return [];
  const ours = last.oursTokens === null ? 'not known here' : `${fullCount(last.oursTokens)} here`;
  const used = last.categories.filter(({ kind, tokens }) => kind === 'used' && tokens > 0);
  const heaviest = [...used].sort((a, b) => b.tokens - a.tokens).slice(0, CATEGORIES_SHOWN);
  const categories = heaviest.map(({ name, tokens }) => `${name} ${shortCount(tokens)}`).join(', ');
  const more = used.length > heaviest.length ? `, ${counted(used.length - heaviest.length, 'more')}` : '';
  return [
    ...wrap(
      `/context said ${fullCount(last.totalTokens)} tokens on ${momentOf(last.at, calendar)}; ${ours}`,
      look.width,
    ).map(look.paint.bold),
    ...wrap(`${categories}${more}`, look.width),
  ];
}
