import type { StatusReport } from '../analyse/status-report.ts';
import type { LiveSession } from '../model/live-session.ts';
import { weightShareJson } from './card-parts.ts';
import { type AnswerFrame, frame } from './json-frame.ts';
import { paceJson } from './quota/pace-json.ts';
import { type QuotaNow, quotaJson } from './quota-line.ts';
import { isoOrNull, sessionFields } from './sessions-json.ts';
import { usageJson } from './usage-json.ts';

/** The document of `tj status --json`. */
export function statusJson(report: StatusReport, quota: QuotaNow, answer: AnswerFrame): object {
  const { running, archive, resumable, frame: whole } = report;
  return {
    ...frame(answer),
    frame: {
      ...usageJson(whole.usage),
      prompts: whole.prompts,
      projects: whole.projects,
      last_sync: isoOrNull(whole.lastSync),
    },
    running: running.map((session) => ({
      ...sessionFields(session),
      last_seen_at: isoOrNull(session.lastSeenAt),
      process: session.process === null ? null : processJson(session.process),
      today: usageJson(session.today),
      share_today: weightShareJson(session.shareToday),
    })),
    archive: {
      ...usageJson(archive.usage),
      first_at: isoOrNull(archive.firstAt),
      sessions_only_here: archive.gone,
      store_bytes: archive.bytes,
    },
    resumable: resumable.map(sessionFields),
    quota: quotaJson(quota.samples),
    quota_pace: quota.paces.map((pace) => ({ quota: pace.to.quota, ...paceJson(pace) })),
  };
}

function processJson({ pid, kind, status, startedAt }: LiveSession): object {
  return { pid, kind, status, started_at: isoOrNull(startedAt) };
}
