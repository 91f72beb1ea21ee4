import type { LedgerItem } from '../analyse/context-ledger.ts';
import type { ContextReport } from '../analyse/context-report.ts';
import type { RebuildReport } from '../analyse/rebuild-report.ts';
import type { Recurring } from '../analyse/recurring.ts';
import { totalTokens } from '../model/tokens.ts';
import { bar } from './bar.ts';
import { cardLook, hint, inBothWeights } from './card-parts.ts';
import { compactionLines } from './compaction-lines.ts';
import { compositionRows } from './composition-rows.ts';
import { fixOf, KIND_NAMES, RECURRING_FIX } from './context-words.ts';
import { cutPaths } from './fit-target.ts';
import {
  claudeContextLines,
  fixedContextTable,
  namesSince,
  type PartSum,
  partName,
  partSums,
} from './fixed-context-lines.ts';
import { counted, dollars, fullCount, percent, shortCount } from './format-number.ts';
import { spanOf } from './format-session.ts';
import { provenanceLines } from './provenance-lines.ts';
import type { Shown } from './shown.ts';
import type { Look } from './style.ts';
import { type Column, table } from './table.ts';
import { cutTo, padLeft, padRight, wrap } from './text-width.ts';
import { windowLine } from './window-line.ts';

const KINDS_SHOWN = 4;
const PARTS_SHOWN = 4;
const FIXES_SHOWN = 2;
const RECURRING_SHOWN = 2;
const CAUSES_SHOWN = 3;

/** The card of `tj context`: what filled the prompts, which passengers were heaviest, what was paid for twice. */
export function contextCard(report: ContextReport, shown: Shown): string {
  const look = cardLook(shown.look);
  const foot = provenanceLines(shown.provenance, look);
  if (report.totals.responses === 0)
    return [...wrap('No responses in this window.', look.width), '', ...foot, ''].join('\n');
  const lists = listsOf(report, shown, look);
  return [
    ...windowLine({ ...shown, look }),
    ...headline(report, shown, look),
    '',
    ...compositionRows(report.composition, report.totals.unfinished > 0, look),
    '',
    ...lists,
    ...foot,
    `${look.paint.dim('next:')} ${look.paint.typed('tj context --by fixed')} ${look.paint.dim('(or file, tool, mcp)')}`,
    '',
  ].join('\n');
}

function listsOf(report: ContextReport, shown: Shown, look: Look): string[] {
  switch (report.view) {
    case 'item':
      return cardLists(report, shown, look);
    case 'fixed':
      return [...fixedContextTable(report.fixed, look), ''];
    case 'mcp':
      if (report.ledger.items.length === 0) return [...wrap(NO_SERVER, look.width), ''];
      return [...itemTable(report, look), ...viewNote(report, look), ''];
    default:
      return [...itemTable(report, look), ...viewNote(report, look), ''];
  }
}

const NO_SERVER = 'No MCP server took part in these prompts.';

/** What rows of a view count that others of the same name do not. */
const VIEW_NOTES: Readonly<Record<string, string>> = {
  tool: 'What a tool returned, in every prompt that held it; tj usage --by tool counts the responses that called it.',
  mcp: 'The schemas of a server, where they are known, and what its tools returned; all else is of no server.',
};

function viewNote({ view }: ContextReport, look: Look): string[] {
  const note = VIEW_NOTES[view];
  return note === undefined ? [] : wrap(note, look.width).map(look.paint.dim);
}

function cardLists(report: ContextReport, shown: Shown, look: Look): string[] {
  const parts = [
    kindRows(report, look),
    report.totals.sessions === 1 ? claudeContextLines(report.claudeContexts, { ...shown, look }) : [],
    [...itemTable(report, look), ...fixLines([...report.kinds.items.slice(0, 2), ...report.ledger.items], look)],
    recurringLines(report.recurring, look),
    rebuildLines(report.rebuilds, look),
    compactionLines(report.compaction, { ...shown, look }),
  ];
  return parts.filter((part) => part.length > 0).flatMap((part) => [...part, '']);
}

function headline({ kinds, totals }: ContextReport, { withDollars }: Shown, look: Look): string[] {
  const [first] = kinds.items;
  const cost = withDollars && totals.cost !== null ? `, list-price equivalent ${dollars(totals.cost)}` : '';
  const base = `${shortCount(totalTokens(totals.tokens))} tokens, ${counted(totals.responses, 'response')}, ${counted(totals.sessions, 'session')}${cost}`;
  const share = inBothWeights({ listPrice: first?.shareListPrice ?? null, tokens: first?.shareTokens ?? null });
  const what = first === undefined ? 'prompts' : KIND_NAMES[first.kind];
  const fact = wrap(`${share} went into carrying ${what} in prompts.`, look.width).map(look.paint.bold);
  return [...fact, ...wrap(base, look.width)];
}

