import { type Hidden, hiddenOf } from '../../analyse/hidden-calls.ts';
import { type OwnLedger, ownLedgers } from '../../analyse/reconcile.ts';
import { type SessionDetail, sessionDetail } from '../../analyse/session-detail.ts';
import { type SessionReport, sessionReports } from '../../analyse/session-report.ts';
import { sessionSources } from '../../analyse/session-sources.ts';
import type { StateClock } from '../../analyse/session-state.ts';
import { spanTree } from '../../analyse/span-tree.ts';
import { timelineOf } from '../../analyse/timeline.ts';
import { treeWithin } from '../../analyse/tree-within.ts';
import { UserError } from '../../model/errors.ts';
import type { Filter } from '../../model/filter.ts';
import { sessionLabel } from '../../model/session-label.ts';
import { type ChatRow, chatRows } from '../../query/chat-rows.ts';
import { compactionRows } from '../../query/compactions.ts';
import { cutAgents } from '../../query/cut-agents.ts';
import { ledgersOf, ownBeginning, sameLedgers } from '../../query/ledgers.ts';
import { narrowed, oneOf } from '../../query/response-filter.ts';
import { sessionFiles } from '../../query/session-files.ts';
import { sessionList } from '../../query/session-list.ts';
import { sessionNames } from '../../query/session-names.ts';
import { type TreeRows, treeRows } from '../../query/tree-rows.ts';
import type { AnswerFrame } from '../../render/json-frame.ts';
import { promptMap } from '../../render/prompt-map.ts';
import { sessionCard } from '../../render/session-card.ts';
import { sessionJson } from '../../render/session-json.ts';
import type { Sources } from '../../render/sessions-json.ts';
import { spanTable } from '../../render/span-table.ts';
import { timeline } from '../../render/timeline.ts';
import type { Store } from '../../store/open-store.ts';
import { type Asked, answer, BY_SESSION, ownStore } from '../ask.ts';
import { spansWithin } from '../bring-up.ts';
import { ofNewestSession, ofSession } from '../choose-session.ts';
import { lookOf } from '../look.ts';
import { print, printJson } from '../output.ts';
import type { RunContext } from '../run-context.ts';
import type { AnswerOptions, BudgetOptions } from '../shared-options.ts';
import { stateClockOf } from '../state-clock.ts';

export interface SessionOptions extends AnswerOptions, BudgetOptions {
  readonly last?: boolean;
  readonly timeline?: boolean;
  readonly oldest?: boolean;
  readonly map?: boolean;
  readonly spans?: boolean;
}

/** `tj session <id>`: one session looked into: its prompts, models, tools, agents and context. */
export async function session(id: string | undefined, options: SessionOptions, context: RunContext): Promise<void> {
  checkOptions(id, options);
  const clock = stateClockOf(context, options.root);
  const own = ownStore(options, context, spansWithin);
  const source = id === undefined ? ofNewestSession(own, context.now) : ofSession(own, id);
  await answer(options, context, source, BY_SESSION, async (asked) => {
    const { store, calendar, provenance, withDollars } = asked;
    const sessionId = asked.filter.sessionId ?? '';
    const looked = lookInto(asked, sessionId, clock);
    const { report, sources, tree, chats, detail, ledgers, hidden } = looked;
    if (options.json) {
      printJson(sessionDocument(looked, options, { ...asked, days: calendar.name }));
      return;
    }
    const shown = { calendar, provenance, withDollars, look: await lookOf(context) };
    if (options.spans) print(spanTable(spanTree(sessionId, tree, chats), shown));
    else if (options.timeline)
      print(timeline(tree, chats, detail, { ...shown, order: options.oldest ? 'oldest first' : 'newest first' }));
    else if (options.map) print(promptMap(detail, shown));
    else {
      const source = sources.get(sessionId) ?? 'gone';
      const session = { ...report, parentLabel: parentLabelOf(store, report), source };
      print(sessionCard(session, tree, detail, ledgers, hidden, isWhole(asked.filter), shown));
    }
  });
}

/** All that is known of one session within what is asked for. */
export interface LookedInto {
  readonly report: SessionReport;
  readonly sources: Sources;
  readonly tree: TreeRows;
  readonly chats: readonly ChatRow[];
  readonly detail: SessionDetail;
  readonly ledgers: readonly OwnLedger[];
  readonly hidden: Hidden;
}

/** Looks into a session of those that are asked for; `groups` are no coarser than sessions. */
export function lookInto(asked: Asked, sessionId: string, clock: StateClock): LookedInto {
  const { store, thresholds, groups, price, table, refreshed } = asked;
  const where = narrowed(asked.where, oneOf([sessionId]));
  const [report] = sessionReports(
    sessionList(store, where, clock.now, { also: sessionId }),
    groups,
    price,
    table,
    clock,
  );
  if (report === undefined) throw new Error('a session that was chosen is in the store');
  const tree = treeWithin(treeRows(store)(sessionId), asked.filter);
  const chats = chatRows(store, where, thresholds);
  const cut = cutAgents(store, where, asked.filter);
  const detail = sessionDetail(sessionId, tree, chats, cut, price, table);
  const beginning = ownBeginning(store, sessionId);
  const ledgers = ownLedgers(ledgersOf(store, sessionId), sameLedgers(store, sessionId), beginning);
  const compactions = compactionRows(store, where, thresholds);
  const whole = isWhole(asked.filter) ? detail.usage : null;
  const prices = { price, thresholds, webSearchPico: table.webSearchPico };
  const hidden = hiddenOf(tree, compactions, ledgers, whole, beginning, prices);
  const files = sessionFiles(store, { sql: 'session_id = ?', values: [sessionId] });
  return { report, sources: sessionSources(files, refreshed.isOnDisk), tree, chats, detail, ledgers, hidden };
}

/** The document of a session, with the views that are asked for. */
export function sessionDocument(
  { report, sources, tree, chats, detail, ledgers, hidden }: LookedInto,
  asked: Pick<SessionOptions, 'timeline' | 'map' | 'spans'>,
  frame: AnswerFrame,
): object {
  const views = {
    spans: asked.spans ? spanTree(report.sessionId, tree, chats) : null,
    timeline: asked.timeline ? timelineOf(tree, chats) : null,
    map: asked.map ?? false,
  };
  return sessionJson(report, sources, detail, tree.events, views, ledgers, hidden, frame);
}

/** Whether all that a session did is asked for. */
function isWhole({ since, until, model }: Filter): boolean {
  return since === null && until === null && model === null;
}

function parentLabelOf(store: Store, { parentSessionId }: SessionReport): string | null {
  const parent = parentSessionId === null ? undefined : sessionNames(store).get(parentSessionId);
  return parent === undefined ? null : sessionLabel(parent);
}

function checkOptions(id: string | undefined, { last, timeline: steps, map, spans, oldest }: SessionOptions): void {
  if (id === undefined && !last)
    throw new UserError(
      'usage',
      "which session? Give its id or the beginning of it, or --last; 'tj sessions' lists them",
      2,
    );
  if (id !== undefined && last) throw new UserError('usage', 'give either a session or --last, not both', 2);
  if ([steps, map, spans].filter(Boolean).length > 1)
    throw new UserError('usage', '--timeline, --map and --spans are three views: give one of them', 2);
  if (oldest && !steps) throw new UserError('usage', '--oldest is for --timeline', 2);
}
