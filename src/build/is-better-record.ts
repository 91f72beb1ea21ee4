import type { Usage } from '../model/response-facts.ts';
import type { Millis } from '../model/time.ts';
import { TOKEN_CLASSES } from '../model/tokens.ts';

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
  const isSame = candidate.model === kept.model && isSameUsage(candidate.usage, kept.usage);
  return !isSame && content(candidate) > content(kept);
}

/** Whether two usages say the same, as those of copies do. False where only their texts would show it. */
export function isSameUsage(a: Usage, b: Usage): boolean {
  if (a === b) return true;
  if (a.extras.length + b.extras.length > 0) return false;
  return (
    TOKEN_CLASSES.every((each) => a.tokens[each] === b.tokens[each]) &&
    a.thinkingTokens === b.thinkingTokens &&
    a.contextTokens === b.contextTokens &&
    a.fast === b.fast &&
    a.geo === b.geo &&
    a.tier === b.tier &&
    a.webSearches === b.webSearches
  );
}

function content(record: Weighed): string {
  return JSON.stringify([record.usage, record.model]);
}
