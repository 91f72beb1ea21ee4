import type { Efficiency } from '../analyse/efficiency.ts';
import type { Tokenmaxx, Week } from '../analyse/tokenmaxx.ts';
import type { QuotaSample } from '../model/quota-sample.ts';
import { weightShareJson } from './card-parts.ts';
import { itemJson } from './context-json.ts';
import { type AnswerFrame, frame } from './json-frame.ts';
import { compositionJson } from './quickstart-json.ts';
import { quotaJson } from './quota-line.ts';
import { usageJson } from './usage-json.ts';

/** The document of `tj tokenmaxx --json`. */
export function tokenmaxxJson(
  { now, totals, turns, cause, before, weeks }: Tokenmaxx,
  quota: readonly QuotaSample[],
  answer: AnswerFrame,
): object {
  return {
    ...frame(answer),
    ...efficiencyJson(now),
    totals: usageJson(totals),
    turns,
    cause: cause === null ? null : itemJson(cause),
    week_before: before === null ? null : weekJson(before),
    last_weeks: weeks === null ? null : { last: weekJson(weeks.last), before: weekJson(weeks.before) },
    quota: quotaJson(quota),
  };
}

function weekJson({ efficiency, totals }: Week): object {
  return { ...efficiencyJson(efficiency), totals: usageJson(totals) };
}

function efficiencyJson({ tier, overhead, work, composition }: Efficiency): object {
  return {
    tier,
    overhead: weightShareJson(overhead),
    work: weightShareJson(work),
    quota_composition: compositionJson(composition),
  };
}
