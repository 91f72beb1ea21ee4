import type { LedgerItem } from '../analyse/context-ledger.ts';
import type { ContextReport } from '../analyse/context-report.ts';
import type { Recurring } from '../analyse/recurring.ts';
import { counted, often } from '../model/counted.ts';
import { ADVISE, type FirstLever, leverLines } from './advice/first-lever-lines.ts';
import { bar } from './bar.ts';
import { cardLook } from './card-parts.ts';
import { compactionText } from './compaction-text.ts';
import { claudeContextLines } from './fixed-context-lines.ts';
import { fixOf } from './fixes.ts';
import { percent, roundPercent, shortCount } from './format-number.ts';
import { partLines } from './kit/answer-parts.ts';
import { compositionBlock } from './kit/composition-block.ts';
import { factLines } from './kit/fact-lines.ts';
import { itemName, pathOfItem } from './kit/item-name.ts';
import { rebuildWords } from './kit/rebuild-words.ts';
import { type HeadView, windowHead } from './kit/window-head.ts';
import { COST, KIND_NAMES, TOKENS } from './kit/words.ts';
import { type Next, provenanceLines } from './provenance-lines.ts';
import { type Look, linked } from './style.ts';
import { cutTo, padLeft, padRight, wrap } from './text-width.ts';

const KINDS_SHOWN = 5;

/** Share of cost from which on it is worth saying what makes an item lighter. */
const WORTH_A_FIX = 0.003;

/** From which width on a fix stands in the row of its item. */
const WIDE = 70;

/** From which width on there is room for the tokens themselves beside their share. */
const COUNTED = 50;

/**
 * The card of `tj context`: what the prompts were made of, the heaviest items with what would make them lighter, what was
 * paid for twice. All lists are `contextList`'s.
 */
export function contextCard(report: ContextReport, lever: FirstLever | null, wide: HeadView): string {
  const view = { ...wide, look: cardLook(wide.look) };
  const { look } = view;
  const { totals, composition } = report;
  if (totals.responses === 0)
    return [
      ...wrap('No responses in this window.', look.width),
      '',
      ...provenanceLines(view.provenance, look),
      '',
    ].join('\n');
  const compacted = compactionText(report.compaction, view.withDollars);
  const blocks = [
    windowHead(totals, view),
    wrap(headline(report), look.width).map(look.paint.bold),
    compositionBlock(composition, totals.unfinished > 0, look),
    kindRows(report, look),
    totals.sessions === 1 ? claudeContextLines(report.claudeContexts, view) : [],
    itemRows(report.ledger.items, look),
    [
      ...factLines('cache rebuilds', rebuildWords(report.rebuilds), look),
      ...factLines('compaction', lever?.lever.kind === 'long-session' ? '' : compacted, look),
      ...factLines('read again', recurringText(report.recurring, look), look),
      ...leverLines(lever, view),
    ],
    provenanceLines(view.provenance, look, lever === null ? nextOf(report) : ADVISE),
  ];
  return blocks
    .filter((lines) => lines.length > 0)
    .flatMap((lines) => [...lines, ''])
    .join('\n');
}

/** The kind of things that cost most. */
function headline({ kinds }: ContextReport): string {
  const [first] = kinds.items;
  if (first === undefined) return 'No prompt is known.';
  const name = KIND_NAMES[first.kind];
  const again = first.kind === 'base' ? ', in every prompt,' : first.kind === 'output' ? ', sent again,' : '';
  const share =
    first.shareListPrice === null
      ? `${roundPercent(first.shareTokens)} of your tokens`
      : `${roundPercent(first.shareListPrice)} of the cost`;
  return `${name.slice(0, 1).toUpperCase()}${name.slice(1)}${again} took ${share}.`;
}

function kindRows({ kinds }: ContextReport, look: Look): string[] {
  const shown = kinds.items.slice(0, KINDS_SHOWN);
  const hidden = kinds.items.filter((item) => item.kind === 'unattributed' && !shown.includes(item));
  const isWide = look.width >= WIDE;
  const names = 22;
  const columns = isWide ? look.width - names - 28 : 4;
  const line = (name: string, filled: string, numbers: readonly [string, string, string]) =>
    [
      padRight(name, names),
      isWide ? padRight(filled, columns) : '',
      padLeft(numbers[0], 8),
      padLeft(numbers[1], 9),
      look.width < COUNTED ? '' : padLeft(numbers[2], 10),
    ].join('');
  const rows = [...shown, ...hidden].flatMap((item) => {
    const filled = bar(item.shareListPrice ?? item.shareTokens ?? 0, columns, look.unicode);
    const shares = [roundPercent(item.shareListPrice), roundPercent(item.shareTokens)] as const;
    const row = line(KIND_NAMES[item.kind], filled, [...shares, shortCount(item.sent)]);
    return [row, ...(item.parts === null ? [] : partLines(item.parts, look.width).map(look.paint.dim))];
  });
  return [look.paint.bold(line('in the prompts', '', [COST, TOKENS, 'sent'])), ...rows];
}

/** The heaviest items, each with what would make it lighter, where there is something. */
function itemRows(items: readonly LedgerItem[], look: Look): string[] {
  if (items.length === 0) return [];
  const isWide = look.width >= WIDE;
  const names = isWide ? 29 : look.width - 17;
  const ellipsis = look.unicode ? '…' : '~';
  const line = (name: string, cost: string, tokens: string, fix: string) =>
    `${padRight(cutTo(name, names - 1, ellipsis), names)}${padLeft(cost, 7)}${padLeft(tokens, 9)}${isWide ? `  ${fix}` : ''}`.trimEnd();
  const rows = items.flatMap((item) => {
    const fix = (item.shareListPrice ?? item.shareTokens ?? 0) < WORTH_A_FIX ? '' : fixOf(item);
    const row = line(itemName(item, names - 1, look), percent(item.shareListPrice), percent(item.shareTokens), fix);
    const shown = cutTo(itemName(item, names - 1, look), names - 1, ellipsis);
    const leading = linked(shown, pathOfItem(item), look.paint) + row.slice(shown.length);
    return isWide || fix === '' ? [leading] : [leading, look.paint.dim(`  ${fix}`)];
  });
  return [look.paint.bold(line('heaviest items', COST, TOKENS, 'what makes it lighter')), ...rows];
}

/** What came into the context of many sessions once more, the heaviest of it. */
function recurringText([first]: readonly Recurring[], look: Look): string {
  if (first === undefined) return '';
  const { kind, tool, label, repeats, sessions, shareListPrice, shareTokens } = first;
  const name = itemName({ kind: kind === 'prompt' ? 'prompt' : 'tool', tool, label }, 34, look);
  const share = shareListPrice === null ? `${percent(shareTokens)} of tokens` : percent(shareListPrice);
  return `${name}: ${often(repeats)} more in ${counted(sessions, 'session')}, ${share}`;
}

function nextOf({ kinds }: ContextReport): Next {
  const [first] = kinds.items;
  if (first?.kind === 'tool') return { command: 'tj context --by tool', why: '' };
  return { command: 'tj context --by fixed', why: '' };
}
