import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { CLIENTS, type ClientLayout } from '../../src/discover/identify-transcript.ts';
import { USAGE_PARSERS } from '../../src/ingest/read-usage.ts';
import { bareAnswer } from '../../src/model/records.ts';
import { parseIso } from '../../src/model/time.ts';
import type { Client } from '../../src/model/transcript-file.ts';
import type { LinesParser } from '../../src/parse/usage-lines.ts';
import { IN_MEMORY, openStore, type Store } from '../../src/store/open-store.ts';
import { tempFolder } from '../discover/temp-tree.ts';
import { ingestFolder } from './store-dump.ts';

/** A program that nobody uses: a line is a time, a model and tokens in and out. */
const OTHER: ClientLayout = {
  folder: 'logs',
  patterns: ['*/*/*.log'],
  identify: (place) => {
    const sessionId = /^\d+\/\d+\/(.+)\.log$/.exec(place)?.[1];
    return sessionId === undefined ? undefined : { client: 'other' as Client, kind: 'main', sessionId, agentId: null };
  },
  deepest: 'usage',
};

const otherLines: LinesParser = (into) => (bytes, start, end, line) => {
  const [time = '', model = '', input, output] = bytes.toString('utf8', start, end).split(' ');
  const tokens = { input: Number(input), output: Number(output), cacheRead: 0, cacheWrite5m: 0, cacheWrite1h: 0 };
  const usage = { tokens, thinkingTokens: null, contextTokens: tokens.input, webSearches: 0, extras: [] };
  const place = { fast: false, geo: '', tier: '' };
  into.records.push(bareAnswer({ line, at: parseIso(time), key: time, model, usage: { ...usage, ...place } }));
};

const LINE_1 = '2026-03-05T10:00:00.000Z some-model 100 20\n';
const LINE_2 = '2026-03-05T10:00:09.000Z some-model 130 30\n';

const folder = tempFolder();
let store: Store;
beforeEach(() => {
  Object.assign(CLIENTS, { other: OTHER });
  Object.assign(USAGE_PARSERS, { other: otherLines });
  store = openStore(IN_MEMORY);
});
afterEach(() => {
  store.close();
  Reflect.deleteProperty(CLIENTS, 'other');
  Reflect.deleteProperty(USAGE_PARSERS, 'other');
});

const known = () =>
  store
    .prepare(
      'SELECT session_id, depth, sum(input_tokens) AS input, sum(output_tokens) AS output, count(*) AS responses FROM own_responses JOIN sessions USING (session_id) GROUP BY 1',
    )
    .all();

it.each(['usage', 'spans'] as const)(
  'what a second program wrote counts where sessions are asked for: %s',
  async (depth) => {
    const root = join(folder, depth);
    mkdirSync(join(root, 'logs/2026/03'), { recursive: true });
    writeFileSync(join(root, 'logs/2026/03/s1.log'), LINE_1 + LINE_2);
    await ingestFolder(store, root, undefined, { depthOf: () => depth });
    expect(known()).toEqual([{ session_id: 's1', depth: 'usage', input: 230, output: 50, responses: 2 }]);
    expect(await ingestFolder(store, root, undefined, { depthOf: () => depth })).toMatchObject({ unchanged: true });
  },
);
