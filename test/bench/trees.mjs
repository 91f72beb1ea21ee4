// The trees that are measured, made once. node test/bench/trees.mjs [--quick] [NAME...] makes them ahead, in the folder
// that TJ_BENCH_TREES names.
import { existsSync, mkdirSync, mkdtempSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { makeCopies, makeLong, makeShort } from './make-tree.mjs';
import { real } from './sources.mjs';

/** Raised when trees that are kept from an earlier run must be made anew. */
const VERSION = 1;

const SHAPES = {
  large: (dest, scale) => makeCopies(dest, { files: Math.round(277 / scale), mean: 336e6 / 277, days: 60 }),
  small: (dest, scale) => makeShort(dest, { files: 10_000 / scale, mean: 10_000, days: 60 }),
  huge: (dest, scale) => makeShort(dest, { files: 120_000 / scale, mean: 8_300, days: 60 }),
  warm: (dest, scale) => makeShort(dest, { files: 4_000 / scale, mean: 10_000, days: 60 }),
  long: (dest, scale) => makeLong(dest, { bytes: 1e9 / scale }),
  year: (dest, scale) => makeCopies(dest, { responses: 200_000 / scale, mean: 0, days: 365, longest: 200 }),
};

export const TREES = Object.keys(SHAPES);

/** Makes trees in the folder, or hands back those that are there: `dir` and what is in it. */
export class Trees {
  #folder;
  #quick;
  #kept = process.env.TJ_BENCH_TREES;

  constructor({ quick }) {
    this.#quick = quick;
    this.#folder = this.#kept ?? mkdtempSync(join(tmpdir(), 'tj-bench-trees-'));
  }

  get folder() {
    return this.#folder;
  }

  get(name) {
    const dir = join(this.#folder, `${name}${this.#quick ? '-quick' : ''}${real ? '' : '-made-up'}-${VERSION}`);
    const counts = `${dir}/counts.json`;
    if (!existsSync(counts)) {
      const making = `${dir}.${process.pid}`;
      mkdirSync(making, { recursive: true });
      const made = SHAPES[name](making, this.#quick ? 10 : 1);
      writeFileSync(join(making, 'counts.json'), JSON.stringify({ name, real, ...made }));
      renameSync(making, dir);
    }
    return { dir, ...JSON.parse(readFileSync(counts, 'utf8')) };
  }

  /** Trees in a temporary folder go; those in a folder of the user's stay. */
  close() {
    if (this.#kept === undefined) rmSync(this.#folder, { recursive: true, force: true });
  }
}

if (process.argv[1] === import.meta.filename) {
  const { values, positionals } = parseArgs({ allowPositionals: true, options: { quick: { type: 'boolean' } } });
  if (process.env.TJ_BENCH_TREES === undefined) throw new Error('TJ_BENCH_TREES names no folder');
  const trees = new Trees(values);
  for (const name of positionals.length > 0 ? positionals : TREES) console.log(JSON.stringify(trees.get(name)));
}
