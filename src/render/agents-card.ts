import type { AgentsReport, AgentTypeReport } from '../analyse/agents-report.ts';
import { counted, fullCount } from '../model/counted.ts';
import { totalTokens } from '../model/tokens.ts';
import { agentTable } from './agent-table.ts';
import { bar } from './bar.ts';
import { cardLook } from './card-parts.ts';
import { flagLines } from './flag-lines.ts';
import { percent, roundPercent, shortCount } from './format-number.ts';
import { dotted, type HeadView, windowHead, windowWords } from './kit/window-head.ts';
import { COST, TOKENS } from './kit/words.ts';
import { type Next, provenanceLines } from './provenance-lines.ts';
import type { Look } from './style.ts';
import { cutTo, padLeft, padRight, wrap } from './text-width.ts';

/** Rows that are shown unless all are asked for. */
const TYPES_SHOWN = 5;
const AGENTS_SHOWN = 6;

/** Below this there is no room for how many agents there are of a type. */
const WIDE = 70;

/**
 * `tj agents`: how much ran in agents, of which types, the heaviest of them, and what is concentrated in flagged ones.
 * The whole list is no card: it has all types and agents, and may be as wide as the terminal.
 */
export function agentsCard(report: AgentsReport, isWhole: boolean, wide: HeadView): string {
  const look = isWhole ? wide.look : cardLook(wide.look);
  const view = { ...wide, look };
  if (report.agents.length === 0)
    return [...wrap('No agents in this window.', look.width), '', ...provenanceLines(view.provenance, look), ''].join(
      '\n',
    );
  return [
    ...headline(report, view),
    '',
    ...typeRows(report.types, isWhole ? report.types.length : TYPES_SHOWN, look),
    '',
    ...agentTable(report.agents, isWhole ? report.agents.length : AGENTS_SHOWN, view),
    '',
    ...flagLines(report.flagged, look),
    '',
    ...provenanceLines(view.provenance, look, next(report)),
    '',
  ].join('\n');
}

function headline(report: AgentsReport, view: HeadView): string[] {
  const { look } = view;
  const { totals, withoutTranscript, agents } = report;
  const sessions = new Set(agents.map((agent) => agent.sessionId)).size;
  const unknown = withoutTranscript === 0 ? '' : `, ${fullCount(withoutTranscript)} without a transcript`;
  const count = `${counted(agents.length, 'agent')}${unknown}`;
  const used =
    totals === null
      ? dotted([windowWords(view), counted(sessions, 'session')], look)
      : windowHead({ ...totals, sessions }, view);
  return [
    ...used,
    '',
    ...wrap(fact(report.shareOfAll), look.width).map(look.paint.bold),
    ...wrap(`${count}.`, look.width),
  ];
}

function fact({ listPrice, tokens }: AgentsReport['shareOfAll']): string {
  if (listPrice !== null) return `Agents took ${roundPercent(listPrice)} of the cost.`;
  return tokens === null
    ? 'How much ran in agents is not known.'
    : `Agents took ${roundPercent(tokens)} of your tokens; they have no list price.`;
}

function typeRows(types: readonly AgentTypeReport[], most: number, look: Look): string[] {
  const isWide = look.width >= WIDE;
  const name = isWide ? 18 : look.width < 45 ? 8 : 10;
  const columns = Math.max(4, look.width - name - (isWide ? 43 : 27));
  const row = (cells: Record<'type' | 'agents' | 'bar' | 'price' | 'raw' | 'tokens' | 'flagged', string>) =>
    [
      padRight(cutTo(cells.type, name, look.unicode ? '…' : '~'), name),
      ...(isWide ? [padLeft(cells.agents, 6)] : []),
      padRight(cells.bar, columns),
      padLeft(cells.price, 7),
      padLeft(cells.raw, 8),
      padLeft(cells.tokens, 8),
      ...(isWide ? [padLeft(cells.flagged, 7)] : []),
    ].join(' ');
  const head = {
    ...{ type: 'by type', agents: 'agents', bar: '', price: COST, raw: TOKENS, tokens: '' },
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
    look.paint.bold(row(head).trimEnd()),
    ...shown,
    ...(more > 0 ? [look.paint.dim(`and ${counted(more, 'type')} more`)] : []),
  ];
}

function next({ agents }: AgentsReport): Next {
  return { command: `tj session ${agents[0]?.sessionId.slice(0, 8) ?? '--last'} --timeline`, why: '' };
}
