import type { AdviceReport } from '../analyse/advice/advice-report.ts';
import { baseOf, chosenLevers } from '../analyse/advice/advice-report.ts';
import { ContextSums } from '../analyse/context-report.ts';
import type { QuotaAudit } from '../analyse/quota-audit.ts';
import type { SessionReport } from '../analyse/session-report.ts';
import { heavierFirst, sumUsage } from '../analyse/usage.ts';
import { usageCells } from '../analyse/usage-cells.ts';
import { usageReport } from '../analyse/usage-report.ts';
import { packTable } from '../model/packed-table.ts';
import type { Provenance } from '../model/provenance.ts';
import { QUOTA_LENGTH_MS, type QuotaName } from '../model/quota-sample.ts';
import { DAY_MS, HOUR_MS, MINUTE_MS, type Millis, millis } from '../model/time.ts';
import type { UsageGroup } from '../model/usage-group.ts';
import { newestSampleAt } from '../query/quota-history.ts';
import { sessionNames } from '../query/session-names.ts';
import { type Grain, usageGroups } from '../query/usage-groups.ts';
import { adviceJson } from '../render/advice/advice-json.ts';
import { asTyped } from '../render/advice/as-typed.ts';
import { costText, effectText, OVERLAP } from '../render/advice/lever-words.ts';
import { agentsJson } from '../render/agents-json.ts';
import { contextJson } from '../render/context-json.ts';
import type { AnswerFrame } from '../render/json-frame.ts';
import { compositionHeadline } from '../render/kit/composition-block.ts';
import { windowWords } from '../render/kit/window-head.ts';
import type { PageData, PageQuota } from '../render/page/page-data.ts';
import {
  type LeverWords,
  pageAgents,
  pageAudit,
  pageContext,
  pageLevers,
  pageQuota,
  pageUsage,
} from '../render/page/page-document.ts';
import { pageHtml } from '../render/page/page-html.ts';
import { nameless } from '../render/page/without-names.ts';
import { provenanceLines } from '../render/provenance-lines.ts';
import { quotaReportJson } from '../render/quota/quota-json.ts';
import { quotaAuditJson } from '../render/quota-audit-json.ts';
import { QUOTA_NAMES } from '../render/quota-line.ts';
import { sessionsJson } from '../render/sessions-json.ts';
import { PLAIN_PAINT } from '../render/style.ts';
import { commandFor } from '../render/typed-command.ts';
import { usageReportJson } from '../render/usage-json.ts';
import { adviceFor } from './advice-for.ts';
import type { Asked } from './ask.ts';
import { auditNames } from './audit-names.ts';
import { contextFacts } from './commands/context.ts';
import { quotaReportOf } from './commands/quota.ts';
import { listedSessions, sourcesOf } from './commands/sessions.ts';
import { openedSessions } from './opened-sessions.ts';
import type { RunContext } from './run-context.ts';
import { stateClockOf } from './state-clock.ts';
import { type FoundWork, foundWork, workLevers } from './work-levers.ts';

/** A page is no larger than this, so that it can be sent and opens at once. */
const MOST_BYTES = 1_500_000;

/** Sessions in the table: the heaviest. */
const MOST_SESSIONS = 1500;

/** Items of prompts that are told apart. */
const ITEMS = 80;

/** As fine as a page needs it: days and hours of any zone. */
const BY_SESSION: Grain = { time: 'bucket', of: 'sessions' };

/** Up to so long a window is shown hour by hour. */
const HOURLY_MS = 3 * DAY_MS;

const PLAIN_LOOK = { width: 10_000, unicode: true, paint: PLAIN_PAINT };

/** What of a page is not in the store. */
export interface PageFrame {
  readonly version: string;
  readonly withNames: boolean;
  /** Options as they are typed that change how it looks. */
  readonly looks: readonly string[];
  readonly roots: readonly string[] | undefined;
  /** The built page, without data. */
  readonly page: string;
}

/** The page, and how much of the window it holds. */
export interface MadePage {
  readonly html: string;
  /** `Last 30 days, to Aug 21`; '' for one session. */
  readonly window: string;
  readonly sessions: number;
  readonly opened: number;
}

/**
 * The page over what is asked for: the documents of the commands, then the sessions that weigh most, opened, as far as
 * there is room. `asked.groups` are by day and of all together.
 */
