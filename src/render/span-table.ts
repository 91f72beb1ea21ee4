import { MAIN_OWNER, type Span } from '../model/spans.ts';
import { totalTokens } from '../model/tokens.ts';
import { fitTarget } from './fit-target.ts';
import { shortCount } from './format-number.ts';
import { momentOf, spanOf } from './format-session.ts';
import { provenanceLines } from './provenance-lines.ts';
import type { Shown } from './shown.ts';
import { type Column, table } from './table.ts';
import { cutTo } from './text-width.ts';

const COLUMNS: readonly Column[] = [
  { head: 'span', align: 'left', rank: 0, shrinkTo: 24, cut: cutSpan },
  { head: 'begun', align: 'left', rank: 2 },
  { head: 'took', align: 'right', rank: 1 },
  { head: 'status', align: 'left', rank: 0 },
  { head: 'tokens', align: 'right', rank: 0 },
  { head: 'agent', align: 'left', rank: 4, shrinkTo: 8 },
  { head: 'span id', align: 'left', rank: 3 },
];

/** Columns that what a tool was called on has at least, or it is cut with the tool. */
const LEAST_TARGET = 6;

/** `tj session --spans`: the span tree, turn by turn. */
export function spanTable(spans: readonly Span[], { calendar, provenance, look }: Shown): string {
  const depths = new Map<string, number>();
  const rows = nested(spans).map((span) => {
    const depth = span.parentSpanId === null ? 0 : (depths.get(span.parentSpanId) ?? 0) + 1;
    depths.set(span.spanId, depth);
    const name = span.kind === 'tool' && span.target !== '' ? `${span.name} ${span.target}` : span.name;
    const { startedAt, endedAt } = span;
    return [
      `${'  '.repeat(depth)}${span.kind} ${name}`,
      momentOf(startedAt, calendar),
      startedAt === null || endedAt === null ? '-' : spanOf(endedAt - startedAt),
      span.status,
      span.tokens === null ? '' : shortCount(totalTokens(span.tokens)),
      span.agentId === MAIN_OWNER ? MAIN_OWNER : span.agentName,
      span.spanId,
    ];
  });
  return [table(COLUMNS, rows, look), '', ...provenanceLines(provenance, look), ''].join('\n');
}

/** A tool stays whole, and of what it was called on what tells most. */
function cutSpan(text: string, columns: number, ellipsis: string): string {
  const [, tool = text, target = ''] = /^( *tool \S+ )(.+)$/.exec(text) ?? [];
  const room = columns - tool.length;
  return room < LEAST_TARGET ? cutTo(text, columns, ellipsis) : tool + fitTarget(target, room, ellipsis);
}

/** The spans with each below its parent: children keep their order among one another. */
function nested(spans: readonly Span[]): Span[] {
  const children = new Map<string | null, Span[]>();
  for (const span of spans) {
    const siblings = children.get(span.parentSpanId);
    if (siblings === undefined) children.set(span.parentSpanId, [span]);
    else siblings.push(span);
  }
  const below = (id: string | null): Span[] =>
    (children.get(id) ?? []).flatMap((span) => [span, ...below(span.spanId)]);
  return below(null);
}
