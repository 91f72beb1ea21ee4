import { findRoots } from '../../src/discover/find-roots.ts';
import { findTranscripts } from '../../src/discover/find-transcripts.ts';
import { type IngestOutcome, ingest } from '../../src/ingest/ingest.ts';
import type { DepthOf } from '../../src/model/depth.ts';
import type { TranscriptFile } from '../../src/model/transcript-file.ts';
import { IN_MEMORY, openStore, type Store } from '../../src/store/open-store.ts';

/** The tables whose rows are built, and the keys that put them in an order of their own. */
const TABLES = {
  sessions: 'session_id',
  turns: 'session_id, ordinal',
  agents: 'session_id, agent_id',
  tools: 'session_id, ordinal',
  events: 'session_id, ordinal',
  ledgers: 'session_id, ordinal',
  session_origins: 'stated_in, copy_session_id, origin_session_id',
  responses: 'session_id, key, variant, attempt',
  contexts: 'session_id, agent_id',
  usage: 'session_id, agent_id, turn_id, bucket, model, fast, geo, tier, prompt_step',
  folders: 'folder, known_by',
  own_parts: 'session_id',
  copied_from: 'session_id, origin_session_id',
} as const;

/** All built rows of a store, and its issues by file; nothing in it depends on when or in what order things were read. */
export function dumpOf(store: Store): Record<string, unknown[]> {
  const tables = Object.entries(TABLES).map(([table, order]) => {
    return [table, store.prepare(`SELECT * FROM ${table} ORDER BY ${order}`).all()] as const;
  });
  const issues = store
    .prepare(
      'SELECT path, line, issues.kind, detail, count FROM issues JOIN files USING (file_id) ORDER BY path, line, issues.kind',
    )
    .all();
  return { ...Object.fromEntries(tables), issues };
}

/** Ingests what is below a config folder now, or below several at once; `arrange` changes the order in which files are taken. */
export async function ingestFolder(
  store: Store,
  configDir: string | readonly string[],
  arrange: (files: readonly TranscriptFile[]) => readonly TranscriptFile[] = (files) => files,
  { reindex = false, depthOf = (() => 'spans') as DepthOf } = {},
): Promise<IngestOutcome> {
  const { files } = await findTranscripts(findRoots({ roots: [configDir].flat(), env: {}, home: '/' }));
  const options = { stopAt: null, onProgress: () => undefined, reindex, depthOf, projectOf: () => null };
  return await ingest(store, arrange(files), options);
}

/** The dump of a new store that read the folder once. */
export async function freshDump(configDir: string): Promise<Record<string, unknown[]>> {
  const store = openStore(IN_MEMORY);
  await ingestFolder(store, configDir);
  const dump = dumpOf(store);
  store.close();
  return dump;
}
