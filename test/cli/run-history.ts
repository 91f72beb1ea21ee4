import { join } from 'node:path';
import type { HookReport } from '../../src/model/hook-report.ts';
import { millis } from '../../src/model/time.ts';
import { keepHookReports } from '../../src/store/hook-reports.ts';
import { openStore } from '../../src/store/open-store.ts';
import { makeRoot } from '../corpus.ts';
import { answer, prompt } from './history.ts';

/** A session's id that can be told by its letter. */
export const idOf = (letter: string) => `${letter.repeat(8)}-0000-4000-8000-000000000000`;

/** A session without any response; its id begins nearly as that of `a`. */
export const EMPTY = 'aaaaaaa0-0000-4000-8000-000000000000';

/** [letter, project, begin and end of its records, first prompt]: as `TJ_NOW` is 2026-03-05T12:00:00Z. */
const SESSIONS = [
  ['a', '/w/app', '2026-03-05T11:00:00Z', '2026-03-05T11:58:00Z', 'Plan the nightly run'],
  ['b', '/w/app', '2026-03-05T11:10:00Z', '2026-03-05T11:40:00Z', 'Fix the parser'],
  ['c', '/w/lib', '2026-03-05T10:00:00Z', '2026-03-05T10:30:00Z', 'Port the parser'],
  ['d', '/w/lib', '2026-03-04T07:00:00Z', '2026-03-04T08:00:00Z', 'Write the release notes'],
  ['e', '/w/lib', '2026-03-05T08:00:00Z', '2026-03-05T09:00:00Z', 'Check the release'],
  ['f', '/w/app', '2026-03-01T08:00:00Z', '2026-03-01T09:00:00Z', 'Try the other model'],
] as const;

/**
 * Six sessions of one response each: `a` is active, `c` idle, `b` and `e` are closed, `d` and `f` stale. And one without
 * any response, which is nowhere to be seen.
 */
export function runHistory(): string {
  const files = SESSIONS.map(([letter, cwd, from, to, said], i) => [
    `-w-${cwd.slice(3)}/${idOf(letter)}.jsonl`,
    [
      prompt(from, cwd, said),
      answer(to, cwd, `msg_${letter}`, 'claude-opus-4-6', [10, 100 * (i + 1), 20_000, 5_000]),
    ].join('\n'),
  ]);
  const empty = [`-w-app/${EMPTY}.jsonl`, prompt('2026-03-05T11:59:00Z', '/w/app', '/help')];
  return makeRoot(Object.fromEntries([...files, empty]));
}

const NO_RUN = { runId: null, parentSessionId: null, instance: null, project: null };

/** What a hook said of a session, by its letter. */
export function told(
  letter: string,
  at: string,
  reason: string | null,
  run: Partial<HookReport['run']> = {},
): HookReport {
  return {
    ...{ sessionId: idOf(letter), at: millis(Date.parse(at)), reason, transcriptPath: null, cwd: null },
    run: { ...NO_RUN, ...run },
  };
}

/** `nightly-7` is `a`, which started `b`, which started `c`; and `e`, which `d` started, that is not of it. `f` is a run by itself. */
export const RUN_REPORTS: readonly HookReport[] = [
  told('a', '2026-03-05T11:00:01Z', null, { runId: 'nightly-7', instance: 'lead' }),
  told('b', '2026-03-05T11:40:01Z', 'other', { runId: 'nightly-7', parentSessionId: idOf('a') }),
  told('c', '2026-03-05T10:00:01Z', null, { runId: 'nightly-7', parentSessionId: idOf('b') }),
  told('e', '2026-03-05T09:00:01Z', 'logout', { runId: 'nightly-7', parentSessionId: idOf('d') }),
  told('f', '2026-03-01T08:00:01Z', null, { runId: 'manual-1', project: '/w/elsewhere' }),
  { ...told('a', '2026-03-05T11:59:01Z', null, { runId: 'nightly-7' }), sessionId: EMPTY },
];

/** Puts what hooks said into the store of a home. */
export function report(home: string, reports: readonly HookReport[]): void {
  const store = openStore(join(home, '.tj', 'tj.db'));
  keepHookReports(store, reports);
  store.close();
}