export function reportPage(asked: Asked, run: RunContext, frame: PageFrame): MadePage {
  const groups = usageGroups(asked.store, asked.where, asked.thresholds, BY_SESSION);
  const clock = stateClockOf(run, frame.roots);
  const reports = [...listedSessions({ ...asked, groups }, clock)].sort((a, b) => heavierFirst(a.usage, b.usage));
  const hide = frame.withNames ? <T>(document: T) => document : nameless();
  const answerFrame = { ...asked, days: asked.calendar.name };
  const work = foundWork(asked, baseOf(asked.groups, asked.price), run.now);
  const data = windowData(asked, groups, work, reports, run, frame, answerFrame, hide);
  const room = MOST_BYTES - Buffer.byteLength(pageHtml(frame.page, data));
  const details = openedSessions(asked, reports, work.agents().cut, room, hide);
  const html = pageHtml(frame.page, { ...data, details });
  return { html, window: data.words.window, sessions: reports.length, opened: Object.keys(details).length };
}

function windowData(
  asked: Asked,
  bySession: readonly UsageGroup[],
  work: FoundWork,
  reports: readonly SessionReport[],
  run: RunContext,
  frame: PageFrame,
  answerFrame: AnswerFrame,
  hide: <T>(document: T) => T,
): PageData {
  const { filter, calendar, withDollars } = asked;
  const { version, withNames } = frame;
  const provenance = withNames ? asked.provenance : withoutPlaces(asked.provenance);
  const view = { ...asked, provenance, look: PLAIN_LOOK };
  const { context, levers, composition } = contextAndLevers(asked, work, run, answerFrame, hide);
  const listed = reports.slice(0, MOST_SESSIONS);
  return {
    ...{ schema: 1, version, made_at: run.now, zone: zoneOf(calendar.name), with_dollars: withDollars },
    ...{ with_names: withNames, session_id: filter.sessionId },
    words: {
      window: windowWords(view),
      headline: compositionHeadline(composition),
      foot: provenanceLines(provenance, PLAIN_LOOK),
      levers_note: OVERLAP,
    },
    command: commandOf(frame, run),
    usage: usageOf(asked, bySession, new Set(listed.map(({ sessionId }) => sessionId)), run, answerFrame, hide),
    ...{ context, levers },
    sessions: packTable(
      (hide(sessionsJson(listed, sourcesOf(asked), answerFrame)) as { readonly sessions: readonly object[] }).sessions,
      SESSION_FIELDS,
    ),
    more_sessions: reports.length - listed.length,
    agents: pageAgents(hide(agentsJson(work.agents().report, answerFrame))),
    audit: pageAudit(hide(auditJson(work.audit(), asked, answerFrame))),
    quotas: quotasOf(asked, run, answerFrame),
    details: {},
  };
}

/** Of what was typed, options that name nothing of anybody. */
const NAMELESS: readonly string[] = ['--model', '--utc', '--timezone'];

function commandOf({ withNames, looks }: PageFrame, { typed }: RunContext): string | null {
  const kept = typed.filter(({ option }) => option !== '--since' && option !== '--until' && option !== '--session');
  if (!withNames && kept.some(({ option }) => !NAMELESS.includes(option))) return null;
  return commandFor(['tj report', ...looks].join(' '), kept);
}

const SESSION_FIELDS = [
  ...['session_id', 'title', 'label', 'project', 'cwd', 'state', 'started_at', 'ended_at', 'active_seconds'],
  ...['prompts', 'tool_calls', 'tool_errors', 'agents', 'models', 'source', 'input_tokens', 'output_tokens'],
  ...['cache_read_tokens', 'cache_write_5m_tokens', 'cache_write_1h_tokens', 'total_tokens', 'cost_usd', 'responses'],
];

function withoutPlaces(provenance: Provenance): Provenance {
  return { ...provenance, elsewhere: null, lookedIn: [], unmatched: [] };
}

function zoneOf(days: string): string {
  if (days === 'utc') return 'UTC';
  return days === 'local' ? new Intl.DateTimeFormat().resolvedOptions().timeZone : days;
}

