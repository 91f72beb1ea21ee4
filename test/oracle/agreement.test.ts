import { readdirSync } from 'node:fs';
import { basename, join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { findRoots } from '../../src/discover/find-roots.ts';
import { findTranscripts } from '../../src/discover/find-transcripts.ts';
import { ingest } from '../../src/ingest/ingest.ts';
import type { TranscriptFile } from '../../src/model/transcript-file.ts';
import { provenanceOf } from '../../src/query/provenance.ts';
import { ALL_RESPONSES } from '../../src/query/response-filter.ts';
import { IN_MEMORY, openStore, type Store } from '../../src/store/open-store.ts';
import { copyEdge, FIXTURES, fixtureFolders, removeRoots, transcriptFolders } from '../corpus.ts';
import { countFolder } from './count.ts';

afterAll(removeRoots);

describe('tj counts what the independent count counts, by every grouping', () => {
  it.each(fixtureFolders())('%s', agrees);

  const edge = readdirSync(join(FIXTURES, 'edge')).filter((name) => name.endsWith('.jsonl'));
  it.each(edge.map((name) => basename(name, '.jsonl')))('edge/%s', (name) => agrees(copyEdge(name)));

  const real = transcriptFolders();
  it.skipIf(real.length > 0)('the public transcripts are not beside this checkout: skipped', () => undefined);
  it.each(real)('%s', agrees);
});

/** In the order of discovery, and in the reverse: neither names nor times of files may matter (A7). */
async function agrees(configDir: string): Promise<void> {
  const { files } = await findTranscripts(findRoots({ roots: [configDir], env: {}, home: '/' }));
  await agreesOn(configDir, files);
  await agreesOn(configDir, files.toReversed());
}

async function agreesOn(configDir: string, files: readonly TranscriptFile[]): Promise<void> {
  const store = openStore(IN_MEMORY);
  const options = {
    stopAt: null,
    onProgress: () => undefined,
    reindex: false,
    projectOf: () => null,
    depthOf: () => 'spans' as const,
  };
  await ingest(store, files, options);
  const oracle = countFolder(configDir);
  const { responses, recovered, unfinished, badLines } = provenanceOf(store, ALL_RESPONSES);
  expect({ responses, recovered, unfinished, badLines }).toEqual({
    responses: oracle.totals.responses,
    recovered: oracle.recovered,
    unfinished: oracle.unfinished,
    badLines: oracle.bad_lines,
  });
  expect(sumsBy(store, "'all'")).toEqual(oracle.totals.responses === 0 ? {} : { all: oracle.totals });
  expect(sumsBy(store, 'session_id')).toEqual(Object.fromEntries(oracle.bySession));
  expect(sumsBy(store, 'model')).toEqual(Object.fromEntries(oracle.byModel));
  expect(sumsBy(store, "coalesce(date(at / 1000.0, 'unixepoch'), 'unknown')")).toEqual(
    Object.fromEntries(oracle.byUtcDay),
  );
  store.close();
}

/** The counts of the one table that every answer is a sum of. */
function sumsBy(store: Store, key: string): Record<string, object> {
  const rows = store
    .prepare<[], { key: string }>(`
      SELECT ${key} AS key, sum(input_tokens) AS input_tokens, sum(output_tokens) AS output_tokens,
        sum(cache_read_tokens) AS cache_read_tokens, sum(cache_write_5m_tokens) AS cache_write_5m_tokens,
        sum(cache_write_1h_tokens) AS cache_write_1h_tokens, sum(attempt = 0) AS responses,
        sum(input_tokens + output_tokens + cache_read_tokens + cache_write_5m_tokens + cache_write_1h_tokens) AS total_tokens
      FROM own_responses GROUP BY 1 ORDER BY 1`)
    .all();
  return Object.fromEntries(rows.map(({ key: name, ...sums }) => [name, sums]));
}
