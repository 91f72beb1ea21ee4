import type { GoneRun } from '../model/gone-records.ts';
import { withoutLabels } from '../model/without-labels.ts';
import { answerKeys, goneRecords } from './gone-records.ts';
import { decodeRecords, encodeRecords } from './journal-codec.ts';
import type { Store } from './open-store.ts';

/** Records as `encodeRecords` makes them, without their labels. */
export function unlabelled(records: Uint8Array): Uint8Array {
  return encodeRecords(decodeRecords(records).map(withoutLabels));
}

/** The same of what is gone from a file. */
export function unlabelledRun(run: GoneRun): GoneRun {
  return { ...run, records: run.records.map(withoutLabels) };
}

/**
 * Takes the labels out of all that was read of transcripts, those that are gone too. Returns the sessions that have to be
 * built anew for it. To be used within a transaction.
 */
export function dropLabels(store: Store): Set<string> {
  const files = store.prepare<[], { id: number; sessionId: string }>(
    'SELECT file_id AS id, session_id AS sessionId FROM files ORDER BY file_id',
  );
  const journalOf = store.prepare<[number], { fromLine: number; records: Uint8Array }>(
    'SELECT from_line AS fromLine, records FROM journal WHERE file_id = ? ORDER BY from_line',
  );
  const update = store.prepare('UPDATE journal SET records = ? WHERE file_id = ? AND from_line = ?');
  const gone = goneRecords(store);
  const sessions = new Set<string>();
  for (const { id, sessionId } of files.all()) {
    const journal = journalOf.all(id);
    for (const { fromLine, records } of journal) {
      const without = unlabelled(records);
      if (Buffer.compare(records, without) === 0) continue;
      update.run(without, id, fromLine);
      sessions.add(sessionId);
    }
    const runs = gone.of(id);
    const without = runs.map(unlabelledRun);
    if (JSON.stringify(runs) === JSON.stringify(without)) continue;
    const left = answerKeys(journal.flatMap(({ records }) => decodeRecords(records)));
    gone.replace(id, without, left);
    for (const run of runs) sessions.add(run.sessionId);
  }
  // What a damaged store left of these has labels: what is kept of them are their responses.
  const kept = store.prepare<[], string>("SELECT session_id FROM sessions WHERE depth = 'kept'").pluck();
  for (const id of kept.all()) sessions.add(id);
  store.exec(`UPDATE sessions SET title = '' WHERE depth = 'usage' AND title <> ''`);
  return sessions;
}
