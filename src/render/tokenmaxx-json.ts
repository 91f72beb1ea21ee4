import type { Efficiency, Part } from '../analyse/efficiency.ts';
import type { Tokenmaxx } from '../analyse/tokenmaxx.ts';
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
    overhead: partJson(overhead),
    work: partJson(work),
    quota_composition: compositionJson(composition),
  };
}

function partJson({ listPrice, tokens }: Part): object {
  return { list_price: listPrice, tokens };
}
