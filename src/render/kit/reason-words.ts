import type { TurnReason } from '../../analyse/turn-reason.ts';
import { often } from '../../model/counted.ts';
import { entryOf } from '../../model/entry-of.ts';
import { MINUTE_MS } from '../../model/time.ts';
import { shortCount } from '../format-number.ts';
import { spanOf } from '../format-session.ts';
import { DEED_WORDS } from './words.ts';

/** From this gap on it is told how long it was: a cache lives at least so long. */
const LEAST_GAP_MS = 5 * MINUTE_MS;

/** Why a turn cost what it did, in a few words: `cache gone after 3h41`, `sent 41 times`. */
export function reasonWords(reason: TurnReason | null): string {
  switch (reason?.kind) {
    case undefined:
      return '';
    case 'agents':
      return 'its agents';
    case 'reread':
      return `sent ${often(reason.responses)}`;
    case 'rebuilt':
      return rebuildWords(reason);
    case 'written':
      return `${shortCount(reason.tokens)} came in`;
    case 'newInput':
      return `${shortCount(reason.tokens)} uncached input`;
    case 'output':
      return `${shortCount(reason.tokens)} output`;
  }
}

/** Of a common cause, in as little room as a row has. */
const SHORT_CAUSES: Readonly<Record<string, string>> = {
  model_changed: 'switched the model',
  effort_changed: 'changed the effort',
  version_changed: 'updated Claude Code',
  compacted: 'compacted',
  resumed: 'resumed',
  messages_changed: 'earlier messages changed',
  previous_message_not_found: 'a message was not found',
};

function rebuildWords({ cause, gapMs }: Extract<TurnReason, { kind: 'rebuilt' }>): string {
  const isPause = cause === null || cause === 'unknown' || cause.startsWith('pause');
  if (isPause && gapMs !== null && gapMs >= LEAST_GAP_MS) return `cache gone after ${spanOf(gapMs)}`;
  if (cause === null || cause === 'unknown') return 'cache lost';
  return entryOf(SHORT_CAUSES, cause) ?? `cache lost: ${entryOf(DEED_WORDS, cause) ?? cause.replaceAll('_', ' ')}`;
}
