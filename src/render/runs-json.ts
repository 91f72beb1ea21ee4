import type { RunMember } from '../analyse/run-tree.ts';
import type { RunReport } from '../analyse/runs-report.ts';
import { weightShareJson } from './card-parts.ts';
import { type AnswerFrame, frame } from './json-frame.ts';
import { type RowTable, rowTable } from './row-table.ts';
import { isoOrNull, SESSION_FIELDS, sessionFields } from './sessions-json.ts';
import { USAGE_FIELDS, usageJson } from './usage-json.ts';

/** The document of `tj runs --json`. */
export function runsJson(runs: readonly RunReport[], answer: AnswerFrame): object {
  return { ...frame(answer), runs: runs.map(runFields) };
}

/** The document of `tj runs ID --json`; `run` is null where none of its responses is in the window. */
export function runJson(run: RunReport | undefined, members: readonly RunMember[], answer: AnswerFrame): object {
  return { ...frame(answer), run: run === undefined ? null : runFields(run), members: members.map(memberFields) };
}

/** The rows of `tj runs` for other programs. */
export function runRows(runs: readonly RunReport[]): RowTable {
  const fields = ['run_id', 'session_ids', 'projects', 'started_at', 'ended_at', ...SHARES, ...USAGE_FIELDS];
  return rowTable(fields, runs.map(runFields));
}

/** The same of `tj runs ID`: the sessions of the run. */
export function memberRows(members: readonly RunMember[]): RowTable {
  const fields = [...SESSION_FIELDS, 'depth', 'parent_label', 'parent_in_run', ...SHARES];
  return rowTable(fields, members.map(memberFields));
}

const SHARES = ['share.tokens', 'share.list_price'];

function runFields({ runId, members, projects, startedAt, endedAt, usage, share }: RunReport): object {
  return {
    run_id: runId,
    session_ids: members.map(({ sessionId }) => sessionId),
    projects,
    started_at: isoOrNull(startedAt),
    ended_at: isoOrNull(endedAt),
    share: weightShareJson(share),
    ...usageJson(usage),
  };
}

function memberFields({ session, depth, parent, share }: RunMember): object {
  return {
    ...sessionFields(session),
    depth,
    parent_label: parent?.label ?? null,
    parent_in_run: parent?.isMember ?? null,
    share: weightShareJson(share),
  };
}
