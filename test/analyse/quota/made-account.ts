import type { QuotaResponse } from '../../../src/analyse/quota/quota-response.ts';
import type { QuotaSample } from '../../../src/model/quota-sample.ts';
import { HOUR_MS, MINUTE_MS, type Millis, millis } from '../../../src/model/time.ts';

/** Noon of the day on which made histories end. */
export const NOW = millis(Date.parse('2026-03-05T12:00:00Z'));

/** A moment of that day. */
export function at(clock: string): Millis {
  return millis(Date.parse(`2026-03-05T${clock}:00Z`));
}

/** A sample of the 5-hour quota at a time of that day; `resets` null: no reset was reported. */
export function sample(clock: string, usedPercentage: number, resets: string | null = '14:00'): QuotaSample {
  return { quota: 'five_hour', at: at(clock), usedPercentage, resetsAt: resets === null ? null : at(resets) };
}

/** A response of that day, of $1 and 1,000 tokens where nothing else is said. */
export function response(clock: string, more: Partial<QuotaResponse> = {}): QuotaResponse {
  return {
    ...{ at: at(clock), sessionId: 's1', agentId: '', project: '/w/app', model: 'claude-opus-4-6' },
    ...{ tokens: 1000, costUsd: 1, rebuiltTokens: 0, rebuiltUsd: 0, rebuildGapMs: null },
    ...more,
  };
}

/** How a made account is. */
export interface Account {
  /** Percentage points that one response of this machine takes. */
  readonly points: (response: QuotaResponse) => number;
  /** Points that are used elsewhere before each response; absent: none. */
  readonly elsewhere?: (window: number, turn: number) => number;
  /** How the percentage is reported; absent: in whole numbers, rounded down. */
  readonly reported?: (percentage: number) => number;
  /** Whether a response is reported with the percentage from before it. */
  readonly isLate?: boolean;
  readonly windows: number;
  /** Another one, another history. */
  readonly seed: number;
}

/** Samples and responses of an account, in order of time. */
export interface History {
  readonly samples: readonly QuotaSample[];
  readonly responses: readonly QuotaResponse[];
  readonly now: Millis;
}

/**
 * A history in which stretches that read much and cost little take turns with stretches that write much. After each
 * response the status line reports the percentage, as a session of Claude Code does.
 */
export function historyOf({
  points,
  elsewhere = () => 0,
  reported = Math.floor,
  isLate = false,
  windows,
  seed,
}: Account): History {
  const next = chance(seed);
  const samples: QuotaSample[] = [];
  const responses: QuotaResponse[] = [];
  const begin = NOW - windows * 6 * HOUR_MS;
  for (let window = 0; window < windows; window++) {
    const from = begin + window * 6 * HOUR_MS;
    const resetsAt = millis(from + 5 * HOUR_MS);
    let used = 0;
    let moment = from + MINUTE_MS;
    for (let turn = 0; turn < 240 && moment < resetsAt - MINUTE_MS; turn++) {
      const one = someResponse(millis(Math.round(moment)), Math.floor(turn / 12) % 2 === 0, next);
      used += elsewhere(window, turn);
      const before = used;
      used += points(one);
      if (used > 99) break;
      responses.push(one);
      samples.push({
        quota: 'five_hour',
        at: millis(one.at + 700),
        usedPercentage: reported(isLate ? before : used),
        resetsAt,
      });
      moment += MINUTE_MS * (0.3 + 1.5 * next());
    }
  }
  return { samples, responses, now: NOW };
}

function someResponse(moment: Millis, isReading: boolean, next: () => number): QuotaResponse {
  const size = 0.4 + 1.2 * next();
  const tokens = Math.round((isReading ? 180_000 : 40_000) * size);
  const costUsd = (isReading ? 0.1 : 0.25) * (0.4 + 1.2 * next());
  const agentId = next() < 0.2 ? 'a1' : '';
  const sessionId = next() < 0.5 ? 's1' : 's2';
  return response('00:00', { at: moment, tokens, costUsd, agentId, sessionId });
}

/** Numbers from 0 to below 1 that are the same for the same seed. */
export function chance(seed: number): () => number {
  let state = seed * 2_654_435_761 + 12_345;
  return () => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    return state / 2 ** 32;
  };
}
