import { afterAll, describe, expect, it } from 'vitest';
import { answer, at, lines, record, user } from '../checklist/lines.ts';
import { makeRoot, removeRoots } from '../corpus.ts';
import { newHome, removeHomes, tj } from './tj.ts';

afterAll(() => {
  removeRoots();
  removeHomes();
});

const DAY = 24 * 60 * 60;
const NOW = { TJ_NOW: at(10 * DAY) };

/** What `tj sessions` and `tj session --last` say, ten days after second 0. */
function asked(files: Readonly<Record<string, readonly object[]>>) {
  const root = makeRoot(Object.fromEntries(Object.entries(files).map(([id, all]) => [`p/${id}.jsonl`, lines(...all)])));
  const home = newHome();
  const answerOf = (...args: string[]) => JSON.parse(tj([...args, '--root', root, '--json'], home, NOW).stdout);
  const { sessions } = answerOf('sessions');
  return {
    sessions: sessions.map((session: Record<string, unknown>) => [
      ...[session.session_id, session.state, session.ended_at, session.wall_seconds, session.active_seconds],
    ]),
    last: answerOf('session', '--last').session.session_id,
  };
}

const session = (start: number, id: string) => [user(start, 'hi'), answer(start + 60, id, 'ok')];

describe('a record that is dated more than a day ahead', () => {
  it('neither keeps a session active nor makes it longer, and it is not the last one for that', () => {
    const { sessions, last } = asked({
      ahead: [...session(0, 'm1'), record('system', 5000 * DAY, {}), record('system', 5000 * DAY + 60, {})],
      late: session(9 * DAY, 'm2'),
    });
    expect(sessions).toEqual([
      ['late', 'stale', at(9 * DAY + 60), 60, 60],
      ['ahead', 'stale', at(60), 60, 120],
    ]);
    expect(last).toBe('late');
  });

  it('does not make the prices old', () => {
    const root = makeRoot({ 'p/s.jsonl': lines(...session(0, 'm1'), ...session(5000 * DAY, 'm2')) });
    const isOld = (now: string) => {
      const { stdout } = tj(['usage', '--root', root, '--json'], newHome(), { TJ_NOW: now });
      return JSON.parse(stdout).provenance.prices_may_be_outdated;
    };
    expect([isOld(at(10 * DAY)), isOld(at(5000 * DAY))]).toEqual([false, true]);
  });

  it('leaves the days before it, however many there were', () => {
    const { sessions } = asked({ s: [...session(0, 'm1'), ...session(3 * DAY, 'm2'), ...session(50 * DAY, 'm3')] });
    expect(sessions).toEqual([['s', 'stale', at(3 * DAY + 60), 3 * DAY + 60, 180]]);
  });

  it('leaves no end at all where it is the only date', () => {
    expect(asked({ s: session(50 * DAY, 'm1') }).sessions).toEqual([['s', 'unknown', null, null, 60]]);
  });

  it('counts where it is no more than a day ahead: clocks differ', () => {
    const ahead = 10 * DAY + 23 * 60 * 60;
    const { sessions } = asked({ s: [...session(0, 'm1'), ...session(ahead, 'm2')] });
    expect(sessions).toEqual([['s', 'active', at(ahead + 60), ahead + 60, 120]]);
  });
});
