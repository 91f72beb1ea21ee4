import type { SessionDetail } from '../analyse/session-detail.ts';
import type { Usage } from '../analyse/usage.ts';
import { counted } from '../model/counted.ts';
import { totalTokens } from '../model/tokens.ts';
import { flagWord } from './agent-table.ts';
import { dollars, percent, shortCount } from './format-number.ts';
import { spanOf } from './format-session.ts';
import { COST, TOKENS } from './kit/words.ts';
import type { Shown } from './shown.ts';
import { type Column, table } from './table.ts';
import { wrap } from './text-width.ts';

/** Rows of each part that are shown; the rest is counted. */
const TOOLS_SHOWN = 6;
const AGENTS_SHOWN = 6;

/** The models of a session with all token classes. */
export function modelLines(detail: SessionDetail, { look, withDollars }: Shown): string[] {
  if (detail.models.length === 0) return [];
  const columns: Column[] = [
    { head: 'model', align: 'left', rank: 0, shrinkTo: 12 },
    { head: COST, align: 'right', rank: 0 },
    ...(withDollars ? [{ head: 'price', align: 'right', rank: 3 } as const] : []),
    { head: 'responses', align: 'right', rank: 5 },
    { head: 'cache reads', align: 'right', rank: 2 },
    { head: 'write 5m', align: 'right', rank: 6 },
    { head: 'write 1h', align: 'right', rank: 7 },
    { head: 'uncached', align: 'right', rank: 4 },
    { head: 'output', align: 'right', rank: 1 },
  ];
  const whole = cost(detail.usage);
  const rows = detail.models.map(({ model, usage }) => [
    model,
    percent(shareOf(usage, whole)),
    ...(withDollars ? [dollars(usage.cost)] : []),
    String(usage.responses),
    shortCount(usage.tokens.cacheRead),
    shortCount(usage.tokens.cacheWrite5m),
    shortCount(usage.tokens.cacheWrite1h),
    shortCount(usage.tokens.input),
    `${shortCount(usage.tokens.output)}${usage.unfinished > 0 ? '+' : ''}`,
  ]);
  return table(columns, rows, look).split('\n');
}

/** The tools of a session, the most used first. */
export function toolLines(detail: SessionDetail, { look }: Shown): string[] {
  if (detail.tools.length === 0) return [];
  const columns: Column[] = [
    { head: 'tool', align: 'left', rank: 0, shrinkTo: 16 },
    { head: 'calls', align: 'right', rank: 0 },
    { head: 'errors', align: 'right', rank: 1 },
    { head: 'denied', align: 'right', rank: 5 },
    { head: 'open', align: 'right', rank: 6 },
    { head: 'retries', align: 'right', rank: 2 },
    { head: 'loops', align: 'right', rank: 4 },
    { head: 'result characters', align: 'right', rank: 3 },
  ];
  const rows = detail.tools
    .slice(0, TOOLS_SHOWN)
    .map((tool) => [
      tool.name,
      ...[tool.calls, tool.errors, tool.denied, tool.open, tool.retries, tool.loops].map(String),
      shortCount(tool.resultChars),
    ]);
  return [...table(columns, rows, look).split('\n'), ...moreLine(detail.tools.length - rows.length, 'tool', look)];
}

/** The agents of a session, the heaviest first. */
export function agentLines(detail: SessionDetail, { look, withDollars }: Shown): string[] {
  if (detail.agents.length === 0) return [];
  const isFlagged = detail.agents.some(({ judgement }) => judgement.kind === 'judged' && judgement.flags.length > 0);
  const columns: Column[] = [
    { head: 'agent', align: 'left', rank: 0, shrinkTo: 10 },
    { head: 'task', align: 'left', rank: 3, shrinkTo: 12 },
    { head: COST, align: 'right', rank: 0 },
    ...(withDollars ? [{ head: 'price', align: 'right', rank: 2 } as const] : []),
    { head: TOKENS, align: 'right', rank: 1 },
    { head: 'calls', align: 'right', rank: 6 },
    { head: 'took', align: 'right', rank: 5 },
    ...(isFlagged ? [{ head: 'flags', align: 'left', rank: 0 } as const] : []),
    { head: 'link', align: 'left', rank: 4 },
  ];
  const whole = cost(detail.usage);
  const heaviest = [...detail.agents].sort((a, b) => cost(b.usage) - cost(a.usage)).slice(0, AGENTS_SHOWN);
  const rows = heaviest.map((each) => {
    const { agent, usage, toolCalls, depth } = each;
    const { startedAt, endedAt } = agent;
    // Without a transcript nothing is known of what it used.
    const known = agent.link !== 'call';
    return [
      `${'  '.repeat(Math.max(0, depth))}${agent.agentType ?? 'agent'}`,
      agent.label,
      percent(known ? shareOf(usage, whole) : null),
      ...(withDollars ? [known ? dollars(usage.cost) : '-'] : []),
      known ? shortCount(totalTokens(usage.tokens)) : '-',
      String(toolCalls),
      startedAt === null || endedAt === null ? '-' : spanOf(endedAt - startedAt),
      ...(isFlagged ? [flagWord(each.judgement)] : []),
      agent.link,
    ];
  });
  const more = moreLine(detail.agents.length - rows.length, 'agent', look);
  const note = isFlagged ? wrap('flags: tj agents explains them.', look.width).map(look.paint.dim) : [];
  return [...table(columns, rows, look).split('\n'), ...more, ...note];
}

function moreLine(count: number, noun: string, look: Shown['look']): string[] {
  return count > 0 ? [look.paint.dim(`and ${counted(count, noun)} more: --json shows all`)] : [];
}

/** List price as a plain number, for shares and order only; 0 where there is none. */
export function cost(usage: Usage): number {
  return Number(usage.cost ?? 0n);
}

/** Share of the whole list price; null for what has none: unknown, not zero. */
export function shareOf(usage: Usage, whole: number): number | null {
  return whole === 0 || usage.cost === null ? null : cost(usage) / whole;
}
