import { counted, fullCount } from '../../model/counted.ts';
import { groupBy } from '../../model/group-by.ts';
import { MAIN_THREAD } from '../../model/ids.ts';
import { spanIdOf } from '../../model/spans.ts';
import type { ContextRow } from '../../query/contexts.ts';
import type { NextTier } from '../audit-runs.ts';
import type { Pricer } from '../pricer.ts';
import { firstPrompt } from '../thread-steps.ts';
import type { Weighed } from '../weigh-context.ts';
import type { Lever, LeverEvidence } from './lever.ts';
import { leverOf, most } from './lever-of.ts';
import type { ReadingRun } from './reading-runs.ts';
import { ResultFinder } from './result-finder.ts';

/** Tokens that an agent is assumed to return instead of all that it read. */
const RETURNED = 1000;

/** What an agent would have read instead of a run: what that cost, and how large it was. */
interface Readings {
  /** Pico-dollars, exact below 9,000 dollars. */
  cost: number;
  /** Tokens on entry, summed; and times the responses of the run that came after each but the next. */
  read: number;
  reread: number;
}

/** A run with what its results came to. */
interface Sent {
  readonly run: ReadingRun;
  readonly all: Readings;
  /** Without files that the session edited later. */
  readonly unedited: Readings;
  /** Sent in total, and by how many responses. */
  readonly tokens: number;
  readonly responses: number;
  /** What the returned tokens would have cost in the place of the last result. */
  readonly returned: bigint;
}

interface Effect {
  readonly low: bigint;
  readonly high: bigint;
}

/**
 * What runs of reading calls left in the contexts of premium main threads (advice.md, `delegate`). The cost of a run is that
 * of its results by the context ledger: in every response whose prompt had them, to the end of the thread or until they left. The
 * effect is an estimate: an agent one tier down reads them, and 1,000 tokens come back and are sent as the last result was.
 * High: the agent's prompts hold the results alone; low: also a fixed context as large as the first prompt of the session, and
 * what the session edited later was read by itself.
 * What the responses of the run re-read of the conversation, of which an agent needs none, is not counted.
 */
export class DelegateFinder {
  private readonly runsOf: ReadonlyMap<string, readonly ReadingRun[]>;
  private readonly price: Pricer;
  private readonly nextTier: NextTier;
  private readonly evidence: LeverEvidence[] = [];
  private calls = 0;
  private low = 0n;
  private high = 0n;

  constructor(runs: readonly ReadingRun[], price: Pricer, nextTier: NextTier) {
    this.runsOf = groupBy(runs, ({ sessionId }) => sessionId);
    this.price = price;
    this.nextTier = nextTier;
  }

  /** Whose threads it needs to be shown. */
  get sessions(): string[] {
    return [...this.runsOf.keys()];
  }

  /** Adds a thread, as it was weighed. */
  add(row: ContextRow, weighed: Weighed): void {
    const runs = row.agentId === MAIN_THREAD ? this.runsOf.get(row.sessionId) : undefined;
    if (runs === undefined) return;
    const finder = new ResultFinder(row);
    let base: number | null = null;
    for (const run of runs) {
      const sent = sentOf(run, finder, weighed);
      if (sent === null) continue;
      base ??= firstPrompt(row);
      const { low, high } = this.effectOf(sent, base);
      this.low += low;
      this.high += high;
      this.calls += run.calls.length;
      this.evidence.push(evidenceOf(sent));
    }
  }

  /** One lever over all runs; none where there was no run. */
  levers(): Lever[] {
    const { evidence, calls, low, high } = this;
    if (evidence.length === 0) return [];
    const runs = counted(evidence.length, 'run');
    return [
      leverOf({
        kind: 'delegate',
        subject: 'reading',
        title: `Reading and searching in a row on a premium model: ${runs}, ${counted(calls, 'call')}; what came back stayed in every later prompt`,
        effect: {
          ...{ low, high, basis: 'estimated' },
          assumption: `an agent one tier down reads it and returns ${fullCount(RETURNED)} tokens; low: with a fixed context as large as the session's first prompt, and without files that the session edited later`,
        },
        actions: [
          {
            text: 'ask for the search in an agent: "let an agent find out where X is done, and return only the files, the lines and the answer"',
          },
          {
            text: 'an agent for it: .claude/agents/reader.md with "model: sonnet" and "tools: Read, Grep, Glob" in its head',
          },
        ],
        evidence,
      }),
    ];
  }

  private effectOf({ run, all, unedited, returned }: Sent, base: number): Effect {
    const at = run.calls[0]?.startedAt ?? null;
    const model = this.nextTier(at);
    if (model === null) return { low: 0n, high: 0n };
    const below = this.price({ at, model, fast: false, geo: '', tier: '', promptTokens: base + all.read });
    if (below.kind === 'unpriced') return { low: 0n, high: 0n };
    const { cacheRead, cacheWrite5m, output } = below.rates;
    const less = ({ cost, read, reread }: Readings) => {
      const reading = BigInt(read) * cacheWrite5m + BigInt(reread) * cacheRead + BigInt(RETURNED) * output;
      return most(0n, BigInt(Math.round(cost)) - returned - reading);
    };
    const fixed = BigInt(base) * cacheWrite5m + BigInt(base * run.responses) * cacheRead;
    const [high, low] = [less(all), most(0n, less(unedited) - fixed)];
    return { low: high - most(0n, high - low), high };
  }
}

/** What the results of a run came to within the window; null where none of them was sent or has a price. */
function sentOf(run: ReadingRun, finder: ResultFinder, weighed: Weighed): Sent | null {
  const places = new Map([...new Set(run.calls.map(({ key }) => key))].map((key, index) => [key, index]));
  const [all, unedited]: [Readings, Readings] = [nothing(), nothing()];
  let [tokens, responses, perToken] = [0, 0, 0];
  for (const call of run.calls) {
    const later = run.responses - 1 - (places.get(call.key) ?? 0);
    for (const item of finder.take(call)) {
      const [cost, read] = [weighed.cost[item] as number, finder.tokensOf(item)];
      add(all, cost, read, later);
      if (!run.neededHere.has(call.toolUseId)) add(unedited, cost, read, later);
      tokens += weighed.sent[item] as number;
      responses = Math.max(responses, weighed.responses[item] as number);
      if (read > 0) perToken = cost / read;
    }
  }
  const returned = BigInt(Math.ceil(perToken * RETURNED));
  return all.cost === 0 ? null : { run, all, unedited, tokens, responses, returned };
}

function nothing(): Readings {
  return { cost: 0, read: 0, reread: 0 };
}

function add(sum: Readings, cost: number, read: number, later: number): void {
  sum.cost += cost;
  sum.read += read;
  sum.reread += read * later;
}

function evidenceOf({ run, all, tokens, responses }: Sent): LeverEvidence {
  const [first] = run.calls;
  const spanId = first === undefined ? null : spanIdOf('tool', run.sessionId, first.toolUseId);
  return { sessionId: run.sessionId, spanId, tokens, responses, weight: BigInt(Math.round(all.cost)) };
}
