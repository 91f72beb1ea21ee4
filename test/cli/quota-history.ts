import { join } from 'node:path';
import type { QuotaSample } from '../../src/model/quota-sample.ts';
import { DAY_MS, MINUTE_MS, millis, parseIso } from '../../src/model/time.ts';
import { keepQuotaSamples } from '../../src/store/keep-quota-samples.ts';
import { openStore } from '../../src/store/open-store.ts';
import { makeRoot } from '../corpus.ts';
import { answer, prompt } from './history.ts';

const DESIGN = 'aaaaaaaa-0000-4000-8000-000000000001';
const TESTS = 'bbbbbbbb-0000-4000-8000-000000000002';
const OPUS = 'claude-opus-4-6';

/**
 * Transcripts of an account of which one percent of the 5-hour quota costs $0.50: 20,000 tokens of output. On three days
 * before a session writes six percent; today one session works with an agent and goes on after 63 minutes.
 */
export function quotaHistory(): string {
  const before = [2, 3, 4].flatMap((day) => {
    const at = (minute: number) => `2026-03-0${day}T10:${String(minute).padStart(2, '0')}:00Z`;
    const answers = [1, 2, 3, 4, 5, 6].map((i) => answer(at(i), '/w/lib', `m${day}${i}`, OPUS, [0, 20_000, 0, 0]));
    return [prompt(at(0), '/w/lib', 'Fix the flaky tests'), ...answers];
  });
  return makeRoot({
    [`-w-lib/${TESTS}.jsonl`]: before.join('\n'),
    [`-w-app/${DESIGN}.jsonl`]: [
      prompt('2026-03-05T10:12:00Z', '/w/app', 'Continue the design doc'),
      answer('2026-03-05T10:20:00Z', '/w/app', 'd1', OPUS, [0, 90_000, 0, 120_000]),
      prompt('2026-03-05T11:22:30Z', '/w/app', 'And the last chapter'),
      answer('2026-03-05T11:23:00Z', '/w/app', 'd2', OPUS, [0, 140_000, 0, 160_000]),
    ].join('\n'),
    [`-w-app/${DESIGN}/subagents/agent-x1.jsonl`]: answer(
      '2026-03-05T10:30:00Z',
      '/w/app',
      'd3',
      'claude-haiku-4-5',
      [0, 400_000, 0, 0],
    ),
  });
}

/** What Claude Code reported meanwhile, into the store of a home. */
export function keepHistory(home: string): void {
  const samples = [
    ...[2, 3, 4].flatMap((day) => [0, 1, 2, 3, 4, 5, 6].map((i) => sample(day, `10:0${i}:30`, i, '14:00:00'))),
    ...[
      ['10:10:00', 31],
      ['10:30:10', 41],
      ['11:00:00', 43],
      ['11:40:00', 52],
    ].map(([clock, used]) => sample(5, String(clock), Number(used), '14:00:00')),
    {
      ...sample(5, '11:40:00', 12, '14:00:00'),
      quota: 'seven_day' as const,
      resetsAt: millis(moment(5, '14:00:00') + 3 * DAY_MS),
    },
  ];
  const store = openStore(join(home, '.tj', 'tj.db'));
  for (const each of samples) keepQuotaSamples(store, [each]);
  store.close();
}

function sample(day: number, clock: string, usedPercentage: number, resets: string): QuotaSample {
  return { quota: 'five_hour', at: moment(day, clock), usedPercentage, resetsAt: moment(day, resets) };
}

function moment(day: number, clock: string) {
  return parseIso(`2026-03-0${day}T${clock}Z`) ?? millis(MINUTE_MS);
}
