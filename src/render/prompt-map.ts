import { mapOf, type PromptMapRow } from '../analyse/prompt-map.ts';
import type { SessionDetail } from '../analyse/session-detail.ts';
import { totalTokens } from '../model/tokens.ts';
import { counted, dollars, percent, shortCount } from './format-number.ts';
import { momentOf } from './format-session.ts';
import { provenanceLines } from './provenance-lines.ts';
import type { Shown } from './shown.ts';
import { cutTo, wrap } from './text-width.ts';

/** Names of one kind that are listed for a prompt. */
const LISTED = 6;

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
    `${percent(shareListPrice)} of list-price weight, ${shortCount(totalTokens(usage.tokens))} tokens${price}`,
    counted(usage.responses, 'response'),
    row.agents > 0 ? counted(row.agents, 'agent') : '',
    row.errors > 0 ? counted(row.errors, 'error') : '',
    row.retries > 0 ? `${row.retries} ${row.retries === 1 ? 'retry' : 'retries'}` : '',
    row.linesAdded + row.linesRemoved > 0 ? `+${row.linesAdded} -${row.linesRemoved} lines` : '',
    turn.status === 'ok' ? '' : turn.status,
  ].filter((fact) => fact !== '');
  const names = (
    [
      ['read', row.read],
      ['edited', row.edited],
      ['ran', row.commands],
      ['searched', row.searches],
      ['sources', row.sources],
      ['other', row.other],
    ] as const
  ).flatMap(([what, list]) => (list.length === 0 ? [] : wrap(`${what}: ${listOf(list)}`, look.width - 4)));
  return [
    look.paint.bold(cutTo(`${momentOf(turn.startedAt, calendar)}  ${title}`, look.width, ellipsis)),
    ...wrap(facts.join(' · ').replaceAll(' · ', look.unicode ? ' · ' : ' - '), look.width - 4).map(
      (line) => `    ${line}`,
    ),
    ...names.map((line) => look.paint.dim(`    ${line}`)),
    '',
  ];
}

function listOf(names: readonly { readonly name: string; readonly calls: number }[]): string {
  const listed = names.slice(0, LISTED).map(({ name, calls }) => (calls > 1 ? `${name} x${calls}` : name));
  const more = names.length > LISTED ? [`${names.length - LISTED} more`] : [];
  return [...listed, ...more].join(', ');
}
