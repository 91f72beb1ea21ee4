import { IN_MEMORY, openStore, type Store } from '../../src/store/open-store.ts';
import { broken } from '../build/invariants.ts';
import { makeRoot } from '../corpus.ts';
import { dumpOf, ingestFolder } from '../ingest/store-dump.ts';
import { countFolder } from '../oracle/count.ts';
import { treesIn } from '../tree.ts';
import type { History } from './histories.ts';

/** Writes a history to disk, as it would lie there. */
export function rootOf(history: History): string {
  const layout = [...history].map(([path, lines]) => {
    const isMeta = path.endsWith('.json');
    const bytes = lines.flatMap((line) => (isMeta ? [line] : [line, Buffer.from('\n')]));
    return [path, Buffer.concat(bytes)] as const;
  });
  return makeRoot(Object.fromEntries(layout));
}

/** What is wrong with what tj makes of a history, in words: by the laws of trees and sums, by the other depth, by the rules. */
export async function faultsOfFolder(root: string): Promise<string[]> {
  const [whole, light, turned] = [openStore(IN_MEMORY), openStore(IN_MEMORY), openStore(IN_MEMORY)];
  try {
    await ingestFolder(whole, root);
    await ingestFolder(light, root, undefined, { depthOf: () => 'usage' });
    const columns = evidence(whole) === evidence(light) ? `${OWNER_COLUMNS}, ${COLUMNS}` : COLUMNS;
    const [responses, others] = [whole, light].map((store) => responsesIn(store, columns));
    await ingestFolder(turned, root, (files) => files.toReversed());
    const again = await ingestFolder(whole, root);
    return [
      ...broken(treesIn(whole), whole).filter((fault) => !ID_TWICE.test(fault)),
      ...negatives(whole),
      ...unequalSums(whole),
      ...unlikeRules(whole, root),
      ...(JSON.stringify(responses) === JSON.stringify(others)
        ? []
        : [`depths differ: ${difference(responses, others)}`]),
      ...differs('rows by order of files', JSON.stringify(dumpOf(turned)), JSON.stringify(dumpOf(whole))),
      ...(again.filesRead === 0 ? [] : [`read again: ${again.filesRead} files`]),
    ];
  } catch (error) {
    return [`throws ${error instanceof Error ? error.stack : String(error)}`];
  } finally {
    whole.close();
    light.close();
    turned.close();
  }
}

/** Ids of calls are changed too: that two answers have one is no fault of tj. */
const ID_TWICE = /^A3: \d+ tool calls twice$/;

/**
 * What both depths say of the responses that cost something, whatever the times of other lines. Which of two agents that show one
 * response began first is known of all their lines; these come in the order of time, but not here. So it is of two sessions, of
 * which the first lines and the answers are known at either depth.
 */
const COLUMNS = `key, variant, attempt, attempt_kind, copies, model, input_tokens, output_tokens,
  cache_read_tokens, cache_write_5m_tokens, cache_write_1h_tokens, context_tokens, thinking_tokens, fast, geo, tier,
  web_searches, finished, recovered, stop_reason`;

/** Whose they are, where both depths know the same of when sessions begin and which of them copies which. */
const OWNER_COLUMNS = 'session_id, records';

function responsesIn(store: Store, columns: string): unknown[] {
  return store
    .prepare(
      `SELECT ${columns} FROM own_responses WHERE prompt_tokens + output_tokens > 0 ORDER BY key, variant, attempt, session_id`,
    )
    .all();
}

function evidence(store: Store): string {
  return JSON.stringify([
    store.prepare('SELECT session_id, first_at FROM sessions ORDER BY session_id').raw().all(),
    store.prepare('SELECT copy_session_id, origin_session_id FROM session_origins ORDER BY 1, 2').raw().all(),
  ]);
}

function difference(one: readonly unknown[] = [], other: readonly unknown[] = []): string {
  const at = one.findIndex((row, i) => JSON.stringify(row) !== JSON.stringify(other[i]));
  return `${one.length} and ${other.length} rows, first ${JSON.stringify(one[at])} and ${JSON.stringify(other[at])}`;
}

/** Every number of every table: no count, length of time or size is below zero. */
function negatives(store: Store): string[] {
  const tables = store.prepare<[], string>("SELECT name FROM sqlite_schema WHERE type = 'table'").pluck().all();
  return tables.flatMap((table) => {
    const columns = store
      .prepare<[string], string>("SELECT name FROM pragma_table_info(?) WHERE type = 'INTEGER'")
      .pluck()
      .all(table)
      .filter((name) => !/(?:^|_)(?:at|ordinal|bucket|ino|sum)$|^mtime_ms$/.test(name));
    return columns.flatMap((name) => {
      const least = store.prepare<[], number | null>(`SELECT min(${name}) FROM ${table}`).pluck().get() ?? 0;
      return least < 0 ? [`${table}.${name} is ${least}`] : [];
    });
  });
}

const SUMMED = `input_tokens, output_tokens, cache_read_tokens, cache_write_5m_tokens, cache_write_1h_tokens, web_searches,
  tool_calls, rebuilt_5m_tokens, rebuilt_1h_tokens, rebuilt_input_tokens`;

/** Sums that are kept are those of the responses, of all groups as of each. */
function unequalSums(store: Store): string[] {
  const sums = SUMMED.split(/,\s+/).map((name) => `sum(${name})`);
  return ['1', 'session_id', 'session_id, agent_id', 'model', 'tier'].flatMap((by) => {
    const [kept, own] = ['usage', 'own_responses'].map((table) =>
      JSON.stringify(store.prepare(`SELECT ${by}, ${sums} FROM ${table} GROUP BY ${by} ORDER BY ${by}`).raw().all()),
    );
    return kept === own ? [] : [`sums by ${by} differ: ${kept} and ${own}`];
  });
}

/**
 * The count of the rules alone (test/oracle), but for what these leave open: whose a response is (there is more evidence than
 * they know), and which of two equal records is kept that split their cache writes otherwise.
 */
function unlikeRules(store: Store, root: string): string[] {
  const { totals, recovered, unfinished, bad_lines } = countFolder(root);
  // What is damaged within a text that tj passes over is whole to tj.
  if (bad_lines > 0) return [];
  const sums = `coalesce(sum(input_tokens), 0), coalesce(sum(output_tokens), 0), coalesce(sum(cache_read_tokens), 0),
    coalesce(sum(cache_write_5m_tokens + cache_write_1h_tokens), 0), coalesce(sum(attempt = 0), 0)`;
  const kinds = 'coalesce(sum(recovered), 0), coalesce(sum(unfinished), 0)';
  const expected = [
    ...[totals.input_tokens, totals.output_tokens, totals.cache_read_tokens],
    ...[totals.cache_write_5m_tokens + totals.cache_write_1h_tokens, totals.responses],
  ];
  return [
    ...differs('totals', store.prepare(`SELECT ${sums} FROM own_responses`).raw().get(), expected),
    ...differs('recovered and unfinished', store.prepare(`SELECT ${kinds} FROM usage`).raw().get(), [
      recovered,
      unfinished,
    ]),
  ];
}

function differs(what: string, got: unknown, expected: unknown): string[] {
  const [one = '', other = ''] = [got, expected].map((each) => JSON.stringify(each));
  let same = 0;
  while (same < one.length && one[same] === other[same]) same++;
  const near = (text: string) => text.slice(Math.max(0, same - 200), same + 100);
  return one === other ? [] : [`${what} differ: ${near(one)} for ${near(other)}`];
}
