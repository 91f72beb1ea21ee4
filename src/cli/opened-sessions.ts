import { sessionDetail } from '../analyse/session-detail.ts';
import type { SessionReport } from '../analyse/session-report.ts';
import { timelineOf } from '../analyse/timeline.ts';
import { treeWithin } from '../analyse/tree-within.ts';
import { groupBy } from '../model/group-by.ts';
import { chatRows } from '../query/chat-rows.ts';
import { narrowed, oneOf } from '../query/response-filter.ts';
import { treeRows } from '../query/tree-rows.ts';
import { pageSession } from '../render/page/page-document.ts';
import { dataText } from '../render/page/page-html.ts';
import type { PageSession } from '../render/page/page-session.ts';
import { detailFields } from '../render/session-json.ts';
import type { Asked } from './ask.ts';

/** Of the room that is left for sessions, what one of them may take where the page is of a window. */
const MOST_OF_ONE = 0.4;

/** Below this no session is looked for that may still fit. */
const LEAST_BYTES = 4000;

/** Sessions that are read from the store at once. */
const AT_ONCE = 12;

/**
 * What sessions are opened with, those that weigh most, as far as there is room. `cut`: agents of which the window has only
 * a part.
 */
export function openedSessions(
  { store, where, filter, thresholds, price, table }: Asked,
  reports: readonly SessionReport[],
  cut: ReadonlySet<string>,
  room: number,
  hide: <T>(document: T) => T,
): Record<string, PageSession> {
  const details: Record<string, PageSession> = {};
  const treeOf = treeRows(store);
  const answered = reports.filter(({ usage }) => usage.responses > 0);
  let left = room;
  for (let from = 0; from < answered.length && left > LEAST_BYTES; from += AT_ONCE) {
    const some = answered.slice(from, from + AT_ONCE);
    const chats = groupBy(
      chatRows(store, narrowed(where, oneOf(some.map(({ sessionId }) => sessionId))), thresholds),
      (chat) => chat.sessionId,
    );
    for (const { sessionId, cwd } of some) {
      const own = chats.get(sessionId) ?? [];
      const tree = treeWithin(treeOf(sessionId), filter);
      const detail = sessionDetail(sessionId, tree, own, cut, price, table);
      const views = { timeline: timelineOf(tree, own), map: true };
      const session = pageSession(hide(detailFields(sessionId, detail, tree.events, views)), cwd);
      const fitting = fitted(session, answered.length === 1 ? left : Math.min(left, room * MOST_OF_ONE));
      if (fitting === null) continue;
      details[sessionId] = fitting.session;
      left -= fitting.bytes;
    }
  }
  return details;
}

/** The session with the steps of its newest prompts, so many that it takes no more bytes; null where not even one fits. */
function fitted(session: PageSession, most: number): { readonly session: PageSession; readonly bytes: number } | null {
  for (let untold = 0; untold <= session.timeline.length; untold = Math.max(untold + 1, Math.ceil(untold * 1.3))) {
    const cut = { ...session, timeline: session.timeline.slice(untold), untold };
    const bytes = Buffer.byteLength(dataText(cut)) + 60;
    if (bytes <= most) return { session: cut, bytes };
  }
  return null;
}
