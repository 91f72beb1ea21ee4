import type { Pace } from '../analyse/quota/pace.ts';
import type { Calendar } from '../model/calendar.ts';
import { labelOf } from '../model/label.ts';
import { usdNumber } from '../model/money.ts';
import { type QuotaSample, wasReset } from '../model/quota-sample.ts';
import type { CacheLife, ColdCost, Status } from '../model/status.ts';
import { isoOf, MINUTE_MS, type Millis } from '../model/time.ts';
import { dollars, shortCount } from './format-number.ts';
import { spanOf } from './format-session.ts';
import { paceJson } from './quota/pace-json.ts';
import { QUOTA_NAMES, quotaJson, resetText, wholePercent } from './quota-line.ts';
import type { Look } from './style.ts';
import { cutTo, textWidth } from './text-width.ts';

const MODEL_CHARS = 30;

/** From here on a share is told in yellow, and in red. */
const HIGH = 75;
const FULL = 90;

/** So long before the cache is lost it is yellow; one that lives no longer than that would be so all the time. */
const SOON_MS = 5 * MINUTE_MS;
const SOON_OF_SHORT_MS = MINUTE_MS;

/** What a status line is made of. */
export interface StatusFacts {
  /** Null where Claude Code told nothing that can be read. */
  readonly status: Status | null;
  /** Of the context window, 0 to 100; null where it is not known. */
  readonly contextPercentage: number | null;
  /** As told, else from the transcript; null where nothing tells. */
  readonly cache: CacheLife | null;
  /** List price of writing again what the cache holds; null where it is not shown. */
  readonly coldCost: ColdCost | null;
  /** Tokens that the store has of today; null where there is no store. */
  readonly todayTokens: number | null;
  /** Where the quotas go that have samples enough for it. */
  readonly paces: readonly Pace[];
  readonly now: Millis;
  readonly calendar: Calendar;
}

/** How a part of the line looks. */
type Tone = 'plain' | 'strong' | 'faint' | 'high' | 'full';

interface Piece {
  readonly text: string;
  readonly tone: Tone;
}

/** Pieces that stand together. */
type Part = readonly Piece[];

/**
 * One line no wider than the look: as much as fits of model, context, cache, quotas with their resets, and today's tokens.
 * With `colour` what is nearly used up is yellow, and red when it is all but gone.
 */
export function statusLine(facts: StatusFacts, look: Pick<Look, 'width' | 'unicode'>, colour: boolean): string {
  const { status } = facts;
  const ellipsis = look.unicode ? '…' : '~';
  if (status === null) return cutTo('tj: no status from Claude Code', look.width, ellipsis);
  const dot = look.unicode ? ' · ' : ' | ';
  const choices = choicesOf(facts, status);
  const fitting = choices.find((parts) => textWidth(textOf(parts, dot)) <= look.width) ?? choices.at(-1) ?? [];
  const text = textOf(fitting, dot);
  if (text === '') return cutTo('tj', look.width, ellipsis);
  if (textWidth(text) > look.width) return cutTo(text, look.width, ellipsis);
  return colour ? fitting.map((part) => part.map(painted).join('')).join(dot) : text;
}

/** What is told, from all that there is to the least. */
function choicesOf(facts: StatusFacts, status: Status): Part[][] {
  const { todayTokens } = facts;
  const { name } = status.model;
  const head = [
    ...(name === null ? [] : [[piece(labelOf(name, MODEL_CHARS), 'strong')]]),
    ...(facts.contextPercentage === null ? [] : [share('context', facts.contextPercentage)]),
  ];
  // More may have been used today than the store has: sessions that run are read later.
  const today =
    todayTokens === null || todayTokens === 0 ? [] : [[piece(`today ${shortCount(todayTokens)}+`, 'faint')]];
  const quota = (words: ResetWords, withPace = false) => quotaParts(facts, status, words, withPace);
  const [cache, short] = [cachePart(facts, true), cachePart(facts, false)];
  const least = [...head, ...quota('none')];
  const paced = [
    [...head, ...cache, ...quota('resets', true), ...today],
    ...[cache, short].map((part) => [...head, ...part, ...quota('time', true)]),
    // Of a quota that is used up before its reset that moment says more than the reset.
    ...[cache, short].map((part) => [...head, ...part, ...quota('none', true)]),
    ...(isUrgent(facts)
      ? []
      : [
          [...head, ...quota('none', true)],
          [...head.slice(1), ...quota('none', true)],
        ]),
  ];
  return [
    ...(facts.paces.some(({ fullAt }) => fullAt !== null) ? paced : []),
    [...head, ...cache, ...quota('resets'), ...today],
    [...head, ...cache, ...quota('time'), ...today],
    [...head, ...cache, ...quota('time')],
    [...head, ...short, ...quota('time')],
    ...(isUrgent(facts) ? [] : [[...head, ...quota('time')]]),
    [...head, ...short, ...quota('none')],
    ...least.map((_, dropped) => least.slice(0, least.length - dropped)),
  ];
}

