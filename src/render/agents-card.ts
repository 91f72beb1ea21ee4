import type { AgentsReport, AgentTypeReport } from '../analyse/agents-report.ts';
import { totalTokens } from '../model/tokens.ts';
import { agentTable } from './agent-table.ts';
import { bar } from './bar.ts';
import { cardLook, inBothWeights } from './card-parts.ts';
import { flagLines } from './flag-lines.ts';
import { counted, dollars, fullCount, percent, shortCount } from './format-number.ts';
import { provenanceLines } from './provenance-lines.ts';
import type { Shown } from './shown.ts';
import type { Look } from './style.ts';
import { cutTo, padLeft, padRight, wrap } from './text-width.ts';
import { windowLine } from './window-line.ts';

/** Rows that are shown unless all are asked for. */
const TYPES_SHOWN = 5;
const AGENTS_SHOWN = 6;

/** Below this there is no room for how many agents there are of a type. */
const WIDE = 70;

/**
 * `tj agents`: how much ran in agents, of which types, the heaviest of them, and what is concentrated in flagged ones.
 * The whole list is no card: it has all types and agents, and may be as wide as the terminal.
 */
export function agentsCard(report: AgentsReport, isWhole: boolean, wide: Shown): string {
  const look = isWhole ? wide.look : cardLook(wide.look);
  const view = { ...wide, look };
  const foot = provenanceLines(view.provenance, look);
  if (report.agents.length === 0) return [...wrap('No agents in this window.', look.width), '', ...foot, ''].join('\n');
  return [
    ...windowLine(view),
    ...headline(report, view),
    '',
    ...typeRows(report.types, isWhole ? report.types.length : TYPES_SHOWN, look),
    '',
    ...agentTable(report.agents, isWhole ? report.agents.length : AGENTS_SHOWN, view),
    '',
    ...flagLines(report.flagged, look),
    ...foot,
    next(report, look),
    '',
  ].join('\n');
}

function headline(report: AgentsReport, { look, withDollars }: Shown): string[] {
  const { totals, withoutTranscript, agents } = report;
  const sessions = new Set(agents.map((agent) => agent.sessionId)).size;
  const count = `${counted(agents.length, 'agent')} in ${counted(sessions, 'session')}`;
  const unknown = withoutTranscript === 0 ? '' : `; ${fullCount(withoutTranscript)} left no transcript`;
  const price = withDollars && totals?.cost != null ? `, list-price equivalent ${dollars(totals.cost)}` : '';
  const used =
    totals === null
      ? ''
      : `: ${counted(totals.responses, 'response')}, ${shortCount(totalTokens(totals.tokens))} tokens${price}`;
  return [
    ...wrap(fact(report.shareOfAll), look.width).map(look.paint.bold),
    ...wrap(`${count}${used}${unknown}.`, look.width),
  ];
}

function fact({ listPrice, tokens }: AgentsReport['shareOfAll']): string {
  if (listPrice !== null) return `${inBothWeights({ listPrice, tokens })} ran in agents.`;
  return tokens === null
    ? 'How much ran in agents is not known.'
    : `${percent(tokens)} of raw tokens ran in agents; they have no list price.`;
}

function typeRows(types: readonly AgentTypeReport[], most: number, look: Look): string[] {
  const isWide = look.width >= WIDE;
  const name = isWide ? 18 : 10;
  const columns = Math.max(4, look.width - name - (isWide ? 46 : 31));
  const row = (cells: Record<'type' | 'agents' | 'bar' | 'price' | 'raw' | 'tokens' | 'flagged', string>) =>
    [
      padRight(cutTo(cells.type, name, look.unicode ? '…' : '~'), name),
      ...(isWide ? [padLeft(cells.agents, 6)] : []),
      padRight(cells.bar, columns),
      padLeft(cells.price, 10),
      padLeft(cells.raw, 10),
      padLeft(cells.tokens, 7),
      ...(isWide ? [padLeft(cells.flagged, 7)] : []),
    ].join(' ');
  const head = {
    ...{ type: 'by type', agents: 'agents', bar: '', price: 'list price', raw: 'raw tokens', tokens: 'tokens' },
    flagged: 'flagged',
  };
  const shown = types.slice(0, most).map((type) =>
    row({
      type: type.agentType ?? 'unknown',
      agents: fullCount(type.agents),
      bar: bar(type.share.listPrice ?? type.share.tokens ?? 0, columns, look.unicode),
      price: percent(type.share.listPrice),
      raw: percent(type.share.tokens),
      tokens: type.usage === null ? '-' : shortCount(totalTokens(type.usage.tokens)),
      flagged: type.flagged === 0 ? '' : fullCount(type.flagged),
    }).trimEnd(),
  );
  const more = types.length - shown.length;
  return [
    look.paint.bold(row(head)),
    ...shown,
    ...(more > 0 ? [look.paint.dim(`and ${counted(more, 'type')} more`)] : []),
  ];
}

function next({ agents }: AgentsReport, { paint }: Look): string {
  const id = agents[0]?.sessionId.slice(0, 8) ?? '--last';
  return `${paint.dim('next:')} ${paint.typed(`tj session ${id} --timeline`)}`;
}
