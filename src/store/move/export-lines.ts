import type { Store } from '../open-store.ts';
import { PARSER_VERSION } from '../parser-version.ts';
import { EXPORT_FORMAT, type ExportHeader, type ExportLine } from './export-line.ts';
import { fileCopies } from './file-copies.ts';
import { keptRows } from './kept-rows.ts';
import { usageSessions } from './usage-sessions.ts';

/** What an export begins with; `from`: who writes it, and when. To be used within a transaction, as its lines are. */
export function exportHeader(store: Store, from: Pick<ExportHeader, 'tj' | 'machine' | 'at'>): ExportHeader {
  const count = (sql: string) => store.prepare<[], number>(sql).pluck().get() ?? 0;
  const files = count('SELECT count(*) FROM files');
  const usage = usageSessions(store);
  return {
    ...{ format: EXPORT_FORMAT, parser: PARSER_VERSION, ...from },
    ...{ sessions: count('SELECT count(*) FROM sessions'), files },
    lines: 2 + keptRows(store).count() + usage.count() + files,
    columns: usage.columns,
  };
}

/** All lines of an export, one after the other: what it takes is never in memory as a whole. */
export function* exportLines(store: Store, header: ExportHeader): Generator<ExportLine> {
  yield { header };
  for (const row of keptRows(store).all()) yield { row };
  for (const session of usageSessions(store).all()) yield { session };
  for (const file of fileCopies(store).all(header.machine)) yield { file };
  yield { end: header.lines };
}