/** The same as a document. */
export function statusJson(facts: StatusFacts, line: string): object {
  const { status, cache, coldCost } = facts;
  const spend = status?.spend ?? null;
  return {
    schema: 1,
    model: status?.model.name ?? null,
    context_used_percentage: facts.contextPercentage,
    quota: quotaJson(status?.quota ?? []),
    quota_pace: facts.paces.map((pace) => ({ quota: pace.to.quota, ...paceJson(pace) })),
    spend_limit: spend === null ? null : { used_usd: spend.usedUsd, limit_usd: spend.limitUsd, period: spend.period },
    prompt_cache:
      cache === null
        ? null
        : {
            ttl: cache.ttl,
            expires_at: isoOf(cache.expiresAt),
            warm: facts.now < cache.expiresAt,
            hit_ratio: cache.hitRatio,
            recache_tokens_if_cold: cache.coldTokens,
            recache_cost_usd_if_cold: coldCost === null ? null : usdNumber(coldCost.pico),
          },
    price_source: coldCost === null ? {} : { [coldCost.source.model]: coldCost.source.source },
    today_tokens: facts.todayTokens,
    line,
  };
}

/** Until when the cache lives, and what is to be written again after that: a moment is right however old the line is. */
function cachePart({ cache, coldCost, now, calendar }: StatusFacts, isLong: boolean): Part[] {
  if (cache === null) return [];
  const isCold = now >= cache.expiresAt;
  const tone = isNear(cache, now) ? 'high' : 'plain';
  const again = [
    ...(cache.coldTokens === null ? [] : [shortCount(cache.coldTokens)]),
    ...(coldCost === null ? [] : [dollars(coldCost.pico)]),
  ].join(', ');
  const told = isLong && again !== '' ? [piece(isCold ? ` (${again} again)` : ` (then ${again} again)`, 'faint')] : [];
  return [[piece(isCold ? 'cache cold' : `cache until ${calendar.clock(cache.expiresAt)}`, tone), ...told]];
}

/** Whether the cache is lost, or will be soon: then it is worth more room than the resets of quotas. */
function isUrgent({ cache, now }: StatusFacts): boolean {
  return cache !== null && isNear(cache, now);
}

function isNear({ expiresAt, ttl }: CacheLife, now: Millis): boolean {
  return expiresAt - now <= (ttl === '5m' ? SOON_OF_SHORT_MS : SOON_MS);
}

type ResetWords = 'resets' | 'time' | 'none';

function quotaParts(facts: StatusFacts, { quota, spend }: Status, words: ResetWords, withPace: boolean): Part[] {
  return quota.map((sample) => {
    const name = QUOTA_NAMES[sample.quota];
    if (wasReset(sample, facts.now)) return [piece(`${name} reset since`, 'faint')];
    const amounts = sample.quota === 'spend_limit' && spend !== null && words !== 'none';
    const told = amounts ? [piece(` ($${spend.usedUsd.toFixed(2)} of $${spend.limitUsd.toFixed(2)})`, 'faint')] : [];
    const going = withPace ? paceWords(sample, facts, words) : null;
    return [...share(name, sample.usedPercentage), ...told, ...bracket(going, resetWords(sample, facts, words))];
  });
}

/** When a quota would be used up before its reset, and what that is estimated from. */
function paceWords({ quota }: QuotaSample, { paces, now, calendar }: StatusFacts, words: ResetWords): string | null {
  const pace = paces.find(({ to }) => to.quota === quota);
  const fullAt = pace === undefined ? null : resetText(pace.fullAt, now, calendar);
  if (pace === undefined || fullAt === null) return null;
  const basis = spanOf(pace.to.at - pace.from.at);
  return words === 'none' ? `100 % ~${fullAt}, pace of ${basis}` : `100 % ~${fullAt} at the last ${basis}'s pace`;
}

function resetWords({ resetsAt }: QuotaSample, { now, calendar }: StatusFacts, words: ResetWords): string | null {
  const resets = words === 'none' ? null : resetText(resetsAt, now, calendar);
  return resets === null ? null : `${words === 'resets' ? 'resets ' : ''}${resets}`;
}

function bracket(going: string | null, resets: string | null): Piece[] {
  if (going === null) return resets === null ? [] : [piece(` (${resets})`, 'faint')];
  return [piece(' (', 'faint'), piece(going, 'high'), piece(resets === null ? ')' : `, ${resets})`, 'faint')];
}

function share(name: string, percentage: number): Part {
  const tone = percentage >= FULL ? 'full' : percentage >= HIGH ? 'high' : 'plain';
  return [piece(`${name} `, 'plain'), piece(wholePercent(percentage), tone)];
}

function piece(text: string, tone: Tone): Piece {
  return { text, tone };
}

function textOf(parts: readonly Part[], dot: string): string {
  return parts.map((part) => part.map(({ text }) => text).join('')).join(dot);
}

/** As terminals are told; Claude Code shows it as it is. */
const CODES: Readonly<Record<Exclude<Tone, 'plain'>, readonly [on: number, off: number]>> = {
  strong: [1, 22],
  faint: [2, 22],
  high: [33, 39],
  full: [31, 39],
};

function painted({ text, tone }: Piece): string {
  if (tone === 'plain') return text;
  const [on, off] = CODES[tone];
  return `\u001b[${on}m${text}\u001b[${off}m`;
}
