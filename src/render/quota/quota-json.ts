import type { Estimate, PercentFigures, PercentReport } from '../../analyse/quota/per-percent.ts';
import { PERCENT_DAYS, type QuotaReport, type WindowReport } from '../../analyse/quota/quota-report.ts';
import type { Moved, Mover, NamedMover, Points } from '../../analyse/quota/what-moved.ts';
import type { QuotaSample } from '../../model/quota-sample.ts';
import { labelAmong, type NamedSession } from '../../model/session-label.ts';
import { isoOf, SECOND_MS } from '../../model/time.ts';
import { type AnswerFrame, frame } from '../json-frame.ts';
import { quotaJson } from '../quota-line.ts';
import { paceJson, sampleJson } from './pace-json.ts';

type Sessions = ReadonlyMap<string, NamedSession>;

/** The document of `tj quota --json`. */
export function quotaReportJson(
  report: QuotaReport,
  sessions: Sessions,
  others: readonly QuotaSample[],
  answer: AnswerFrame,
): object {
  return {
    ...frame(answer),
    quota: report.quota,
    windows: report.windows.map((window) => windowJson(window, sessions)),
    pace: report.pace === null ? null : paceJson(report.pace),
    one_percent: percentJson(report.percent),
    samples: { read: report.samples, older: report.older, out_of_time: report.outOfTime },
    other_quotas: quotaJson(others),
  };
}

function windowJson(window: WindowReport, sessions: Sessions): object {
  return {
    begins_at: isoOf(window.beginsAt),
    resets_at: isoOf(window.resetsAt),
    reset_reported: window.isResetKnown,
    over: window.isOver,
    time_gone: window.timeGone,
    used_percentage: window.newest.usedPercentage,
    at: isoOf(window.newest.at),
    samples: window.samples.map(sampleJson),
    moved: window.moved === null ? null : movedJson(window.moved, sessions),
    fastest: window.fastest === null ? null : movedJson(window.fastest, sessions),
  };
}

function movedJson(moved: Moved, sessions: Sessions): object {
  const named = (key: string) => (each: NamedMover) => ({ [key]: each.name, ...pointsJson(each.points, moved) });
  return {
    from: sampleJson(moved.from),
    to: sampleJson(moved.to),
    points: moved.points,
    movers: moved.movers.map((mover) => moverJson(mover, moved, sessions)),
    by_model: moved.byModel.map(named('model')),
    by_project: moved.byProject.map(named('project')),
  };
}

function moverJson(mover: Mover, moved: Moved, sessions: Sessions): object {
  const { kind, sessionId, project, points, events, gapMs } = mover;
  return {
    kind,
    session_id: sessionId === '' ? null : sessionId,
    title: sessionId === '' ? null : labelAmong(sessions, sessionId),
    project,
    ...pointsJson(points, moved),
    ...(kind === 'rebuild' ? { events, longest_pause_seconds: gapMs === null ? null : gapMs / SECOND_MS } : {}),
  };
}

function pointsJson({ cost, tokens }: Points, moved: Moved): object {
  return {
    ...{ points_list_price: cost, points_tokens: tokens },
    ...{ share_list_price: cost / moved.points, share_tokens: tokens / moved.points },
  };
}

function percentJson(report: PercentReport): object {
  return {
    days: PERCENT_DAYS,
    ...figuresJson(report),
    left_out: { elsewhere: report.elsewhere, unpriced: report.unpriced },
    explained_better_by: report.better,
    by_model: report.byModel.map((each) => ({ model: each.model, ...figuresJson(each) })),
  };
}

function figuresJson({ cost, tokens, rises, windows }: PercentFigures): object {
  const of = (estimate: Estimate | null) => (estimate === null ? null : { ...estimate });
  return { cost_usd: of(cost), tokens: of(tokens), rises, windows };
}
