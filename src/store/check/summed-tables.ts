import { FOLDER_COLUMNS } from '../folder-facts.ts';
import { GONE_COLUMNS } from '../gone-records.ts';
import { REPORT_COLUMNS } from '../hook-reports.ts';
import { QUOTA_COLUMNS } from '../keep-quota-samples.ts';
import { LABEL_COLUMNS } from '../labels.ts';
import { PRUNED_COLUMNS } from '../pruned.ts';
import { SHOWN_COLUMNS } from '../response-rows.ts';
import { FILE_INTEGERS, SESSION_INTEGERS, UNIT_FACTS } from '../schema.ts';
import { CONTEXT_BLOBS, CONTEXT_COLUMNS } from '../write-contexts.ts';
import { TREE_COLUMNS } from '../write-tree.ts';

/** A table of which every row has a checksum. */
export interface SummedTable {
  readonly table: string;
  /** What is in `row_sum`, in this order. */
  readonly columns: readonly string[];
  readonly blobs: readonly string[];
}

const table = (name: string, columns: readonly string[], blobs: readonly string[] = []): SummedTable => {
  return { table: name, columns, blobs };
};

/** What nothing else says once it is lost: neither transcripts nor the journal. */
export const KEPT_TABLES: readonly SummedTable[] = [
  table('hook_reports', REPORT_COLUMNS),
  table('labels', LABEL_COLUMNS),
  table('quota_samples', QUOTA_COLUMNS),
  table('gone_records', GONE_COLUMNS),
  table('pruned', PRUNED_COLUMNS),
  table('folders', FOLDER_COLUMNS),
];

/** What is built, of transcripts or of their journal. */
export const BUILT_TABLES: readonly SummedTable[] = [
  table('responses', SHOWN_COLUMNS),
  table('contexts', CONTEXT_COLUMNS, CONTEXT_BLOBS),
  table('walks', ['root'], ['walk', 'known']),
  ...Object.entries(TREE_COLUMNS).map(([name, columns]) => table(name, columns)),
];

/** Tables with `integers_sum`, and what it is of. */
export const INTEGER_TABLES: Readonly<Record<string, readonly string[]>> = {
  files: FILE_INTEGERS,
  sessions: SESSION_INTEGERS,
  turns: UNIT_FACTS,
  agents: UNIT_FACTS,
};
