import { appendFileSync, mkdirSync, readFileSync, rmSync, statSync, utimesSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { newHome } from '../cli/tj.ts';
import type { Dice } from '../fuzz/dice.ts';

/** Sessions of a history; in the long run large enough for most processes to be caught in the middle of reading it. */
const SESSIONS = Number(process.env.TJ_FAULTS_SESSIONS ?? 7);
const TURNS = 40;

const at = (session: number, turn: number, second: number) =>
  new Date(Date.UTC(2026, 2, 1 + (session % 4), 6 + (session % 12), turn, second)).toISOString();

export const sessionId = (n: number) => `${String(n).padStart(8, '0')}-bbbb-4bbb-8bbb-000000000000`;

/** A home of somebody who works: sessions with agents, calls and results, and every sixth a fork of the one before it. */
export class BusyHome {
  readonly home = newHome();
  readonly root = join(this.home, '.claude');
  /** All lines, by the place of their file below `projects`. */
  readonly files = new Map<string, readonly string[]>();

  constructor() {
    for (let n = 1; n <= SESSIONS; n++) {
      const lines = Array.from({ length: TURNS }, (_, turn) => turnOf(n, turn)).flat();
      const before = this.files.get(placeOf(n - 1)) ?? [];
      this.files.set(placeOf(n), n % 6 === 0 ? [...before.slice(0, 60), ...lines] : lines);
      const agent = Array.from({ length: 8 }, (_, turn) => answer(n, turn, 30, `agent-${n}-${turn}`));
      this.files.set(`-w-app/${sessionId(n)}/subagents/agent-a${n}.jsonl`, agent);
    }
    for (const path of this.files.keys()) this.write(path);
  }

  pathOf(place: string): string {
    return join(this.root, 'projects', place);
  }

  /** Writes a file with the first so many of its lines; times of its own, so that no reading takes it for another. */
  write(place: string, lines = Number.POSITIVE_INFINITY): void {
    const path = this.pathOf(place);
    rmSync(path, { recursive: true, force: true });
    mkdirSync(dirname(path), { recursive: true });
    writeFileSync(path, `${(this.files.get(place) ?? []).slice(0, lines).join('\n')}\n`);
  }

  /** Every file with a part of its lines, and some not there yet. */
  cut(dice: Dice): void {
    for (const [place, lines] of this.files) {
      if (dice.chance(0.3)) rmSync(this.pathOf(place), { force: true });
      else this.write(place, dice.below(lines.length + 1));
    }
  }

  /** What is missing of every file is added to it. */
  grow(): void {
    for (const [place, lines] of this.files) {
      const path = this.pathOf(place);
      const had = statSync(path, { throwIfNoEntry: false }) === undefined ? 0 : linesIn(path);
      mkdirSync(dirname(path), { recursive: true });
      appendFileSync(
        path,
        lines
          .slice(had)
          .map((line) => `${line}\n`)
          .join(''),
      );
    }
  }

  /** What may happen to one transcript while it is read: rewritten, cut, emptied, removed, a folder in its place. */
  harm(dice: Dice): void {
    const place = dice.pick([...this.files.keys()]);
    const lines = this.files.get(place) ?? [];
    const path = this.pathOf(place);
    rmSync(path, { recursive: true, force: true });
    mkdirSync(dirname(path), { recursive: true });
    const kept = dice.below(lines.length);
    dice.pick([
      () => writeFileSync(path, lines.slice(kept).join('\n')),
      () => writeFileSync(path, lines.join('\n').slice(0, 500 * kept)),
      () => writeFileSync(path, ''),
      () => writeFileSync(path, Buffer.alloc(4096)),
      () => mkdirSync(path),
      () => undefined,
    ])();
  }

  /** All files as they were, with times that say that something happened. */
  restore(): void {
    const later = Date.now() / 1000 + ++this.restored * 10;
    for (const place of this.files.keys()) {
      this.write(place);
      utimesSync(this.pathOf(place), later, later);
    }
  }

  private restored = 0;
}

function placeOf(n: number): string {
  return `-w-app/${sessionId(n)}.jsonl`;
}

function linesIn(path: string): number {
  return readFileSync(path, 'utf8')
    .split('\n')
    .filter((line) => line !== '').length;
}

function turnOf(n: number, turn: number): string[] {
  const call = { type: 'tool_use', id: `t-${n}-${turn}`, name: 'Bash', input: { command: `make part-${turn}` } };
  const result = { type: 'tool_result', tool_use_id: call.id, content: 'made '.repeat(50 + ((n * turn) % 200)) };
  return [
    line(n, turn, 0, 'user', { role: 'user', content: `part ${turn} of ${n}, please` }),
    answer(n, turn, 5, `m-${n}-${turn}`, [call]),
    line(n, turn, 9, 'user', { role: 'user', content: [result] }),
    answer(n, turn, 20, `r-${n}-${turn}`),
  ];
}

function answer(n: number, turn: number, second: number, id: string, content: readonly object[] = []): string {
  const usage = {
    input_tokens: 2,
    output_tokens: 90 + turn,
    cache_read_input_tokens: 1000 * turn,
    cache_creation_input_tokens: 800,
  };
  const said = { role: 'assistant', id, model: 'claude-opus-4-8', stop_reason: 'end_turn', usage };
  return line(n, turn, second, 'assistant', { ...said, content: [{ type: 'text', text: 'done' }, ...content] });
}

function line(n: number, turn: number, second: number, type: string, message: object): string {
  const place = { sessionId: sessionId(n), cwd: '/w/app', version: '2.1.250', gitBranch: 'main' };
  return JSON.stringify({ type, uuid: `${n}-${turn}-${second}`, timestamp: at(n, turn, second), ...place, message });
}
