import type { Backfill } from '../model/backfill.ts';
import type { Fault } from '../model/fault.ts';
import type { Vanished } from '../model/gone-records.ts';
import type { Issue } from '../model/issue.ts';
import { faultsJson } from './fault-lines.ts';
import { lookedInJson } from './json-frame.ts';
import { vanishedJson } from './vanished-lines.ts';

interface Kept {
  readonly files: number;
  readonly sessions: number;
  readonly responses: number;
  readonly badLines: number;
}

/** The document of `tj index --json`. */
export function indexJson(
  done: Backfill & {
    readonly issues: readonly Issue[];
    readonly vanished: readonly Vanished[];
    readonly faults: readonly Fault[];
  },
  kept: Kept,
  path: string,
): object {
  return {
    schema: 1,
    store: path,
    read: {
      files: done.filesRead,
      bytes: done.bytesRead,
      files_found: done.filesFound,
      sessions_found: done.sessionsFound,
    },
    kept: { files: kept.files, sessions: kept.sessions, responses: kept.responses, bad_lines: kept.badLines },
    vanished: vanishedJson(done.vanished),
    not_built: faultsJson(done.faults),
    looked_in: lookedInJson(done.lookedIn),
    issues: done.issues.map(({ kind, path: at, line, detail }) => ({ kind, path: at, line, detail })),
  };
}
