import { rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, expect, test } from 'vitest';
import { removeRoots } from '../corpus.ts';
import { Dice } from './dice.ts';
import { faultsOfFolder, rootOf } from './faults-of-history.ts';
import { faultsOfLine } from './faults-of-lines.ts';
import { Histories, type History } from './histories.ts';
import { mutatedHistory } from './mutate-history.ts';

afterAll(removeRoots);

/** How many lines are tried; `node test/bench/fuzz.mjs` tries a million. */
const LINES = Number(process.env.TJ_FUZZ_LINES ?? 6000);
const SEED = Number(process.env.TJ_FUZZ_SEED ?? 1);
const MOST_FAULTS = 12;

test(`${LINES} mutated lines`, { timeout: 4 * 3_600_000 }, async () => {
  const histories = new Histories();
  const found = new Map<string, string>();
  let [lines, cases, slowestMs] = [0, 0, 0];
  const begun = performance.now();
  for (let seed = SEED; lines < LINES && found.size < MOST_FAULTS; seed++) {
    const history = mutatedHistory(histories, new Dice(seed));
    const from = performance.now();
    const faults = await faultsOf(history);
    slowestMs = Math.max(slowestMs, performance.now() - from);
    for (const fault of faults) {
      const kind = fault.replace(/\n[^]*/, '').replace(/[^a-zA-Z ]+[^]*$/, '');
      if (found.has(kind)) continue;
      const small = await minimised(
        history,
        (one) => one.replace(/\n[^]*/, '').replace(/[^a-zA-Z ]+[^]*$/, '') === kind,
      );
      const path = join(tmpdir(), `tj-fuzz-${seed}-${found.size}.txt`);
      writeFileSync(
        path,
        `${fault}\n\n${[...small].map(([name, parts]) => `== ${name}\n${parts.map((line) => line.toString('latin1')).join('\n')}\n`).join('')}`,
      );
      found.set(kind, `seed ${seed}: ${fault.slice(0, 600)} (${path})`);
    }
    removeRoots();
    lines += [...history.values()].reduce((sum, { length }) => sum + length, 0);
    cases++;
  }
  const rss = Math.round(process.memoryUsage().rss / 1e6);
  console.log(
    `${lines} lines in ${cases} histories, ${Math.round(performance.now() - begun)} ms, slowest ${Math.round(slowestMs)} ms, ${rss} MB`,
  );
  expect([...found.values()]).toEqual([]);
});

async function faultsOf(history: History): Promise<string[]> {
  const lines = [...history].filter(([path]) => path.endsWith('.jsonl')).flatMap(([, of]) => of);
  const inLines = lines.flatMap((line) => faultsOfLine(line));
  const root = rootOf(history);
  const faults = [...inLines, ...(await faultsOfFolder(root))];
  rmSync(root, { recursive: true, force: true });
  return faults;
}

/** The same fault with as few lines as can be had in a while. */
async function minimised(history: History, isIt: (fault: string) => boolean): Promise<History> {
  let small = history;
  const until = performance.now() + 20_000;
  for (const path of history.keys()) {
    for (let step = Math.max(1, (small.get(path) ?? []).length >> 1); step >= 1; step >>= 1) {
      for (let at = 0; at < (small.get(path) ?? []).length && performance.now() < until; ) {
        const lines = small.get(path) ?? [];
        const fewer = new Map(small).set(path, [...lines.slice(0, at), ...lines.slice(at + step)]);
        if ((await faultsOf(fewer)).some(isIt)) small = fewer;
        else at += step;
      }
    }
  }
  return small;
}