function kindRows({ kinds, fixed }: ContextReport, look: Look): string[] {
  const shown = kinds.items.slice(0, KINDS_SHOWN);
  const hidden = kinds.items.find((item) => item.kind === 'unattributed' && !shown.includes(item));
  const isWide = look.width >= 60;
  const names = isWide ? 20 : 17;
  const columns = Math.max(4, look.width - names - (isWide ? 31 : 23));
  const line = (head: string, rest: readonly string[]) =>
    `${padRight(head, names + 1 + columns)} ${rest.slice(0, isWide ? 3 : 2).join(' ')}`;
  const heads = [padLeft('list price', 10), padLeft('raw tokens', 10), padLeft('carried', 7)];
  const rows = [...shown, ...(hidden === undefined ? [] : [hidden])].flatMap((item) => {
    const filled = bar(item.shareListPrice ?? item.shareTokens ?? 0, columns, look.unicode);
    const shares = [padLeft(percent(item.shareListPrice), 10), padLeft(percent(item.shareTokens), 10)];
    const row = line(`${padRight(KIND_NAMES[item.kind], names)} ${filled}`, [
      ...shares,
      padLeft(shortCount(item.carried), 7),
    ]);
    return item.kind === 'base'
      ? [row, ...partRows(fixed, line, { room: names + 1 + columns, ellipsis: look.unicode ? '…' : '~' })]
      : [row];
  });
  return [look.paint.bold(line('what filled the prompts', heads)), ...rows, ...namesSince(fixed, look)];
}

/** Parts of the fixed context under its row: the heaviest, the others together. */
function partRows(
  fixed: ContextReport['fixed'],
  line: (head: string, rest: readonly string[]) => string,
  { room, ellipsis }: { readonly room: number; readonly ellipsis: string },
): string[] {
  const sums = partSums(fixed);
  if (sums.length < 2) return [];
  const rest = sums.slice(PARTS_SHOWN);
  const others: PartSum = {
    name: room < 36 ? `${rest.length} more` : `${rest.length} more: tj context --by fixed`,
    sentTokens: rest.reduce((sum, { sentTokens }) => sum + sentTokens, 0),
    shareListPrice: sumOf(rest.map(({ shareListPrice }) => shareListPrice)),
    shareTokens: sumOf(rest.map(({ shareTokens }) => shareTokens)),
  };
  const shown = [...sums.slice(0, PARTS_SHOWN), ...(rest.length === 0 ? [] : [others])];
  return shown.map(({ name, sentTokens, shareListPrice, shareTokens }) => {
    const shares = [padLeft(percent(shareListPrice), 10), padLeft(percent(shareTokens), 10)];
    return line(`  ${cutTo(name, room - 2, ellipsis)}`, [...shares, padLeft(shortCount(sentTokens), 7)]);
  });
}

function sumOf(shares: readonly (number | null)[]): number | null {
  return shares.reduce((sum, share) => (sum === null || share === null ? null : sum + share), 0);
}

const COLUMNS: readonly Column[] = [
  { head: 'passengers', align: 'left', rank: 0, shrinkTo: 18 },
  { head: 'times', align: 'right', rank: 3 },
  { head: 'on entry', align: 'right', rank: 2 },
  { head: 'carried', align: 'right', rank: 1 },
  { head: 'list price', align: 'right', rank: 0 },
  { head: 'raw tokens', align: 'right', rank: 0 },
];

/** `list price` and `raw tokens` are shares of all weight and of all tokens of the window. */
function itemTable({ ledger }: ContextReport, look: Look): string[] {
  const room = nameColumns(look);
  const rows = ledger.items.map((item) => [
    nameOf(item, room, look),
    fullCount(item.times),
    shortCount(item.tokens),
    shortCount(item.carried),
    percent(item.shareListPrice),
    percent(item.shareTokens),
  ]);
  return [table(COLUMNS, rows, look)];
}

/** What the other columns of the tables leave, which are fewer where it is narrow. */
function nameColumns({ width }: Look): number {
  return Math.max(18, width - (width >= 70 ? 51 : 26));
}

