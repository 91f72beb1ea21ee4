import { mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, expect, test, vi } from 'vitest';
import { removeRoots } from '../corpus.ts';
import { Dice } from './dice.ts';
import { faultsOfCards, type Printed } from './faults-of-cards.ts';
import { faultsOfFolder, rootOf } from './faults-of-history.ts';
import { faultsOfLine } from './faults-of-lines.ts';
import { Histories, type History } from './histories.ts';
import { mutatedHistory } from './mutate-history.ts';

/** How many lines are tried, from which seed on: `node test/bench/fuzz.mjs` tries a million. */
const LINES = Number(process.env.TJ_FUZZ_LINES ?? 3000);
const SEED = Number(process.env.TJ_FUZZ_SEED ?? 1);

/** One history in so many is put to the commands as well. */
const CARDS_EVERY = 20;

/** A history of a few hundred lines takes a fraction of a second; this long is a hang. */
const MOST_MS = 30_000;
const MOST_MEMORY = 1_000_000_000;
const MOST_KINDS = 12;
const MINIMISE_MS = 3000;

const printed = vi.hoisted((): Printed => ({ text: '' }));

vi.mock('../../src/cli/output.ts', async (importOriginal) => {
  const print = (text: string) => {
    printed.text += text;
  };
  const own = await importOriginal<typeof import('../../src/cli/output.ts')>();
  return { ...own, print, printError: print, printJson: (document: object) => print(JSON.stringify(document)) };
});

afterAll(removeRoots);

test(`${LINES} lines of mutated transcripts: nothing fails, hangs or counts otherwise`, {
  timeout: 8 * 3_600_000,
}, async () => {
  const histories = new Histories();
  const found = new Map<string, string>();
  const begun = performance.now();
  let [lines, tried, slowestMs, slowest] = [0, 0, 0, 0];
  for (let seed = SEED; lines < LINES && found.size < MOST_KINDS; seed++) {
    const history = mutatedHistory(histories, new Dice(seed));
    const withCards = seed % CARDS_EVERY === 0;
    const from = process.cpuUsage();
    const faults = await faultsOf(history, withCards);
    const tookMs = millisSince(from);
    if (tookMs > slowestMs) [slowestMs, slowest] = [tookMs, seed];
    for (const fault of faults) {
      if (found.has(kindOf(fault))) continue;
      const path = keep(`${seed}-${found.size}`, fault, await minimised(history, withCards, kindOf(fault)));
      found.set(kindOf(fault), `seed ${seed}: ${fault.slice(0, 600)} (the least that shows it: ${path})`);
    }
    lines += [...history.values()].reduce((sum, { length }) => sum + length, 0);
    if (++tried % 500 === 0) note(lines, tried, slowestMs, slowest, begun);
  }
  note(lines, tried, slowestMs, slowest, begun);
  expect([...found.values()]).toEqual([]);
  expect(slowestMs, `seed ${slowest}`).toBeLessThan(MOST_MS);
  expect(process.memoryUsage().rss).toBeLessThan(MOST_MEMORY);
});

async function faultsOf(history: History, withCards: boolean): Promise<string[]> {
  const inFiles = [...history].filter(([path]) => path.endsWith('.jsonl')).flatMap(([, lines]) => lines);
  const root = rootOf(history);
  const faults = inFiles.flatMap(faultsOfLine);
  faults.push(...(await faultsOfFolder(root)));
  if (withCards) faults.push(...(await faultsOfCards(root, printed)));
  rmSync(root, { recursive: true, force: true });
  return faults;
}

/** Faults are of one kind up to the first thing that only this one has. */
function kindOf(fault: string): string {
  return /^[a-zA-Z ]+/.exec(fault)?.[0] ?? fault;
}

/** The same fault with as few lines as can be had in a while. */
async function minimised(history: History, withCards: boolean, kind: string): Promise<History> {
  const until = performance.now() + MINIMISE_MS;
  let small = history;
  for (const path of history.keys()) {
    for (let step = Math.max(1, (history.get(path) ?? []).length >> 1); step >= 1; step >>= 1) {
      for (let at = 0; at < (small.get(path) ?? []).length && performance.now() < until; ) {
        const lines = small.get(path) ?? [];
        const fewer = new Map(small).set(path, [...lines.slice(0, at), ...lines.slice(at + step)]);
        if ((await faultsOf(fewer, withCards)).some((fault) => kindOf(fault) === kind)) small = fewer;
        else at += step;
      }
    }
  }
  return small;
}

/** Leaves the files of a fault below the temporary folder, as a config folder to try tj on; its path. */
function keep(name: string, fault: string, history: History): string {
  const folder = join(tmpdir(), 'tj-fuzz-found', name);
  mkdirSync(folder, { recursive: true });
  for (const [path, lines] of history) {
    if (lines.length === 0) continue;
    mkdirSync(join(folder, 'projects', path, '..'), { recursive: true });
    writeFileSync(join(folder, 'projects', path), Buffer.concat(lines.flatMap((line) => [line, Buffer.from('\n')])));
  }
  writeFileSync(join(folder, 'fault.txt'), fault);
  return folder;
}

/** Time of this process, however many others there are. */
function millisSince(from: NodeJS.CpuUsage): number {
  const { user, system } = process.cpuUsage(from);
  return (user + system) / 1000;
}

function note(lines: number, histories: number, slowestMs: number, slowest: number, begun: number): void {
  if (process.env.TJ_FUZZ_LINES === undefined) return;
  const [seconds, mb] = [(performance.now() - begun) / 1000, process.memoryUsage().rss / 1e6].map(Math.round);
  process.stderr.write(
    `${lines} lines in ${histories} histories, ${seconds} s, slowest ${Math.round(slowestMs)} ms (seed ${slowest}), ${mb} MB\n`,
  );
}
