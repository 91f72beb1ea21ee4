import type { Usage } from '../model/response-facts.ts';
import type { Millis } from '../model/time.ts';

interface Weighed {
  readonly finished: boolean;
  readonly usage: Usage;
  readonly at: Millis | null;
  readonly model: string;
}

/**
 * Whether `candidate` is kept rather than `kept`, two records of one response (C2, C3): a finished one before a
 * placeholder, then the larger output; on a tie the later one, which inside one file is the one that follows
 * (`follows`), and elsewhere the one with the later time. What is then still equal is told apart by content.
 */
export function isBetterRecord(candidate: Weighed, kept: Weighed, follows: boolean): boolean {
  if (candidate.finished !== kept.finished) return candidate.finished;
  const output = candidate.usage.tokens.output - kept.usage.tokens.output;
  if (output !== 0) return output > 0;
  if (follows) return true;
  const later = (candidate.at ?? Number.NEGATIVE_INFINITY) - (kept.at ?? Number.NEGATIVE_INFINITY);
  if (later > 0 || later < 0) return later > 0;
  return content(candidate) > content(kept);
}

function content(record: Weighed): string {
  return JSON.stringify([record.usage, record.model]);
}
