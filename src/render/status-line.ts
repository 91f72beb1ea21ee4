import type { Calendar } from '../model/calendar.ts';
import { labelOf } from '../model/label.ts';
import type { Millis } from '../model/time.ts';
import type { Status } from '../parse/status-of.ts';
import { shortCount } from './format-number.ts';
import { QUOTA_NAMES, quotaJson, resetText, wasReset, wholePercent } from './quota-line.ts';
import type { Look } from './style.ts';
import { cutTo, textWidth } from './text-width.ts';

const MODEL_CHARS = 30;

/** What a status line is made of. */
export interface StatusFacts {
  /** Null where Claude Code told nothing that can be read. */
  readonly status: Status | null;
  /** Tokens that the store has of today; null where there is no store. */
  readonly todayTokens: number | null;
  readonly now: Millis;
  readonly calendar: Calendar;
}

/** One line no wider than the look: as much as fits of model, context, quotas with their resets, and today's tokens. */
export function statusLine(facts: StatusFacts, look: Pick<Look, 'width' | 'unicode'>): string {
  const { status, todayTokens } = facts;
  if (status === null) return cutTo('tj: no status from Claude Code', look.width, look.unicode ? '…' : '~');
  const head = [
    status.model === null ? [] : labelOf(status.model, MODEL_CHARS),
    status.contextPercentage === null ? [] : `context ${wholePercent(status.contextPercentage)}`,
  ].flat();
  // More may have been used today than the store has: sessions that run are read later.
  const today = todayTokens === null || todayTokens === 0 ? [] : [`today ${shortCount(todayTokens)}+`];
  const quota = (reset: ResetWords) => quotaParts(facts, reset);
  const least = [...head, ...quota('none')];
  const choices = [
    [...head, ...quota('resets'), ...today],
    [...head, ...quota('time'), ...today],
    [...head, ...quota('time')],
    ...least.map((_, dropped) => least.slice(0, least.length - dropped)),
  ].map((parts) => parts.join(look.unicode ? ' · ' : ' | '));
  const fitting = choices.find((line) => textWidth(line) <= look.width) ?? choices.at(-1) ?? '';
  return cutTo(fitting === '' ? 'tj' : fitting, look.width, look.unicode ? '…' : '~');
}

/** The same as a document. */
export function statusJson(facts: StatusFacts, line: string): object {
  return {
    schema: 1,
    model: facts.status?.model ?? null,
    context_used_percentage: facts.status?.contextPercentage ?? null,
    quota: quotaJson(facts.status?.quota ?? []),
    today_tokens: facts.todayTokens,
    line,
  };
}

type ResetWords = 'resets' | 'time' | 'none';

function quotaParts({ status, now, calendar }: StatusFacts, words: ResetWords): string[] {
  return (status?.quota ?? []).map((sample) => {
    const name = QUOTA_NAMES[sample.quota];
    if (wasReset(sample, now)) return `${name} reset since`;
    const resets = words === 'none' ? null : resetText(sample.resetsAt, now, calendar);
    const told = resets === null ? '' : ` (${words === 'resets' ? 'resets ' : ''}${resets})`;
    return `${name} ${wholePercent(sample.usedPercentage)}${told}`;
  });
}