/** The end of a path tells more than its beginning. */
function nameOf({ kind, tool, label }: Pick<LedgerItem, 'kind' | 'tool' | 'label'>, room: number, look: Look): string {
  const ellipsis = look.unicode ? '…' : '~';
  if (kind === 'base' && label !== '') return partName(tool, label);
  const own = kind === 'tool' ? tool || (label === '' ? KIND_NAMES.tool : '') : KIND_NAMES[kind];
  if (label === '') return kind === 'image' && tool !== '' ? `${own} ${tool}` : own;
  if (kind === 'attachment' && /^[a-z_]+$/.test(label)) return label.replaceAll('_', ' ');
  const head = own === '' ? '' : `${own} `;
  const isTarget = kind === 'tool' || kind === 'image' || kind === 'memory';
  return head + (isTarget ? cutPaths(label, Math.max(8, room - head.length), ellipsis) : label);
}

function fixLines(items: readonly LedgerItem[], look: Look): string[] {
  const fixes = [...new Set(items.map(fixOf))].filter((fix) => fix !== '').slice(0, FIXES_SHOWN);
  return fixes.flatMap((fix) => hint(fix, look));
}

const RECURRING_COLUMNS: readonly Column[] = [
  { head: 'again and again', align: 'left', rank: 0, shrinkTo: 18 },
  { head: 'repeats', align: 'right', rank: 0 },
  { head: 'sessions', align: 'right', rank: 1 },
  { head: 'list price', align: 'right', rank: 0 },
  { head: 'raw tokens', align: 'right', rank: 2 },
];

/** Columns that the numbers of what recurs take where it is narrow. */
const RECURRING_NUMBERS = 31;

function recurringLines(recurring: readonly Recurring[], look: Look): string[] {
  const shown = recurring.slice(0, RECURRING_SHOWN);
  if (shown.length === 0) return [];
  const room = Math.min(nameColumns(look), look.width - RECURRING_NUMBERS);
  const rows = shown.map(({ kind, tool, label, repeats, sessions, shareListPrice, shareTokens }) => [
    nameOf({ kind: kind === 'prompt' ? 'prompt' : 'tool', tool, label }, room, look),
    fullCount(repeats),
    fullCount(sessions),
    percent(shareListPrice),
    percent(shareTokens),
  ]);
  const fixes = [...new Set(shown.map(({ kind }) => RECURRING_FIX[kind]))];
  return [table(RECURRING_COLUMNS, rows, look), ...fixes.flatMap((fix) => hint(fix, look))];
}

const GAP_WORDS: Readonly<Record<string, string>> = {
  under_5m: 'within 5 minutes',
  under_1h: 'within an hour',
  over_1h: 'after more than an hour',
};

/** What nothing explains, by the time since the response before. */
function unknownGaps({ unknown }: RebuildReport): string {
  const byGap = new Map<string, { events: number; tokens: number }>();
  for (const { gap, events, tokens } of unknown) {
    const known = byGap.get(gap) ?? { events: 0, tokens: 0 };
    byGap.set(gap, { events: known.events + events, tokens: known.tokens + tokens });
  }
  const parts = [...byGap].map(([gap, { events, tokens }]) => {
    return `${GAP_WORDS[gap] ?? 'without times'} ${fullCount(events)}x ${shortCount(tokens)}`;
  });
  return parts.length === 0 ? '' : `unknown: ${parts.join(', ')}`;
}

function rebuildLines(rebuilds: RebuildReport, look: Look): string[] {
  if (rebuilds.events === 0) return [];
  const causes = rebuilds.byCause
    .filter(({ events, cause }) => events > 0 && cause !== 'unknown')
    .slice(0, CAUSES_SHOWN)
    .map(({ cause, inferred, events, tokens }) => {
      const marks = inferred === true ? ' (inferred)' : '';
      return `${cause.replaceAll('_', ' ')}${marks} ${fullCount(events)}x ${shortCount(tokens)}`;
    });
  const gaps = unknownGaps(rebuilds);
  const [worst] = rebuilds.worst;
  const gap = worst === undefined || worst.gapMs === null ? '' : ` after ${spanOf(worst.gapMs)}`;
  const costliest =
    worst === undefined
      ? []
      : wrap(
          `costliest: ${worst.sessionId.slice(0, 8)}${gap}, ${shortCount(worst.tokens + worst.inputTokens)} tokens, ${percent(worst.shareListPrice)} of weight`,
          look.width,
        );
  return [
    look.paint.bold(`cache rebuilt ${counted(rebuilds.events, 'time')}`),
    ...wrap(causes.join(', '), look.width),
    ...(gaps === '' ? [] : wrap(gaps, look.width)),
    ...costliest,
  ];
}
