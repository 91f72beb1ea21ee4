import { listTranscripts, type Transcript } from './list-transcripts.ts';
import { isObject, type Json, readLines } from './read-lines.ts';
import { bestOf, type Origins, ownerOf, ownSightingOf, responsesOf } from './responses.ts';
import { COUNTED, type Counts, type Sighting, sightingOf, timeOf } from './sighting.ts';

/** Sums over responses; `responses` does not count what a response was billed beside its top level. */
export interface OracleSums extends Counts {
  readonly total_tokens: number;
  readonly responses: number;
}

/** What a config folder holds by rules C1 to C9. */
export interface OracleTotals {
  readonly totals: OracleSums;
  readonly recovered: number;
  readonly unfinished: number;
  readonly bad_lines: number;
  readonly bySession: ReadonlyMap<string, OracleSums>;
  /** By the model as written; '' when a record names none. */
  readonly byModel: ReadonlyMap<string, OracleSums>;
  /** By `2026-11-21` in UTC; 'unknown' for responses without a time. */
  readonly byUtcDay: ReadonlyMap<string, OracleSums>;
}

/**
 * Counts every transcript of a config folder or of its `projects` folder by rules C1 to C9, slowly and plainly, for comparison with the product.
 * It shares no code with `src/`. Throws when a file cannot be read.
 */
export function countFolder(configOrProjectsDir: string): OracleTotals {
  const seen = readAll(configOrProjectsDir);
  const responses = responsesOf(seen.sightings);
  const totals = newSums();
  const bySession = new Map<string, Sums>();
  const byModel = new Map<string, Sums>();
  const byUtcDay = new Map<string, Sums>();
  let unfinished = 0;
  let recovered = 0;
  for (const sightings of responses) {
    const kept = withModel(bestOf(sightings), sightings);
    const session = ownerOf(sightings, seen);
    const day = utcDay(ownSightingOf(sightings, session).at);
    if (!kept.finished) unfinished++;
    if (kept.fromProgress) recovered++;
    for (const part of [{ model: kept.model, counts: kept.counts, responses: 1 }, ...kept.extras]) {
      const answers = 'responses' in part ? part.responses : 0;
      add(totals, part.counts, answers);
      add(sumsAt(bySession, session), part.counts, answers);
      add(sumsAt(byModel, part.model), part.counts, answers);
      add(sumsAt(byUtcDay, day), part.counts, answers);
    }
  }
  return { totals, recovered, unfinished, bad_lines: seen.badLines, bySession, byModel, byUtcDay };
}

interface Seen extends Origins {
  readonly sightings: readonly Sighting[];
  readonly badLines: number;
}

function readAll(configOrProjectsDir: string): Seen {
  const sightings: Sighting[] = [];
  const firstAt = new Map<string, number>();
  const parents = new Map<string, Set<string>>();
  let badLines = 0;
  listTranscripts(configOrProjectsDir).forEach((transcript, file) => {
    const read = readLines(transcript.path);
    badLines += read.badLines;
    const session = transcript.session ?? sessionNamedIn(read.records, transcript);
    read.records.forEach((record, line) => {
      const at = timeOf(record);
      if (at !== null) firstAt.set(session, Math.min(at, firstAt.get(session) ?? at));
      const known = parents.get(session) ?? new Set();
      for (const parent of parentsNamedIn(record, transcript.isMain ? session : null))
        parents.set(session, known.add(parent));
      const sighting = sightingOf(record, { session, inMain: transcript.isMain, file, line });
      if (sighting !== null) sightings.push(sighting);
    });
  });
  return {
    sightings,
    badLines,
    firstAt,
    parents,
    mainKeys: keysBy(sightings, true),
    allKeys: keysBy(sightings, false),
  };
}

/** Keys of responses by session. */
function keysBy(sightings: readonly Sighting[], inMainAlone: boolean): Map<string, Set<string>> {
  const keys = new Map<string, Set<string>>();
  for (const { session, key, inMain } of sightings)
    if (inMain || !inMainAlone) keys.set(session, (keys.get(session) ?? new Set()).add(key));
  return keys;
}

/** A flat agent file belongs to the session of its records. */
function sessionNamedIn(records: readonly Json[], transcript: Transcript): string {
  for (const record of records) if (typeof record.sessionId === 'string') return record.sessionId;
  return transcript.path;
}

/** `main`: the session whose main transcript the record stands in. */
function parentsNamedIn(record: Json, main: string | null): string[] {
  const fork = record.forkedFrom;
  const isForeign = main !== null && record.type === 'assistant' && record.sessionId !== main;
  const named = [
    isObject(fork) ? fork.sessionId : undefined,
    record.parentSessionId,
    record.requestSessionId,
    isForeign ? record.sessionId : undefined,
  ];
  return named.filter((name) => typeof name === 'string');
}

/** The kept record of a response, with the model of another one of it where it names none itself. */
function withModel(kept: Sighting, sightings: readonly Sighting[]): Sighting {
  const named = sightings.filter((one) => one.model !== '');
  return kept.model === '' && named.length > 0 ? { ...kept, model: bestOf(named).model } : kept;
}

function utcDay(at: number | null): string {
  return at === null ? 'unknown' : new Date(at).toISOString().slice(0, 10);
}

type Sums = { -readonly [Name in keyof OracleSums]: OracleSums[Name] };

function newSums(): Sums {
  return {
    input_tokens: 0,
    output_tokens: 0,
    cache_read_tokens: 0,
    cache_write_5m_tokens: 0,
    cache_write_1h_tokens: 0,
    total_tokens: 0,
    responses: 0,
  };
}

function sumsAt(sums: Map<string, Sums>, name: string): Sums {
  const found = sums.get(name) ?? newSums();
  sums.set(name, found);
  return found;
}

function add(sums: Sums, counts: Counts, responses: number): void {
  sums.responses += responses;
  for (const name of COUNTED) {
    sums[name] += counts[name];
    sums.total_tokens += counts[name];
  }
}
