import type { ContextReport } from '../analyse/context-report.ts';
import { fullCount } from '../model/counted.ts';
import { entryOf } from '../model/entry-of.ts';
import { labelAmong } from '../model/session-label.ts';
import type { SessionName } from '../query/session-names.ts';
import { percent, shortCount } from './format-number.ts';
import { momentOf } from './format-session.ts';
import { type HeadView, windowHead } from './kit/window-head.ts';
import { COST, DEED_WORDS, TOKENS } from './kit/words.ts';
import { provenanceLines } from './provenance-lines.ts';
import { type Column, table } from './table.ts';
import { wrap } from './text-width.ts';

/** `tj context --by rebuild`: when the cache was lost, by what somebody did or what happened, and the dearest of them. */
export function rebuildList(
  { totals, rebuilds }: ContextReport,
  names: ReadonlyMap<string, SessionName>,
  view: HeadView,
): string {
  const { look, provenance, calendar } = view;
  if (rebuilds.events === 0)
    return [
      ...wrap('Nothing was written again in this window.', look.width),
      '',
      ...provenanceLines(provenance, look),
      '',
    ].join('\n');
  const [first] = rebuilds.worst;
  const next = first === undefined ? 'tj advise --kind pause' : `tj session ${first.sessionId.slice(0, 8)}`;
  const deeds = rebuilds.byDeed.map(({ deed, events, tokens, shareListPrice, shareTokens }) => [
    wordsOf(deed),
    fullCount(events),
    percent(shareListPrice),
    percent(shareTokens),
    shortCount(tokens),
  ]);
  const worst = rebuilds.worst.map(({ sessionId, at, cause, tokens, shareListPrice }) => [
    sessionId.slice(0, 8),
    momentOf(at, calendar),
    labelAmong(names, sessionId),
    wordsOf(cause),
    percent(shareListPrice),
    shortCount(tokens),
  ]);
  return [
    ...windowHead(totals, view),
    '',
    table(BY_DEED, deeds, look),
    '',
    ...(worst.length === 0 ? [] : [look.paint.bold('dearest'), table(ONE_BY_ONE, worst, look), '']),
    ...provenanceLines(provenance, look, { command: next, why: '' }),
    '',
  ].join('\n');
}

const BY_DEED: readonly Column[] = [
  { head: 'cache rebuilds', align: 'left', rank: 0, shrinkTo: 16 },
  { head: 'times', align: 'right', rank: 1 },
  { head: COST, align: 'right', rank: 0 },
  { head: TOKENS, align: 'right', rank: 2 },
  { head: 'written again', align: 'right', rank: 3 },
];

const ONE_BY_ONE: readonly Column[] = [
  { head: 'session', align: 'left', rank: 0 },
  { head: 'when', align: 'left', rank: 2 },
  { head: 'title', align: 'left', rank: 3, shrinkTo: 10 },
  { head: 'why', align: 'left', rank: 1, shrinkTo: 24 },
  { head: COST, align: 'right', rank: 0 },
  { head: 'tokens', align: 'right', rank: 4 },
];

function wordsOf(deed: string | null): string {
  return deed === null ? 'not known' : (entryOf(DEED_WORDS, deed) ?? deed.replaceAll('_', ' '));
}
