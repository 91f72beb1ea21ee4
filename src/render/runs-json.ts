import type { RunMember } from '../analyse/run-tree.ts';
import type { RunReport } from '../analyse/runs-report.ts';
import { weightShareJson } from './card-parts.ts';
import { type AnswerFrame, frame } from './json-frame.ts';
import { isoOrNull, sessionFields } from './sessions-json.ts';
import { usageJson } from './usage-json.ts';

/** The document of `tj runs --json`. */
export function runsJson(runs: readonly RunReport[], answer: AnswerFrame): object {
  return { ...frame(answer), runs: runs.map(runFields) };
}

/** The document of `tj runs ID --json`; `run` is null where none of its responses is in the window. */
export function runJson(run: RunReport | undefined, members: readonly RunMember[], answer: AnswerFrame): object {
  return { ...frame(answer), run: run === undefined ? null : runFields(run), members: members.map(memberFields) };
}

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
