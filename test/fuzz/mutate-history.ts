import type { Dice } from './dice.ts';
import type { Histories, History } from './histories.ts';
import { mutateRecord } from './mutate-line.ts';
import { damaged, writeJson } from './write-line.ts';

type Json = Record<string, unknown>;

/** A history with some of its lines and of its order changed; the same for the same dice. */
export function mutatedHistory(histories: Histories, dice: Dice): History {
  const history = histories.take(dice);
  const others = [...history.values()]
    .flat()
    .map(recordOf)
    .filter((record) => record !== undefined);
  const share = dice.pick([0, 0.05, 0.3, 1]);
  for (const [path, lines] of history) {
    history.set(
      path,
      lines.map((line) => (dice.chance(share) ? mutatedLine(line, others, dice) : line)),
    );
  }
  for (let times = dice.below(4); times > 0; times--) rearrange(history, dice);
  return history;
}

function mutatedLine(line: Buffer, others: readonly Json[], dice: Dice): Buffer {
  const record = recordOf(line);
  if (record === undefined || others.length === 0 || dice.chance(0.1)) return damaged(line, dice);
  for (let times = 1 + dice.below(3); times > 0; times--) mutateRecord(record, others, dice);
  const written = Buffer.from(writeJson(record, dice, dice.pick([0, 0, 0.02, 0.2])).replaceAll('\n', ' '));
  return dice.chance(0.05) ? damaged(written, dice) : written;
}

function recordOf(line: Buffer): Json | undefined {
  try {
    const value: unknown = JSON.parse(line.toString());
    return typeof value === 'object' && value !== null && !Array.isArray(value) ? (value as Json) : undefined;
  } catch (error) {
    if (error instanceof SyntaxError) return undefined;
    throw error;
  }
}

/** Lines that are lost, come twice, change places or files; sessions that mix, and that copy others. */
function rearrange(history: History, dice: Dice): void {
  const paths = [...history.keys()].filter((path) => path.endsWith('.jsonl'));
  if (paths.length === 0) return;
  const path = dice.pick(paths);
  const lines = history.get(path) ?? [];
  const other = dice.pick(paths);
  const at = dice.below(lines.length + 1);
  const ways: (() => Buffer[])[] = [
    () => lines.filter(() => dice.chance(0.9)),
    () => lines.flatMap((line) => (dice.chance(0.1) ? [line, line] : [line])),
    () => lines.toSorted(() => dice.pick([-1, 1])),
    () => [...lines.slice(at), ...lines.slice(0, at)],
    () => lines.toReversed(),
    () => mixed(lines, history.get(other) ?? [], dice),
    () => glued(lines, dice),
    () => {
      history.set(path.replace(/[^/]*$/, `copy-${at}.jsonl`), lines.slice(0, at));
      return lines;
    },
    () => {
      history.set(path.replace(/\.jsonl$/, `/subagents/agent-x${at}.jsonl`), lines.slice(at));
      return lines.slice(0, at);
    },
  ];
  history.set(path, dice.pick(ways)());
}

function mixed(lines: readonly Buffer[], others: readonly Buffer[], dice: Dice): Buffer[] {
  const out: Buffer[] = [];
  for (let [i, j] = [0, 0]; i < lines.length || j < others.length; ) {
    const next = j >= others.length || (i < lines.length && dice.chance(0.5)) ? lines[i++] : others[j++];
    if (next !== undefined) out.push(next);
  }
  return out;
}

/** Two writers that did not wait for each other: no line end between two lines. */
function glued(lines: readonly Buffer[], dice: Dice): Buffer[] {
  const out: Buffer[] = [];
  for (const line of lines) {
    const last = out.at(-1);
    if (last !== undefined && dice.chance(0.1)) out[out.length - 1] = Buffer.concat([last, line]);
    else out.push(line);
  }
  return out;
}
