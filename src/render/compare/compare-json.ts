import { type Change, type Comparison, namedResponses } from '../../analyse/compare/compare-windows.ts';
import type { WindowSums } from '../../analyse/compare/window-sums.ts';
import { type AnswerFrame, frame } from '../json-frame.ts';
import { compositionJson } from '../quickstart-json.ts';
import { usageJson } from '../usage-json.ts';

/** What each of the two windows rests on. */
export interface ComparedFrames {
  readonly before: AnswerFrame;
  readonly after: AnswerFrame;
}

/** The document of `tj compare --json`. */
export function compareJson({ before, after, measures, parts, caveat }: Comparison, frames: ComparedFrames): object {
  return {
    schema: 1,
    before: windowJson(before, frames.before),
    after: windowJson(after, frames.after),
    measures: measures.map((each) => {
      const { name, per, unit } = each.measure;
      return { measure: name, per, unit, ...changeJson(each) };
    }),
    fixed: parts.map((each) => ({
      ...{ part: each.part, name: each.name, per: 'response', unit: 'tokens', ...changeJson(each) },
      ...{ sent_tokens_before: each.sentBefore, sent_tokens_after: each.sentAfter },
    })),
    caveat,
  };
}

function windowJson(sums: WindowSums, answer: AnswerFrame): object {
  return {
    ...frame(answer),
    totals: usageJson(sums.totals),
    turns: sums.turns,
    quota_composition: compositionJson(sums.composition),
    named_responses: namedResponses(sums),
  };
}

function changeJson({ before, after, difference, change, interval, isClear }: Change): object {
  return {
    before: exact(before),
    after: exact(after),
    difference: exact(difference),
    change,
    interval,
    clear: isClear,
  };
}

/** To the nano-dollar, and as fine in everything else. */
function exact(value: number | null): number | null {
  return value === null ? null : Number(value.toFixed(9));
}
