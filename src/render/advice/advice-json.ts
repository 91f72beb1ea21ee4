import type { AdviceReport } from '../../analyse/advice/advice-report.ts';
import type { Lever } from '../../analyse/advice/lever.ts';
import type { LedgerBase } from '../../analyse/context-ledger.ts';
import { picoUsd, usdNumber } from '../../model/money.ts';
import { type AnswerFrame, frame } from '../json-frame.ts';
import { usageJson } from '../usage-json.ts';
import { OVERLAP, shareOf, unnamedText } from './lever-words.ts';

/** The document of `tj advise --json`. Shares are of all list-price weight of the window, or of all its tokens. */
export function adviceJson(report: AdviceReport, answer: AnswerFrame): object {
  const { totals, base, levers, found, unnamed } = report;
  return {
    ...frame(answer),
    totals: usageJson(totals),
    found,
    levers: levers.map(({ place, lever }) => leverJson(place, lever, base)),
    unnamed:
      unnamed === null
        ? null
        : {
            ...{ sessions: unnamed.sessions, sent_tokens: unnamed.tokens, known_since: '2.1.270' },
            share_list_price: shareOf(unnamed.weight, base),
          },
    note: [OVERLAP, ...(unnamed === null ? [] : [unnamedText(unnamed, base)])].join(' '),
  };
}

function leverJson(place: number, lever: Lever, base: LedgerBase): object {
  const { id, kind, title, subject, cost, effect, sessions, responses, actions, evidence, check } = lever;
  return {
    ...{ place, id, kind, title, subject },
    cost: {
      share_list_price: shareOf(cost.weight, base),
      share_tokens: base.tokens === 0 ? null : cost.tokens / base.tokens,
      tokens: cost.tokens,
      usd: usdNumber(picoUsd(cost.weight)),
    },
    effect: {
      ...{ low: shareOf(effect.low, base), high: shareOf(effect.high, base) },
      ...{ low_usd: usdNumber(picoUsd(effect.low)), high_usd: usdNumber(picoUsd(effect.high)) },
      ...{ basis: effect.basis, assumption: effect.assumption },
      ...(effect.other === null
        ? {}
        : { other: { way: effect.other.way, share_list_price: shareOf(effect.other.weight, base) } }),
    },
    ...{ sessions, responses },
    do: actions.map(({ text, command }) => (command === undefined ? { text } : { text, command })),
    evidence: evidence.map((each) => ({
      ...{ session_id: each.sessionId, span_id: each.spanId, tokens: each.tokens, responses: each.responses },
      share_list_price: shareOf(each.weight, base),
    })),
    check,
  };
}
