import { hiddenOf } from '../../analyse/hidden-calls.ts';
import { ownLedgers } from '../../analyse/reconcile.ts';
import { sessionDetail } from '../../analyse/session-detail.ts';
import { type SessionReport, sessionReports } from '../../analyse/session-report.ts';
import { sessionSources } from '../../analyse/session-sources.ts';
import type { StateClock } from '../../analyse/session-state.ts';
import { spanTree } from '../../analyse/span-tree.ts';
import { timelineOf } from '../../analyse/timeline.ts';
import { treeWithin } from '../../analyse/tree-within.ts';
import { boundHeap } from '../../ingest/bound-heap.ts';
import { UserError } from '../../model/errors.ts';
import type { Filter } from '../../model/filter.ts';
import { sessionLabel } from '../../model/session-label.ts';
import { chatRows } from '../../query/chat-rows.ts';
import { compactionRows } from '../../query/compactions.ts';
import { cutAgents } from '../../query/cut-agents.ts';
import { ledgersOf, ownBeginning, sameLedgers } from '../../query/ledgers.ts';
import { sessionFiles } from '../../query/session-files.ts';
import { sessionList } from '../../query/session-list.ts';
import { sessionNames } from '../../query/session-names.ts';
import { treeRows } from '../../query/tree-rows.ts';
import { promptMap } from '../../render/prompt-map.ts';
import { sessionCard } from '../../render/session-card.ts';
import { sessionJson } from '../../render/session-json.ts';
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
    const { report, files, tree, chats, detail, ledgers, hidden } = lookInto(asked, sessionId, clock);
    const sources = sessionSources(files, asked.refreshed.isOnDisk);
    const spans = options.spans ? spanTree(sessionId, tree, chats) : [];
    if (options.json) {
      const views = {
        spans: options.spans ? spans : null,
        timeline: options.timeline ? timelineOf(tree, chats) : null,
        map: options.map ?? false,
      };
      const frame = { ...asked, days: calendar.name };
      printJson(sessionJson(report, sources, detail, tree.events, views, ledgers, hidden, frame));
      return;
    }
    const shown = { calendar, provenance, withDollars, look: await lookOf(context) };
    if (options.spans) print(spanTable(spans, shown));
    else if (options.timeline)
      print(timeline(tree, chats, detail, { ...shown, order: options.oldest ? 'oldest first' : 'newest first' }));
    else if (options.map) print(promptMap(detail, shown));
    else {
      const source = sources.get(sessionId) ?? 'gone';
      const own = files.find(({ agentId, path }) => agentId === '' && asked.refreshed.isOnDisk(path));
      const session = { ...report, parentLabel: parentLabelOf(store, report), source, transcript: own?.path ?? null };
      print(sessionCard(session, tree, detail, ledgers, hidden, isWhole(asked.filter), shown));
    }
  });
}

/** The spans of so many calls are most of what stands in memory. */
const MANY_CALLS = 50_000;

function lookInto(asked: Asked, sessionId: string, clock: StateClock) {
  const { store, where, filter, thresholds, groups, price, table } = asked;
  const rows = sessionList(store, where, clock.now, { also: sessionId });
  const [report] = sessionReports(rows, groups, price, table, clock);
  if (report === undefined) throw new Error('a session that was chosen is in the store');
  const tree = treeWithin(treeRows(store)(sessionId), filter);
  if (tree.tools.length > MANY_CALLS) boundHeap();
  const chats = chatRows(store, where, thresholds);
  const detail = sessionDetail(sessionId, tree, chats, cutAgents(store, where, filter), price, table);
  const beginning = ownBeginning(store, sessionId);
  const ledgers = ownLedgers(ledgersOf(store, sessionId), sameLedgers(store, sessionId), beginning);
  const compactions = compactionRows(store, where, thresholds);
  const whole = isWhole(filter) ? detail.usage : null;
  const prices = { price, thresholds, webSearchPico: table.webSearchPico };
  const hidden = hiddenOf(tree, compactions, ledgers, whole, beginning, prices);
  const files = sessionFiles(store, { sql: 'session_id = ?', values: [sessionId] });
  return { report, files, tree, chats, detail, ledgers, hidden };
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
