import { isUnknown, type SessionReport } from '../analyse/session-report.ts';
import type { Usage } from '../analyse/usage.ts';
import { sessionLabel } from '../model/session-label.ts';
import type { SessionSource } from '../model/session-source.ts';
import { isoOf, type Millis, SECOND_MS } from '../model/time.ts';
import { type AnswerFrame, frame } from './json-frame.ts';
import { type RowTable, rowTable } from './row-table.ts';
import { USAGE_FIELDS, usageJson } from './usage-json.ts';

/** Where what is kept of sessions stands, by session id. */
export type Sources = ReadonlyMap<string, SessionSource>;

/** The document of `tj sessions --json`. */
export function sessionsJson(sessions: readonly SessionReport[], sources: Sources, answer: AnswerFrame): object {
  return { ...frame(answer), sessions: sessions.map((session) => withSource(session, sources)) };
}

/** The rows of `tj sessions` for other programs. */
export function sessionRows(sessions: readonly SessionReport[], sources: Sources): RowTable {
  return rowTable(
    [...SESSION_FIELDS, 'source'],
    sessions.map((session) => withSource(session, sources)),
  );
}

/** One session as lists tell it, and where what is kept of it stands. */
export function withSource(session: SessionReport, sources: Sources): object {
  return { ...sessionFields(session), source: sources.get(session.sessionId) ?? 'gone' };
}

/** Names of the fields of a session. */
export const SESSION_FIELDS = [
  ...['session_id', 'title', 'label', 'project', 'cwd', 'state', 'started_at', 'ended_at', 'active_seconds'],
  ...['wall_seconds', 'prompts', 'turns', 'tool_calls', 'tool_errors', 'agents', 'models', 'run_id'],
  ...['parent_session_id', 'closed_by', 'unanswered_requests', ...USAGE_FIELDS],
];

/** One session as lists and its own document tell it. */
export function sessionFields(session: SessionReport): object {
  return {
    session_id: session.sessionId,
    title: session.title,
    label: sessionLabel(session),
    project: session.project,
    cwd: session.cwd,
    state: session.state,
    started_at: isoOrNull(session.startedAt),
    ended_at: isoOrNull(session.endedAt),
    active_seconds: Math.round(session.activeMs / SECOND_MS),
    wall_seconds: session.wallMs === null ? null : Math.round(session.wallMs / SECOND_MS),
    prompts: session.prompts,
    turns: session.turns,
    tool_calls: session.toolCalls,
    tool_errors: session.toolErrors,
    agents: session.agents,
    models: session.models,
    run_id: session.runId,
    parent_session_id: session.parentSessionId,
    closed_by: session.state === 'closed' ? session.closedBy : null,
    unanswered_requests: session.unanswered,
    ...(isUnknown(session) ? unknownUsage(session.usage) : usageJson(session.usage)),
  };
}

/** Of a session that was asked and gave no response: not known, which is not 0. */
function unknownUsage(usage: Usage): object {
  const known = new Set(['responses', 'sessions', 'unfinished_responses', 'unpriced_responses']);
  return Object.fromEntries(
    Object.entries(usageJson(usage)).map(([key, value]) => [key, known.has(key) ? value : null]),
  );
}

/** A time as ISO text in UTC; null when it is not known. */
export function isoOrNull(at: Millis | null): string | null {
  return at === null ? null : isoOf(at);
}
