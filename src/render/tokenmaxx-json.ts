import type { Efficiency } from '../analyse/efficiency.ts';
import type { Tokenmaxx } from '../analyse/tokenmaxx.ts';
import { weightShareJson } from './card-parts.ts';
import { itemJson } from './context-json.ts';
import { type AnswerFrame, frame } from './json-frame.ts';
import { compositionJson } from './quickstart-json.ts';
import { usageJson } from './usage-json.ts';

/** The document of `tj tokenmaxx --json`. */
export function tokenmaxxJson({ now, totals, turns, cause, before }: Tokenmaxx, answer: AnswerFrame): object {
  return {
    ...frame(answer),
    ...efficiencyJson(now),
    totals: usageJson(totals),
    turns,
    cause: cause === null ? null : itemJson(cause),
    week_before: before === null ? null : { ...efficiencyJson(before.efficiency), totals: usageJson(before.totals) },
  };
}

function efficiencyJson({ tier, overhead, work, composition }: Efficiency): object {
  return {
    tier,
    overhead: weightShareJson(overhead),
    work: weightShareJson(work),
    quota_composition: compositionJson(composition),
  };
}
