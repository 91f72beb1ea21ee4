import { groupBy } from '../model/group-by.ts';
import type { AgentId } from '../model/ids.ts';
import {
  columnAt,
  ITEM,
  type LaidOutContext,
  type PackedContext,
  PLACE,
  packTime,
  type RateKey,
  STEP,
} from '../model/packed-context.ts';
import type { Sighting } from '../model/session-rows.ts';
import type { Millis } from '../model/time.ts';
import { promptTokens, type Tokens } from '../model/tokens.ts';
import { withSums } from './pack-sums.ts';

/** A response, or a further attempt of one, as it counts for a session: what the ledger's prices are taken from. */
export interface Counted {
  readonly key: string;
  readonly variant: string;
  readonly attempt: number;
  readonly agentId: AgentId;
  readonly at: Millis | null;
  readonly model: string;
  readonly fast: boolean;
  readonly geo: string;
  readonly tier: string;
  readonly tokens: Tokens;
}

/** What counts of a session whose responses stand in no other. */
export function countedOf(sightings: readonly Sighting[]): Counted[] {
  return sightings.flatMap(({ key, variant, agentId, at, model, usage }) => {
    const { fast, geo, tier, tokens, extras } = usage;
    const own = { key, variant, attempt: 0, agentId, at, model, fast, geo, tier, tokens };
    return [
      own,
      ...extras.map((extra, index) => {
        return { ...own, attempt: index + 1, model: extra.model || model, tokens: extra.tokens };
      }),
    ];
  });
}

/**
 * The contexts of a session's threads as they are kept. Whatever of `counted` has no step of its own, such as a further
 * attempt of a response, becomes one without places: so that steps sum to what the session counts.
 */
export function packContexts(contexts: readonly LaidOutContext[], counted: readonly Counted[]): PackedContext[] {
  const book = new Book(counted);
  const packs = new Map(contexts.map((context) => [context.agentId, packThread(context, book)]));
  for (const [agentId, apart] of book.rest()) {
    const pack = packs.get(agentId) ?? new Pack({ agentId, ...NOTHING });
    pack.addApart(apart);
    packs.set(agentId, pack);
  }
  return [...packs.values()].flatMap((pack) => (pack.isEmpty ? [] : [pack.result()]));
}

/** Numbers before each stretch: how many places and steps it has. */
const PLACES_AND_STEPS = 2;

/** Of a thread that has responses but no context. */
const NOTHING = {
  logged: false,
  tools: [],
  labels: [],
  items: Int32Array.of(0),
  stretches: new Int32Array(0),
  steps: [],
};

/** The responses that count, each to be found once. */
class Book {
  /** By key and variant. */
  private readonly byVariant = new Map<string, Counted>();
  private readonly left: Set<Counted>;

  constructor(counted: readonly Counted[]) {
    this.left = new Set(counted);
    for (const each of counted) if (each.attempt === 0) this.byVariant.set(`${each.key}\n${each.variant}`, each);
  }

  take(key: string, variant: string): Counted | undefined {
    // A response that is the only one of its key has no variant, whichever its session shows.
    const found = this.byVariant.get(`${key}\n${variant}`) ?? this.byVariant.get(`${key}\n`);
    return found !== undefined && this.left.delete(found) ? found : undefined;
  }

  /** What nobody took and that sent something, by thread. */
  rest(): ReadonlyMap<AgentId, readonly Counted[]> {
    const sent = [...this.left].filter(({ tokens }) => promptTokens(tokens) > 0);
    return groupBy(sent, ({ agentId }) => agentId) as Map<AgentId, Counted[]>;
  }
}

function packThread(context: LaidOutContext, book: Book): Pack {
  const pack = new Pack(context);
  for (const [at, key, variant, entered] of context.steps) {
    const counted = book.take(key, variant);
    if (counted === undefined) pack.copy(entered);
    else pack.count(at, counted);
  }
  return pack;
}

/** The stretches of one thread, in which what counts is filled in. */
class Pack {
  private readonly laidOut: LaidOutContext;
  private stretches: Int32Array;
  private items: Int32Array;
  private copies = false;
  private readonly rates = new Map<string, number>();
  private readonly rateKeys: RateKey[] = [];

  constructor(laidOut: LaidOutContext) {
    this.laidOut = laidOut;
    this.stretches = laidOut.stretches.slice();
    this.items = laidOut.items;
  }

  get isEmpty(): boolean {
    return this.stretches.length === 0;
  }

  /** Fills in the step that stands at `at`. */
  count(at: number, counted: Counted): void {
    const { stretches } = this;
    const { cacheRead, cacheWrite1h, cacheWrite5m, input } = counted.tokens;
    if (counted.at !== null) stretches.set(packTime(counted.at), at + STEP.day);
    stretches[at + STEP.rate] = this.rateIndex(counted);
    stretches[at + STEP.read] = cacheRead;
    stretches[at + STEP.write1h] = cacheWrite1h;
    stretches[at + STEP.write5m] = cacheWrite5m;
    stretches[at + STEP.input] = input;
  }

  /** One of its responses counts elsewhere: what was first in the prompt of it had entered there. */
  copy(entered: readonly number[]): void {
    if (!this.copies) this.items = this.laidOut.items.slice();
    this.copies = true;
    const copied = columnAt(ITEM.copied, this.items[0] ?? 0);
    for (let at = 0; at < entered.length; at += PLACE.length) {
      const item = copied + (entered[at + PLACE.item] as number);
      this.items[item] = (this.items[item] as number) + (entered[at + PLACE.tokens] as number);
    }
  }

  /** Adds a stretch without places. */
  addApart(apart: readonly Counted[]): void {
    const from = this.stretches.length;
    const stretches = new Int32Array(from + PLACES_AND_STEPS + apart.length * STEP.length);
    stretches.set(this.stretches);
    stretches.set([0, apart.length], from);
    this.stretches = stretches;
    apart.forEach((each, index) => {
      const at = from + PLACES_AND_STEPS + index * STEP.length;
      stretches.set(packTime(null), at + STEP.day);
      this.count(at, each);
    });
  }

  result(): PackedContext {
    const { agentId, logged, tools, labels } = this.laidOut;
    const { rateKeys: rates, stretches, copies } = this;
    const items = withSums(this.items, stretches);
    return { agentId, logged, tools, rates, labels, copies, items, stretches };
  }

  private rateIndex({ model, fast, geo, tier }: Counted): number {
    const name = `${model}\n${fast}\n${geo}\n${tier}`;
    const known = this.rates.get(name);
    if (known !== undefined) return known;
    this.rateKeys.push([model, fast, geo, tier]);
    this.rates.set(name, this.rateKeys.length - 1);
    return this.rateKeys.length - 1;
  }
}