/** The totals of `tj usage --json`, and what they are the sum of, as fine as the page needs it. */
function usageOf(
  asked: Asked,
  fine: readonly UsageGroup[],
  named: ReadonlySet<string>,
  run: RunContext,
  frame: AnswerFrame,
  hide: <T>(document: T) => T,
): PageData['usage'] {
  const { store, where, groups, price, table, calendar, provenance } = asked;
  const facts = {
    ...{
      table,
      calendar,
      activity: [],
      sessions: sessionNames(store, where.sessions),
      roots: new Map(),
      machines: new Map(),
    },
    agentTypes: new Map(),
  };
  const report = usageReport({ ...facts, groups, by: [], price, sessionCount: provenance.sessions, calls: null });
  const { totals } = usageReportJson(report, [], frame) as { readonly totals: object };
  const { first, last } = spanOf(
    asked,
    fine.flatMap(({ at }) => at ?? []),
    run.now,
  );
  const by = last - first <= HOURLY_MS ? 'hour' : 'day';
  const cells = usageCells(fine, by, named, facts, price);
  const step = by === 'hour' ? 15 * MINUTE_MS : HOUR_MS;
  const known = new Set(cells.map(({ bucket }) => bucket));
  // Days of 23 hours are met by every step as well.
  for (let at = first; at <= last; at += step) known.add(calendar[by](millis(at)));
  const usage = pageUsage(totals, by, [...known].sort(), cells);
  return withHiddenProjects(usage, cells, hide);
}

/** Projects are a column of the cells. */
function withHiddenProjects(
  usage: PageData['usage'],
  cells: readonly { readonly project: string }[],
  hide: <T>(document: T) => T,
): PageData['usage'] {
  const projects = packTable(hide(cells.map(({ project }) => ({ project }))), ['project']);
  return { ...usage, cells: { ...usage.cells, columns: { ...usage.cells.columns, ...projects.columns } } };
}

/** From when to when bars are shown: the window as it is called, else the responses. */
function spanOf({ filter, provenance }: Asked, times: readonly Millis[], now: Millis) {
  const [oldest, newest] = [
    times.reduce<number>((a, b) => Math.min(a, b), now),
    times.reduce<number>((a, b) => Math.max(a, b), 0),
  ];
  const end = filter.until === null ? (provenance.usualWindow?.movedTo ?? now) : filter.until - 1;
  const isOpen = filter.since === null;
  return { first: filter.since ?? oldest, last: Math.max(newest, isOpen ? 0 : Math.min(end, now)) };
}

/** `tj context --json` and `tj advise --json`, of which each looks at every prompt: at the same time. */
function contextAndLevers(
  asked: Asked,
  work: FoundWork,
  run: RunContext,
  frame: AnswerFrame,
  hide: <T>(document: T) => T,
) {
  const { groups, price, provenance, withDollars } = asked;
  const base = baseOf(groups, price);
  const sums = new ContextSums();
  const finders = workLevers(asked, work, null);
  const beside = { add: sums.add.bind(sums), levers: () => [] };
  const advice = adviceFor(asked, null, false, base, { ...finders, inLedger: [...finders.inLedger, beside] });
  const levers = asTyped(chosenLevers(advice.levers, { top: null }) ?? [], run.typed);
  const report: AdviceReport = {
    ...{ totals: { ...sumUsage(groups, price), sessions: provenance.sessions }, base, levers },
    ...{ found: levers.length, unnamed: advice.unnamed },
  };
  const wordsOf: LeverWords = (place) => {
    const lever = levers[place - 1]?.lever;
    if (lever === undefined) throw new Error('every lever of the document has its words');
    return { cost: costText(lever, base, withDollars), effect: effectText(lever, base, withDollars) };
  };
  const question = { view: 'item', most: ITEMS, named: false } as const;
  const context = sums.report(contextFacts(asked, work.compactions), price, question);
  return {
    composition: context.composition,
    context: pageContext(hide(contextJson(context, frame))),
    levers: pageLevers(hide(adviceJson(report, frame)), wordsOf),
  };
}

function auditJson(figures: QuotaAudit, asked: Asked, frame: AnswerFrame): object {
  return quotaAuditJson(figures, auditNames(asked.store, figures, [], asked.filter.sessionId), null, frame);
}

/** Quotas of which anything was reported. */
function quotasOf(asked: Asked, run: RunContext, frame: AnswerFrame): PageQuota[] {
  const names = Object.keys(QUOTA_LENGTH_MS) as QuotaName[];
  return names.flatMap((name) => {
    if (asked.filter.sessionId !== null || newestSampleAt(asked.store, name, run.now) === null) return [];
    const since = asked.filter.since ?? millis(0);
    const report = quotaReportOf(name, asked, since, since, run.now);
    return [pageQuota(quotaReportJson(report, new Map(), [], frame), QUOTA_NAMES[name] ?? name)];
  });
}
