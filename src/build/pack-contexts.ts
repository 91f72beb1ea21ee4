import type { Stretch, ThreadContext } from '../model/context.ts';
import { groupBy } from '../model/group-by.ts';
import type { AgentId } from '../model/ids.ts';
import type { PackedContext } from '../model/packed-context.ts';
import type { Sighting } from '../model/session-rows.ts';
import type { Millis } from '../model/time.ts';
import { promptTokens, type Tokens } from '../model/tokens.ts';
import { ContextPack } from './context-pack.ts';

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
export function packContexts(contexts: readonly ThreadContext[], counted: readonly Counted[]): PackedContext[] {
  const book = new Book(counted);
  const packed = contexts.map((context) => ({ context, pack: packThread(context, book) }));
  const rest = book.rest();
  const threads = new Set([...contexts.map(({ agentId }) => agentId), ...rest.keys()]);
  return [...threads].flatMap((agentId) => {
    const pack = packed.find(({ context }) => context.agentId === agentId)?.pack ?? new ContextPack();
    const apart = rest.get(agentId) ?? [];
    if (apart.length > 0) pack.stretch([], apart.length);
    for (const each of apart) pack.step(each.at, 0, each);
    return pack.isEmpty ? [] : [pack.result(agentId)];
  });
}

/** The responses that count, each to be found once. */
class Book {
  /** By key and variant. */
  private readonly byVariant = new Map<string, Counted>();
  private readonly left: Set<Counted>;

  constructor(counted: readonly Counted[]) {
    this.left = new Set(counted);
    for (const each of counted) if (each.attempt === 0) this.byVariant.set(`${each.key}\n${each.variant}`, each);
  }

  take({ key, variant }: Sighting): Counted | undefined {
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

function packThread({ passengers, stretches }: ThreadContext, book: Book): ContextPack {
  const pack = new ContextPack();
  for (const passenger of passengers) pack.passenger(passenger);
  for (const stretch of stretches) packStretch(pack, stretch, book);
  return pack;
}

function packStretch(pack: ContextPack, { places, steps }: Stretch, book: Book): void {
  pack.stretch(places, steps.length);
  for (const { sighting, contextTokens } of steps) {
    pack.step(sighting.at, contextTokens, book.take(sighting));
  }
}
