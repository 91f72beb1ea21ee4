import type { AnswerShare, AnswerShares, LedgerItem } from '../analyse/context-ledger.ts';
import type { ContextReport } from '../analyse/context-report.ts';
import { UNNAMED } from '../analyse/fixed-context.ts';
import type { LedgerView } from '../analyse/fold-ledger.ts';
import { fullCount } from '../model/counted.ts';
import { fixedContextTable } from './fixed-context-lines.ts';
import { percent, shortCount } from './format-number.ts';
import { namedParts } from './kit/answer-parts.ts';
import { itemName, pathOfItem } from './kit/item-name.ts';
import { type HeadView, windowHead } from './kit/window-head.ts';
import { COST, TOKENS } from './kit/words.ts';
import { provenanceLines } from './provenance-lines.ts';
import type { Look } from './style.ts';
import { type Column, table } from './table.ts';
import { wrap } from './text-width.ts';

/** What to ask next, so that all views come up. */
const NEXT: Readonly<Record<LedgerView, string>> = {
  ...{ item: 'tj context --by fixed', kind: 'tj context --by tool', tool: 'tj context --by file' },
  ...{ file: 'tj context --by mcp', mcp: 'tj context --by fixed', fixed: 'tj context --by tool' },
};

/** `tj context --by …` and `--all`: a list of what was in the prompts, the heaviest first. */
export function contextList(report: ContextReport, view: HeadView): string {
  const { look } = view;
  const foot = provenanceLines(view.provenance, look, { command: NEXT[report.view], why: '' });
  if (report.totals.responses === 0)
    return [
      ...wrap('No responses in this window.', look.width),
      '',
      ...provenanceLines(view.provenance, look),
      '',
    ].join('\n');
  return [...windowHead(report.totals, view), '', ...listOf(report, look), '', ...foot, ''].join('\n');
}

function listOf(report: ContextReport, look: Look): string[] {
  if (report.view === 'fixed') return fixedContextTable(report.fixed, look);
  if (report.ledger.items.length === 0)
    return wrap(report.view === 'mcp' ? 'No MCP server took part in these prompts.' : 'Nothing is known.', look.width);
  const note = VIEW_NOTES[report.view] ?? '';
  return [itemTable(report, look), ...wrap(note, look.width).map(look.paint.dim)];
}

/** What rows of a view count that others of the same name do not. */
const VIEW_NOTES: Readonly<Record<string, string>> = {
  tool: 'What a tool returned, in every prompt that held it; tj usage --by tool counts the responses that called it.',
  mcp: 'The schemas of a server, where they are known, and what its tools returned; all else is of no server.',
};

const COLUMNS: readonly Column[] = [
  { head: 'items', align: 'left', rank: 0, shrinkTo: 18 },
  { head: COST, align: 'right', rank: 0 },
  { head: TOKENS, align: 'right', rank: 0 },
  { head: 'times', align: 'right', rank: 3 },
  { head: 'size', align: 'right', rank: 2 },
  { head: 'sent', align: 'right', rank: 1 },
];

/** What of the fixed context has no name, beside parts of it that have: not the whole of it. */
function isUnnamedBase({ kind, label }: LedgerItem): boolean {
  return kind === 'base' && label === '';
}

/** Shares of all cost and of all tokens of the window; size on entry, and what was sent in total. */
function itemTable({ ledger, view }: ContextReport, look: Look): string {
  const room = Math.max(18, look.width - (look.width >= 70 ? 44 : 26));
  const rows = ledger.items.flatMap((item) => [
    rowOf(view === 'item' && isUnnamedBase(item) ? UNNAMED : itemName(item, room, look), item, fullCount(item.times)),
    ...(view === 'kind' && item.parts !== null ? partRows(item.parts) : []),
  ]);
  const targets = ledger.items.flatMap((item) => [
    pathOfItem(item),
    ...(view === 'kind' && item.parts !== null ? partRows(item.parts).map(() => null) : []),
  ]);
  return table(COLUMNS, rows, look, (row, column) => (column === 0 ? (targets[row] ?? null) : null));
}

/** What earlier answers were made of, below them. */
function partRows(parts: AnswerShares): string[][] {
  return namedParts(parts).map(([name, share]) => rowOf(`  ${name}`, share, ''));
}

function rowOf(name: string, share: AnswerShare | null, times: string): string[] {
  if (share === null) return [name, percent(null), percent(null), times, '-', '-'];
  const { shareListPrice, shareTokens, tokens, sent } = share;
  return [name, percent(shareListPrice), percent(shareTokens), times, shortCount(tokens), shortCount(sent)];
}
