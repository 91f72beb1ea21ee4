// Whole processes, timed, with the most memory that they held.
import { spawnSync } from 'node:child_process';

/** GNU time, where it is there: the only way to learn what memory a process of others held. */
const TIMED = spawnSync('/usr/bin/time', ['-f', 'max %M', 'true'], { encoding: 'utf8' });
const TIME = TIMED.status === 0 && /max \d+/.test(TIMED.stderr) ? ['/usr/bin/time', '-f', 'max %M'] : [];

/** Runs a command to its end: `ms`, `memory` in bytes (NaN where it is not known), `stdout`. Throws where it fails. */
export function measure(command, args, { env, input = '' }) {
  const [first, ...rest] = [...TIME, command, ...args];
  const begun = performance.now();
  const done = spawnSync(first, rest, { env, encoding: 'utf8', maxBuffer: 1e9, input });
  const ms = performance.now() - begun;
  if (done.error) throw done.error;
  if (done.status !== 0) throw new Error(`${command} ${args.join(' ')}: exit ${done.status}: ${done.stderr}`);
  return { ms, memory: Number(/max (\d+)\s*$/.exec(done.stderr)?.[1] ?? Number.NaN) * 1024, stdout: done.stdout };
}

/** Runs two contestants in turn, after one run of the second that is not measured and brings the tree into memory. */
export function inTurn(own, beside, runs) {
  const measured = { own: [], beside: [] };
  beside();
  for (let run = 0; run < runs; run++) {
    measured.own.push(own());
    measured.beside.push(beside());
  }
  return { own: summary(measured.own), beside: summary(measured.beside) };
}

/** The median time and the most memory of several runs. */
function summary(runs) {
  const ms = runs.map((run) => run.ms).sort((a, b) => a - b);
  return { ms: ms[Math.floor(ms.length / 2)], memory: Math.max(...runs.map((run) => run.memory)) };
}
