import { repeatsOf } from '../../build/repeats.ts';
import { counted, often } from '../../model/counted.ts';
import { groupBy } from '../../model/group-by.ts';
import { spanIdOf } from '../../model/spans.ts';
import { toolKind } from '../../model/tool-kind.ts';
import type { ContextRow } from '../../query/contexts.ts';
import type { FailingCall, FailingResponse } from '../../query/failing-calls.ts';
import type { Pricer } from '../pricer.ts';
import type { Weighed } from '../weigh-context.ts';
import type { Lever, LeverAction, LeverEvidence } from './lever.ts';
import { leverOf, sessionsOf } from './lever-of.ts';
import { ResultFinder } from './result-finder.ts';

/** Calls that are named one by one in what to do. */
const NAMED = 3;

/**
 * The calls that repeat one that failed and fail again (insight.md section 8: same tool and arguments within the turn or the
 * agent, whatever came between). The first failure is none, nor is a repeat that succeeds. `calls` in the order of each session.
 */
export function failedRepeats(calls: readonly FailingCall[]): FailingCall[] {
  return [...groupBy(calls, ({ sessionId }) => sessionId).values()].flatMap((own) => {
    const repeats = repeatsOf(own);
    return own.filter(({ toolUseId, status }) => status === 'error' && repeats.get(toolUseId)?.isRetry);
  });
}

/** What the repeats of one call came to. */
interface Repeated {
  readonly first: FailingCall;
  times: number;
  tokens: number;
  responses: number;
  weight: bigint;
}

/**
 * What failing calls cost that were repeated as they were (advice.md, `retry-loop`), by tool: what the results of the repeats
 * cost by the context ledger, in every response whose prompt had them, and the output of responses that called nothing else. What
 * the text of the calls themselves cost in later prompts is not told apart from that of other answers, and not counted.
 */
export class RetryFinder {
  private readonly repeatsIn: ReadonlyMap<string, readonly FailingCall[]>;
  private readonly repeated = new Map<string, Repeated>();

  /** `repeats` of `failedRepeats`; `responses` those that made them. */
  constructor(repeats: readonly FailingCall[], responses: readonly FailingResponse[], price: Pricer) {
    this.repeatsIn = groupBy(repeats, ({ sessionId, agentId }) => `${sessionId}/${agentId}`);
    for (const repeat of repeats) this.of(repeat).times++;
    const byResponse = groupBy(repeats, ({ sessionId, key }) => `${sessionId}/${key}`);
    for (const response of responses) {
      const own = byResponse.get(`${response.sessionId}/${response.key}`) ?? [];
      const [first] = own;
      if (first !== undefined && own.length === response.toolCalls) this.addOutput(first, response, price);
    }
  }

  /** Whose threads it needs to be shown. */
  get sessions(): string[] {
    return [...new Set([...this.repeatsIn.values()].flat().map(({ sessionId }) => sessionId))];
  }

  /** Adds a thread, as it was weighed. */
  add(row: ContextRow, weighed: Weighed): void {
    const repeats = this.repeatsIn.get(`${row.sessionId}/${row.agentId}`);
    if (repeats === undefined) return;
    const finder = new ResultFinder(row);
    for (const repeat of repeats) {
      const sum = this.of(repeat);
      for (const item of finder.take(repeat)) {
        sum.weight += BigInt(Math.round(weighed.cost[item] as number));
        sum.tokens += weighed.sent[item] as number;
        sum.responses = Math.max(sum.responses, weighed.responses[item] as number);
      }
    }
  }

  /** One lever for each tool. */
  levers(): Lever[] {
    const known = [...this.repeated.values()].filter(({ weight }) => weight > 0n);
    return [...groupBy(known, ({ first }) => first.name)].map(([tool, some]) => leverOfTool(tool, some));
  }

  private of(call: FailingCall): Repeated {
    const { sessionId, agentId, turnId, name, inputHash } = call;
    const key = [sessionId, agentId, turnId ?? '', name, inputHash].join('\n');
    let sum = this.repeated.get(key);
    if (sum === undefined) {
      sum = { first: call, times: 0, tokens: 0, responses: 0, weight: 0n };
      this.repeated.set(key, sum);
    }
    return sum;
  }

  private addOutput(call: FailingCall, response: FailingResponse, price: Pricer): void {
    const priced = price(response);
    if (priced.kind === 'unpriced') return;
    const sum = this.of(call);
    sum.weight += BigInt(response.output) * priced.rates.output;
    sum.tokens += response.output;
    sum.responses = Math.max(sum.responses, 1);
  }
}

function leverOfTool(tool: string, repeated: readonly Repeated[]): Lever {
  const evidence = repeated.map(({ first, tokens, responses, weight }): LeverEvidence => {
    const { sessionId, toolUseId } = first;
    return { sessionId, spanId: spanIdOf('tool', sessionId, toolUseId), tokens, responses, weight };
  });
  const cost = evidence.reduce((sum, { weight }) => sum + weight, 0n);
  const times = repeated.reduce((sum, each) => sum + each.times, 0);
  const mostOften = repeated.toSorted((a, b) => b.times - a.times || (a.first.toolUseId < b.first.toolUseId ? -1 : 1));
  return leverOf({
    kind: 'retry-loop',
    subject: tool,
    title: `${tool} failed, was called again as it was and failed again: ${often(times)} in ${counted(sessionsOf(evidence), 'session')}`,
    effect: { low: cost, high: cost, basis: 'replayed', assumption: '' },
    actions: mostOften.slice(0, NAMED).map(actionOf),
    evidence,
  });
}

function actionOf({ first: { target, name, error }, times }: Repeated): LeverAction {
  const what = target === '' ? name : target;
  const why = error === '' ? '' : ` ("${error.replace('<tool_use_error>', '')}")`;
  const instead = toolKind(name) === 'edit' ? 'read the file again first' : 'say in CLAUDE.md what works instead';
  return { text: `${what}: failed again ${often(times)}${why}; ${instead}` };
}
