import { PERCENT_DAYS, type QuotaReport, quotaReport } from '../../analyse/quota/quota-report.ts';
import { quotaResponses } from '../../analyse/quota/quota-response.ts';
import { MOVED_BY } from '../../analyse/quota/what-moved.ts';
import type { DepthOf } from '../../model/depth.ts';
import { UserError } from '../../model/errors.ts';
import { QUOTA_LENGTH_MS, type QuotaName } from '../../model/quota-sample.ts';
import { DAY_MS, isoOf, type Millis, millis } from '../../model/time.ts';
import { newestSampleAt, quotaHistory } from '../../query/quota-history.ts';
import { responseFilter } from '../../query/response-filter.ts';
import { sessionNames } from '../../query/session-names.ts';
import { singleResponses } from '../../query/single-responses.ts';
import { type Asked, answer, BY_SESSION, ownStore } from '../ask.ts';
import { currentQuotas } from '../current-quotas.ts';
import { lookOf } from '../look.ts';
import { print, printJson } from '../output.ts';
import { parseMoment } from '../parse-moment.ts';
import { failAboveQuota } from '../quota-gate.ts';
import type { RunContext } from '../run-context.ts';
import type { AnswerOptions, BudgetOptions } from '../shared-options.ts';

/** What `--window` calls the quotas. */
/** What `--window` takes, and the quota that it means. */
export const QUOTA_WINDOWS: Readonly<Record<string, QuotaName>> = { '5h': 'five_hour', '7d': 'seven_day' };

export interface QuotaOptions extends Omit<AnswerOptions, 'until' | 'project' | 'model'>, BudgetOptions {
  readonly window: string;
  readonly by: string;
  readonly failAbove?: string;
}

/**
 * `tj quota`: the percentage that Claude Code reported last, what moved it, what one percent is here, and where it goes.
 * With `--fail-above` one line instead, and exit code 3 above the limit.
 */
export async function quota(options: QuotaOptions, run: RunContext): Promise<void> {
  const name = QUOTA_WINDOWS[options.window];
  if (name === undefined)
    throw new UserError(
      'bad-value',
      `--window ${options.window}: expected ${Object.keys(QUOTA_WINDOWS).join(' or ')}`,
      2,
    );
  const by = MOVED_BY.find((each) => each === options.by);
  if (by === undefined)
    throw new UserError('bad-value', `--by ${options.by}: expected one of ${MOVED_BY.join(', ')}`, 2);
  if (options.failAbove !== undefined) return failAboveQuota(name, options.failAbove, options, run);
  const since = sinceOf(options, run);
  const from = millis(Math.min(since ?? run.now, run.now - PERCENT_DAYS * DAY_MS));
  const asking = { ...options, since: from <= 0 ? 'all' : isoOf(from) };
  const needs = () => depthsOf(since ?? millis(run.now - QUOTA_LENGTH_MS[name]), from);
  await answer(asking, run, ownStore(asking, run, needs), BY_SESSION, async (asked) => {
    const others = currentQuotas(asked.store, run.now).filter((sample) => sample.quota !== name);
    const report = quotaReportOf(name, asked, since, from, run.now);
    const sessions = sessionNames(asked.store);
    const { calendar } = asked;
    if (options.json) {
      const { quotaReportJson } = await import('../../render/quota/quota-json.ts');
      printJson(quotaReportJson(report, sessions, others, { ...asked, days: calendar.name }));
    } else {
      const { quotaCard } = await import('../../render/quota/quota-card.ts');
      print(quotaCard(report, { ...asked, now: run.now, by, sessions, others, since, look: await lookOf(run) }));
    }
  });
}

/** From when on windows are asked for; null for the newest one. `UserError` for what is no time. */
function sinceOf({ since, utc }: QuotaOptions, { now }: RunContext): Millis | null {
  if (since === undefined) return null;
  return since.trim() === 'all' ? millis(0) : parseMoment(since, '--since', now, utc ?? false);
}

/** Sessions are read whole for their titles and rebuilds where they are shown, and for what they used before that. */
function depthsOf(shownSince: Millis, since: Millis): DepthOf {
  return ({ writtenAt }) => (writtenAt >= shownSince ? 'spans' : writtenAt >= since ? 'usage' : null);
}

/** What is known of a quota: samples of all the time, and further back where the newest window is older than that. */
export function quotaReportOf(
  name: QuotaName,
  asked: Asked,
  since: Millis | null,
  from: Millis,
  now: Millis,
): QuotaReport {
  const { store, filter, isModel, price, thresholds } = asked;
  const newest = newestSampleAt(store, name, now) ?? now;
  const first = millis(Math.min(from, newest - QUOTA_LENGTH_MS[name]));
  const where = responseFilter(store, { ...filter, since: first }, isModel);
  const responses = quotaResponses(singleResponses(store, where), price, thresholds);
  return quotaReport(name, quotaHistory(store, name, first), responses, since, now);
}
