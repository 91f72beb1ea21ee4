import type { AgentFlag, Judgement } from '../analyse/agent-flags.ts';
import type { AgentReport } from '../analyse/agents-report.ts';
import { counted, fullCount } from '../model/counted.ts';
import { totalTokens } from '../model/tokens.ts';
import { dollars, percent, shortCount } from './format-number.ts';
import { spanOf } from './format-session.ts';
import { COST, TOKENS } from './kit/words.ts';
import type { Shown } from './shown.ts';
import { type Column, table } from './table.ts';
import { wrap } from './text-width.ts';

/** One word for each flag, for tables; `flagLines` says what it means. */
export const FLAG_WORDS: Readonly<Record<AgentFlag, string>> = { over_provisioned: 'context', over_powered: 'model' };

/** The flags of an agent in one word: nothing when it has none, `-` when it was not judged. */
export function flagWord(judgement: Judgement): string {
  if (judgement.kind === 'not-judged') return '-';
  const [flag, other] = judgement.flags;
  if (flag === undefined) return '';
  return other === undefined ? FLAG_WORDS[flag] : 'both';
}

/** The first agents of the list, with what each weighs in its session, and how many more there are. */
export function agentTable(agents: readonly AgentReport[], most: number, { look, withDollars }: Shown): string[] {
  const columns: Column[] = [
    { head: 'session', align: 'left', rank: 0 },
    { head: 'type', align: 'left', rank: 0, shrinkTo: 8 },
    { head: 'task', align: 'left', rank: 3, shrinkTo: 16 },
    { head: COST, align: 'right', rank: 0 },
    { head: TOKENS, align: 'right', rank: 0 },
    ...(withDollars ? [{ head: 'price', align: 'right', rank: 8 } as const] : []),
    { head: '', align: 'right', rank: 7 },
    { head: 'resp.', align: 'right', rank: 6 },
    { head: 'calls', align: 'right', rank: 5 },
    { head: 'took', align: 'right', rank: 4 },
    { head: 'flags', align: 'left', rank: 2 },
  ];
  const shown = agents.slice(0, most);
  const rows = shown.map(({ usage, ...agent }) => [
    agent.sessionId.slice(0, 8),
    agent.agentType ?? 'unknown',
    agent.label,
    percent(agent.shareOfSession.listPrice),
    percent(agent.shareOfSession.tokens),
    ...(withDollars ? [dollars(usage?.cost ?? null) + (usage?.cost != null && usage.unpriced > 0 ? '+' : '')] : []),
    usage === null ? '-' : shortCount(totalTokens(usage.tokens)),
    usage === null ? '-' : fullCount(usage.responses),
    agent.toolCalls === null ? '-' : fullCount(agent.toolCalls),
    agent.durationMs === null ? '-' : spanOf(agent.durationMs),
    flagWord(agent.judgement),
  ]);
  const more = agents.length - shown.length;
  const base = 'cost and tokens: share of its session.';
  return [
    ...table(columns, rows, look).split('\n'),
    ...(more > 0 ? [look.paint.dim(`and ${counted(more, 'agent')} more: --all lists them`)] : []),
    ...wrap(base, look.width).map(look.paint.dim),
  ];
}
