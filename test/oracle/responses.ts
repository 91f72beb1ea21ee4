import type { Sighting } from './sighting.ts';

/** What is known of the age and descent of sessions (C4). */
export interface Origins {
  /** Earliest time of any record of a session, in milliseconds since 1970. */
  readonly firstAt: ReadonlyMap<string, number>;
  /** Sessions that a session says it was forked from. */
  readonly parents: ReadonlyMap<string, ReadonlySet<string>>;
  /** Keys of the responses that each session shows on its main thread, and anywhere. */
  readonly mainKeys: ReadonlyMap<string, ReadonlySet<string>>;
  readonly allKeys: ReadonlyMap<string, ReadonlySet<string>>;
}

/** The sightings of each response (C1, C3, C5). */
export function responsesOf(sightings: readonly Sighting[]): Sighting[][] {
  const inAssistant = groupBy(
    sightings.filter((one) => !one.fromProgress),
    (one) => one.key,
  );
  const inProgress = groupBy(
    sightings.filter((one) => one.fromProgress),
    (one) => one.key,
  );
  const lost = [...inProgress].filter(([key]) => !inAssistant.has(key)).map(([, group]) => group);
  return [...inAssistant.values(), ...lost].flatMap(variantsOf);
}

/** C3: finished records of other input or cache counts are other responses; unfinished ones then add nothing. */
function variantsOf(sightings: Sighting[]): Sighting[][] {
  const finished = sightings.filter((one) => one.finished);
  const variants = groupBy(finished, ({ counts }) => {
    const written = counts.cache_write_5m_tokens + counts.cache_write_1h_tokens;
    return `${counts.input_tokens} ${counts.cache_read_tokens} ${written}`;
  });
  return variants.size > 1 ? [...variants.values()] : [sightings];
}

/** C2: finished, then largest output, then the later line of a file or the later time between files. */
export function bestOf(sightings: readonly Sighting[]): Sighting {
  const ofFiles = [...groupBy(sightings, (one) => one.file).values()].map((group) =>
    top(group, (a, b) => a.line - b.line),
  );
  return top(ofFiles, (a, b) => (a.at ?? -Infinity) - (b.at ?? -Infinity) || b.file - a.file);
}

function top(sightings: readonly Sighting[], later: (a: Sighting, b: Sighting) => number): Sighting {
  return sightings.reduce((best, one) => {
    const finished = Number(one.finished) - Number(best.finished);
    const output = one.counts.output_tokens - best.counts.output_tokens;
    return (finished || output || later(one, best)) > 0 ? one : best;
  });
}

/**
 * C4: a session that no other one of these is the parent of, by evidence; then the older one; of equally old ones one
 * that is not in the background; then one whose whole conversation another one goes on with; then the smaller id.
 */
export function ownerOf(sightings: readonly Sighting[], origins: Origins): string {
  const sessions = [...new Set(sightings.map((one) => one.session))];
  const originals = sessions.filter((session) => {
    const parents = origins.parents.get(session) ?? new Set();
    return !sessions.some((other) => other !== session && parents.has(other));
  });
  const candidates = originals.length > 0 ? originals : sessions;
  const first = (session: string) => origins.firstAt.get(session) ?? Number.MAX_SAFE_INTEGER;
  const oldest = candidates.filter((session) => candidates.every((other) => first(other) >= first(session)));
  const inFront = oldest.filter((session) => sightings.some((one) => one.session === session && !one.inBackground));
  const left = inFront.length > 0 ? inFront : oldest;
  const goesOn = (session: string, with_: string) => {
    const [own, other] = [session, with_].map((one) => origins.mainKeys.get(one) ?? new Set<string>());
    const all = origins.allKeys;
    const holds = (whole: string, part: ReadonlySet<string> | undefined) =>
      [...(part ?? [])].every((key) => all.get(whole)?.has(key));
    return holds(session, other) && !holds(with_, own);
  };
  const ends = left.filter((session) => !left.some((other) => other !== session && goesOn(session, other)));
  return (ends.length > 0 ? ends : left).sort()[0] ?? '';
}

/** The record that the owner keeps: one of its main transcript before one of an agent. */
export function ownSightingOf(sightings: readonly Sighting[], owner: string): Sighting {
  const own = sightings.filter((one) => one.session === owner);
  const inMain = own.filter((one) => one.inMain);
  return bestOf(inMain.length > 0 ? inMain : own);
}

function groupBy<Item, Name>(items: readonly Item[], nameOf: (item: Item) => Name): Map<Name, Item[]> {
  const groups = new Map<Name, Item[]>();
  for (const item of items) {
    const group = groups.get(nameOf(item)) ?? [];
    group.push(item);
    groups.set(nameOf(item), group);
  }
  return groups;
}
