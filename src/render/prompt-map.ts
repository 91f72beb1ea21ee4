import { mapOf, type PromptMapRow } from '../analyse/prompt-map.ts';
import type { SessionDetail } from '../analyse/session-detail.ts';
import { counted } from '../model/counted.ts';
import { totalTokens } from '../model/tokens.ts';
import { fitTarget } from './fit-target.ts';
import { dollars, percent, shortCount } from './format-number.ts';
import { momentOf } from './format-session.ts';
import { provenanceLines } from './provenance-lines.ts';
import type { Shown } from './shown.ts';
import { cutTo, textWidth, wrap } from './text-width.ts';

/** Names of one kind that are listed for a prompt. */
const LISTED = 6;

/** Columns that the name of a file has at least: else two stand in a line. */
const FILE_COLUMNS = 36;

/** Columns that texts stand further in than their prompt. */
const INDENT = 4;

/** `tj session --map`: per prompt what was read, edited, run and searched, and what it weighed. */
export function promptMap(detail: SessionDetail, view: Shown): string {
  const rows = mapOf(detail);
  const none = rows.length === 0 ? ['No prompts in this session.'] : [];
  return [
    ...none,
    ...rows.flatMap((row) => rowLines(row, view)),
    ...provenanceLines(view.provenance, view.look),
    '',
  ].join('\n');
}

function rowLines(row: PromptMapRow, view: Shown): string[] {
  const { look, calendar, withDollars } = view;
  const { turn, usage, shareListPrice } = row;
  const title = turn.label || (turn.kind === 'orphan' ? 'before the first prompt' : turn.kind);
  const ellipsis = look.unicode ? '…' : '~';
  const price = withDollars ? `, ${dollars(usage.cost)}` : '';
  const facts = [
    `${percent(shareListPrice)} of the cost, ${shortCount(totalTokens(usage.tokens))} tokens${price}`,
    counted(usage.responses, 'response'),
    row.agents > 0 ? counted(row.agents, 'agent') : '',
    row.errors > 0 ? counted(row.errors, 'error') : '',
    row.retries > 0 ? `${row.retries} ${row.retries === 1 ? 'retry' : 'retries'}` : '',
    row.linesAdded + row.linesRemoved > 0 ? `+${row.linesAdded} -${row.linesRemoved} lines` : '',
    turn.status === 'ok' ? '' : turn.status,
  ].filter((fact) => fact !== '');
  const room = look.width - INDENT;
  const files = Math.max(Math.floor(room / 2), FILE_COLUMNS);
  const names = (
    [
      ['read', row.read, files],
      ['edited', row.edited, files],
      ['ran', row.commands, room],
      ['searched', row.searches, room],
      ['sources', row.sources, room],
      ['other', row.other, room],
    ] as const
  ).flatMap(([what, list, most]) => listLines(what, list, { room, most, ellipsis }));
  return [
    look.paint.bold(cutTo(`${momentOf(turn.startedAt, calendar)}  ${title}`, look.width, ellipsis)),
    ...wrap(facts.join(' · ').replaceAll(' · ', look.unicode ? ' · ' : ' - '), room).map(
      (line) => `${' '.repeat(INDENT)}${line}`,
    ),
    ...names.map((line) => look.paint.dim(`${' '.repeat(INDENT)}${line}`)),
    '',
  ];
}

interface ListRoom {
  /** Columns of a line, and those of one name. */
  readonly room: number;
  readonly most: number;
  readonly ellipsis: string;
}

/** The names behind what was done with them. A line ends between two names, never within one. */
function listLines(what: string, names: PromptMapRow['read'], { room, most, ellipsis }: ListRoom): string[] {
  if (names.length === 0) return [];
  const items = names.slice(0, LISTED).map(({ name, calls }) => {
    const times = calls > 1 ? ` x${calls}` : '';
    return fitTarget(name, Math.min(most, room - what.length - 2) - times.length - 1, ellipsis) + times;
  });
  if (names.length > LISTED) items.push(`${names.length - LISTED} more`);
  const lines: string[] = [];
  let line = `${what}:`;
  items.forEach((item, index) => {
    const text = index < items.length - 1 ? `${item},` : item;
    if (textWidth(line) + 1 + textWidth(text) <= room) line = `${line} ${text}`;
    else {
      lines.push(line);
      line = text;
    }
  });
  return [...lines, line];
}
