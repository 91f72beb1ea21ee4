import type { LiveView } from '../../analyse/live-view.ts';
import { sessionLabel } from '../../model/session-label.ts';
import { isoOf } from '../../model/time.ts';
import { weightShareJson } from '../card-parts.ts';
import { paceJson } from '../quota/pace-json.ts';
import { type QuotaNow, quotaJson } from '../quota-line.ts';
import { isoOrNull } from '../sessions-json.ts';
import { usageJson } from '../usage-json.ts';

/** One document of `tj status --watch --json`, without its time: two of them that are equal are no news. */
export function liveJson(view: LiveView, { samples, paces }: QuotaNow, isPartial: boolean): object {
  return {
    last_hour: usageJson(view.lastHour),
    frame: usageJson(view.window),
    running: view.running.map((session) => ({
      session_id: session.sessionId,
      title: session.title,
      label: sessionLabel(session),
      project: session.project,
      state: session.state,
      last_seen_at: isoOrNull(session.seenAt),
      context_tokens: session.context?.tokens ?? null,
      model: session.context?.model ?? null,
      prompt_cache:
        session.cache === null
          ? null
          : {
              ttl: session.cache.ttl,
              expires_at: isoOf(session.cache.expiresAt),
              warm: view.at < session.cache.expiresAt,
            },
      last_hour: usageJson(session.lastHour),
      share_last_hour: weightShareJson(session.share),
    })),
    quota: quotaJson(samples),
    quota_pace: paces.map((pace) => ({ quota: pace.to.quota, ...paceJson(pace) })),
    is_partial: isPartial,
  };
}
