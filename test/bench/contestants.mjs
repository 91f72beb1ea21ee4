// The programs that are measured, each on the same files and with the same clock.
import { spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import {
  chmodSync,
  cpSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  statSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { END } from './make-tree.mjs';
import { measure } from './measure.mjs';

const CCUSAGE = '20.0.24';
const HOUR_MS = 3_600_000;
const root = fileURLToPath(new URL('../../', import.meta.url));

/** One run of the bench: its trees, its stores, and how each program is run on them. */
export class Contestants {
  #work = mkdtempSync(join(tmpdir(), 'tj-bench-'));
  #stores = new Map();
  #trees;
  #ccusage;

  constructor(trees, { withCcusage }) {
    this.#trees = trees;
    this.#ccusage = withCcusage ? installedCcusage(trees.folder) : undefined;
  }

  /** What stands beside a first answer: `ccusage` where it runs, else the baseline. */
  get peer() {
    return this.#ccusage === undefined ? 'baseline' : 'ccusage';
  }

  tree(name) {
    return this.#trees.get(name);
  }

  /** A folder without files, of the given name. */
  emptyFolder(name) {
    const folder = join(this.#work, name);
    rmSync(folder, { recursive: true, force: true });
    mkdirSync(folder, { recursive: true });
    return folder;
  }

  node(args = ['-e', '0'], more = {}) {
    return measure(process.execPath, args, { ...more, env: this.#env(more.env) });
  }

  /** One thread that splits every transcript of the tree into lines and parses each. */
  baseline(tree) {
    return this.node([join(root, 'test/bench/baseline.mjs'), this.tree(tree).dir]);
  }

  ccusage(tree) {
    const args = ['claude', 'daily', '--json', '--offline'];
    return measure(this.#ccusage, args, { env: this.#env({ CLAUDE_CONFIG_DIR: this.tree(tree).dir }) });
  }

  /** tj with a store that holds nothing yet; the store stays for `tjAgain`. */
  tjFirst(tree, args) {
    const store = this.emptyFolder(`store-${tree}`);
    this.#stores.set(tree, store);
    return this.#tj(tree, args, store);
  }

  /** tj with a store that has all of the tree: the one that the last first run left, else one made now by `fill`. */
  tjAgain(tree, args, fill) {
    if (!this.#stores.has(tree)) this.#fill(tree, fill);
    return this.#tj(tree, args, this.#stores.get(tree));
  }

  /** The bytes of the store of the tree, with what stands beside it. */
  storeBytes(tree) {
    const store = this.#stores.get(tree);
    return readdirSync(store).reduce((sum, name) => sum + statSync(join(store, name)).size, 0);
  }

  tj(args, more) {
    return this.node([join(root, 'bin/tj.js'), ...args], more);
  }

  close() {
    rmSync(this.#work, { recursive: true, force: true });
  }

  #tj(tree, args, store) {
    return this.tj(args, { env: { TJ_HOME: store, CLAUDE_CONFIG_DIR: this.tree(tree).dir } });
  }

  /** A filled store is kept beside the trees for as long as tj itself is the same. */
  #fill(tree, fill) {
    const name = basename(this.tree(tree).dir);
    const kept = join(this.#trees.folder, `store-${name}-${fill[0]}-${built()}`);
    if (!existsSync(kept)) {
      const store = this.emptyFolder(`store-${tree}`);
      this.#tj(tree, fill, store);
      const making = `${kept}.${process.pid}`;
      cpSync(store, making, { recursive: true });
      renameSync(making, kept);
    }
    const copy = this.emptyFolder(`store-${tree}`);
    cpSync(kept, copy, { recursive: true });
    this.#stores.set(tree, copy);
  }

  #env(more) {
    const own = Object.entries(process.env).filter(([name]) => !/^(TJ_|CLAUDE|OTEL_|NODE_OPTIONS)/.test(name));
    const home = join(this.#work, 'home');
    mkdirSync(home, { recursive: true });
    const now = new Date(END + HOUR_MS).toISOString();
    return { ...Object.fromEntries(own), HOME: home, XDG_CONFIG_HOME: home, TZ: 'UTC', TJ_NOW: now, ...more };
  }
}

/** The native program of the package, installed beside the trees. undefined where it has none for this machine. */
function installedCcusage(folder) {
  const prefix = join(folder, `ccusage-${CCUSAGE}`);
  const native = `@ccusage/ccusage-${process.platform}-${process.arch}`;
  const program = join(prefix, 'node_modules', native, 'bin/ccusage');
  if (!existsSync(program)) {
    const packages = [`ccusage@${CCUSAGE}`, `${native}@${CCUSAGE}`];
    const flags = ['--prefix', prefix, '--no-save', '--no-fund', '--no-audit'];
    mkdirSync(prefix, { recursive: true });
    const done = spawnSync('npm', ['install', ...flags, ...packages], { encoding: 'utf8' });
    if (done.status !== 0) console.error(`ccusage is not measured: ${done.stderr ?? done.error.message}`);
  }
  if (!existsSync(program)) return undefined;
  chmodSync(program, 0o755);
  return program;
}

/** Another word for every other build. */
function built() {
  const hash = createHash('sha256');
  const dist = join(root, 'dist');
  const files = readdirSync(dist, { recursive: true }).filter((name) => statSync(join(dist, name)).isFile());
  for (const name of files.sort()) hash.update(name).update(readFileSync(join(dist, name)));
  return hash.digest('hex').slice(0, 12);
}
