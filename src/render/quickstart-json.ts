import type { Composition, Share } from '../analyse/composition.ts';
import type { Quickstart } from '../analyse/quickstart.ts';
import { isoOf } from '../model/time.ts';
import { totalTokens } from '../model/tokens.ts';
import { weightShareJson } from './card-parts.ts';
import { type AnswerFrame, frame } from './json-frame.ts';
import { usageJson } from './usage-json.ts';

/** The document of `tj quickstart --json`. */
export function quickstartJson(figures: Quickstart, answer: AnswerFrame): object {
  const { composition, totals, timeline, backfill } = figures;
  return {
    ...frame(answer),
    totals: usageJson(totals),
    quota_composition: compositionJson(composition),
    session_timeline: timeline.map((session) => ({
      session_id: session.sessionId,
      title: session.title,
      project: session.project,
      started_at: session.startedAt === null ? null : isoOf(session.startedAt),
      ended_at: session.endedAt === null ? null : isoOf(session.endedAt),
      total_tokens: totalTokens(session.usage.tokens),
      cost_usd: usageJson(session.usage).cost_usd,
      share: weightShareJson(session.share),
      reread: shareJson(session.reread),
    })),
    backfill: {
      roots: backfill.roots,
      files_found: backfill.filesFound,
      files_read: backfill.filesRead,
      bytes_read: backfill.bytesRead,
      sessions_found: backfill.sessionsFound,
      newest_sessions: backfill.newestSessions,
      kept: false,
    },
  };
}

/** `quota_composition` of the contract. */
export function compositionJson(composition: Composition): object {
  return {
    reread: shareJson(composition.reread),
    rebuilt: shareJson(composition.rebuilt),
    written: shareJson(composition.written),
    new_input: shareJson(composition.newInput),
    output: shareJson(composition.output),
  };
}

/** A share in both weights. */
export function shareJson(share: Share): object {
  return { tokens: share.tokens, share_tokens: share.shareTokens, share_list_price: share.shareListPrice };
}
