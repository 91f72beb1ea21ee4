import { describe, expect, it } from 'vitest';
import { type SessionState, type StateClock, sessionState } from '../../src/analyse/session-state.ts';
import { HOUR_MS, MINUTE_MS, millis, SECOND_MS } from '../../src/model/time.ts';

const NOW = millis(Date.parse('2026-03-05T12:00:00Z'));

/** Four hours idle, and no word of any process. */
const CLOCK: StateClock = { now: NOW, idleMs: 4 * HOUR_MS, live: new Map() };

/** So long before now, as `5m`, `1s`; with a plus sign after it; null for never. */
function moment(text: string | null) {
  if (text === null) return null;
  const [, sign, count, unit] = /^(\+?)([\d.]+)(ms|s|m|h)$/.exec(text) ?? [];
  const ms = Number(count) * { ms: 1, s: SECOND_MS, m: MINUTE_MS, h: HOUR_MS }[unit as 'ms' | 's' | 'm' | 'h'];
  return millis(NOW + (sign === '+' ? ms : -ms));
}

type Case = readonly [rule: string, record: string | null, touched: string | null, end: string | null, SessionState];

const CASES: readonly Case[] = [
  ['a record of this moment', '0ms', null, null, 'active'],
  ['a record of five minutes ago', '5m', null, null, 'active'],
  ['a record of more than five minutes ago', '301s', null, null, 'idle'],
  ['a record of four hours ago', '4h', null, null, 'idle'],
  ['a record of more than four hours ago', '14401s', null, null, 'stale'],
  ['a record that lies ahead', '+1h', null, null, 'active'],
  ['a file touched five minutes ago', '9h', '5m', null, 'active'],
  ['a file touched a day after the last record was copied: it tells nothing', '25h', '1m', null, 'stale'],
  ['a file touched just less than a day after it', '24h', '1m', null, 'active'],
  ['a file touched longer ago tells nothing: the record does', '9h', '301s', null, 'stale'],
  ['a file touched between does not make it idle', '9h', '1h', null, 'stale'],
  ['a file by a clock that is a little ahead', '9h', '+5m', null, 'active'],
  ['a file of a time to come tells nothing', '9h', '+301s', null, 'stale'],
  ['no record with a time, and a touched file: nothing tells that it was not copied', null, '1m', null, 'unknown'],
  ['no record with a time, and an old file', null, '9h', null, 'unknown'],
  ['nothing', null, null, null, 'unknown'],
  ['an end after the last record', '10m', null, '9m', 'closed'],
  ['an end long ago is still an end', '900h', null, '899h', 'closed'],
  ['an end in the same instant as the last record', '9m', null, '9m', 'closed'],
  ['a record half a second after the end is its own', '539.5s', null, '9m', 'closed'],
  ['a record long after the end re-opens, and is active', '1m', null, '9m', 'active'],
  ['a record just later than that re-opens', '539.499s', null, '9m', 'idle'],
  ['a session that was re-opened becomes stale', '5h', null, '6h', 'stale'],
  ['a file touched after the end does not re-open', '10m', '1m', '9m', 'closed'],
  ['an end of a session without any time', null, '1m', '9m', 'closed'],
  ['an end that lies ahead', '1m', null, '+1m', 'closed'],
];

describe('the state of a session', () => {
  it.each(CASES)('%s: record %s, touched %s, end %s is %s', (_, record, touched, end, state) => {
    const signs = { sessionId: 's', endedAt: moment(record), touchedAt: moment(touched), closedAt: moment(end) };
    expect(sessionState(signs, CLOCK)).toBe(state);
  });

  it('how long it is idle can be set, also to less than it is active', () => {
    const stateAt = (record: string, hours: number) =>
      sessionState(
        { sessionId: 's', endedAt: moment(record), touchedAt: null, closedAt: null },
        { ...CLOCK, idleMs: hours * HOUR_MS },
      );
    expect([stateAt('9h', 9), stateAt('9h', 8.9)]).toEqual(['idle', 'stale']);
    expect([stateAt('4m', 0.01), stateAt('6m', 0.01)]).toEqual(['active', 'stale']);
  });

  it('time alone leads from active to stale, and never back', () => {
    const order: SessionState[] = ['active', 'idle', 'stale'];
    const signs = { sessionId: 's', endedAt: NOW, touchedAt: NOW, closedAt: null };
    const states = Array.from({ length: 400 }, (_, i) =>
      sessionState(signs, { ...CLOCK, now: millis(NOW + i * MINUTE_MS) }),
    );
    const places = states.map((state) => order.indexOf(state));
    expect(places).toEqual([...places].sort((a, b) => a - b));
    expect(new Set(states)).toEqual(new Set(order));
  });

  it.each([
    ['busy', '9h', null, 'active'],
    ['shell', '9h', null, 'active'],
    ['waiting', '9h', null, 'idle'],
    ['idle', '1m', null, 'active'],
    ['idle', '900h', null, 'idle'],
    [null, '9h', null, 'idle'],
    ['busy', null, null, 'active'],
    ['idle', '10m', '9m', 'idle'],
  ] as const)('a process that has it open and is %s: record %s, end %s is %s', (status, record, end, state) => {
    const process = { sessionId: 's', pid: 7, kind: 'interactive', status, startedAt: null };
    const signs = { sessionId: 's', endedAt: moment(record), touchedAt: null, closedAt: moment(end) };
    expect(sessionState(signs, { ...CLOCK, live: new Map([['s', process]]) })).toBe(state);
  });

  it.each([
    ['1m', '1m', null, 'stale'],
    ['1h', null, null, 'stale'],
    ['1m', null, '30s', 'closed'],
    [null, null, null, 'unknown'],
  ] as const)(
    'the process that had it open is gone: record %s, touched %s, end %s is %s',
    (record, touched, end, state) => {
      const signs = { sessionId: 's', endedAt: moment(record), touchedAt: moment(touched), closedAt: moment(end) };
      expect(sessionState(signs, { ...CLOCK, live: new Map([['s', null]]) })).toBe(state);
    },
  );
});
