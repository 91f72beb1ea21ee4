import { jsonObject, type Members, membersOf, textOrNull } from '../model/json-object.ts';
import { QUOTAS, type QuotaSample } from '../model/quota-sample.ts';
import { type Millis, millis, SECOND_MS } from '../model/time.ts';

/** What Claude Code hands to its status line, as far as tj wants it. */
export interface Status {
  /** As people know it; null where it was not told. */
  readonly model: string | null;
  /** How much of the context window is used, 0 to 100; null where it was not told. */
  readonly contextPercentage: number | null;
  /** Only subscriptions have any, and only after the first response. */
  readonly quota: readonly QuotaSample[];
}

/** Past this a number of seconds is no time that a date can be made of. */
const MOST_SECONDS = 8_640_000_000_000;

/** Reads the document that came at the moment `at`; null when it is no object of JSON. What is odd within it counts as not told. */
export function statusOf(text: string, at: Millis): Status | null {
  const told = jsonObject(text);
  if (told === null) return null;
  const model = memberOf(told, 'model');
  const limits = memberOf(told, 'rate_limits');
  return {
    model: textOrNull(model?.display_name) ?? textOrNull(model?.id),
    contextPercentage: percentageOf(memberOf(told, 'context_window')?.used_percentage),
    quota: QUOTAS.flatMap((quota) => {
      const limit = limits === null ? null : memberOf(limits, quota);
      const usedPercentage = percentageOf(limit?.used_percentage);
      return usedPercentage === null ? [] : [{ quota, at, usedPercentage, resetsAt: momentOf(limit?.resets_at) }];
    }),
  };
}

function memberOf(members: Members, name: string): Members | null {
  return membersOf(members[name]);
}

/** More than 100 is what Claude Code says where usage beyond the quota is paid for. */
function percentageOf(value: unknown): number | null {
  return typeof value === 'number' && value >= 0 && value <= 1_000 ? value : null;
}

function momentOf(seconds: unknown): Millis | null {
  if (typeof seconds !== 'number' || seconds <= 0 || seconds > MOST_SECONDS) return null;
  return millis(Math.round(seconds * SECOND_MS));
}
