// npm run bench [-- --ccusage] [-- --runs 5]: whole processes, run in turn, medians and ratios of one run. With --ccusage the npm package
// of that name is installed into a temporary folder and measured on the same files.
import { execFileSync, spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';

const { values } = parseArgs({ options: { ccusage: { type: 'boolean' }, runs: { type: 'string', default: '5' } } });
const runs = Number(values.runs);
const here = fileURLToPath(new URL('.', import.meta.url));
const tj = join(here, '../../bin/tj.js');
const work = mkdtempSync(join(tmpdir(), 'tj-bench-'));
const large = join(work, 'large');
const many = join(work, 'many');

try {
  const corpus = json(process.execPath, [join(here, 'make-corpus.mjs'), large, '--mb', '320']);
  const small = json(process.execPath, [join(here, 'make-corpus.mjs'), many, '--files', '4000']);
  console.log(`Node ${process.version}, ${corpus.real ? 'real' : 'made-up'} sessions, ${runs} runs each, medians`);
  console.log(`large: ${megabytes(corpus.bytes)} MB in ${corpus.files} files; many: ${small.files} files\n`);
  coldIndex();
  warmUsage();
  year();
  hook();
  version();
} finally {
  rmSync(work, { recursive: true, force: true });
}

/** A first `tj index` against one thread that only splits lines and parses each. */
function coldIndex() {
  const store = join(work, 'cold');
  const contestants = {
    'split + JSON.parse, one thread': () => measure([join(here, 'baseline.mjs'), large]),
    'tj index, cold': () => {
      rmSync(store, { recursive: true, force: true });
      return measure([tj, 'index', '--root', large], { TJ_HOME: store });
    },
    'tj quickstart --full': () => measure([tj, 'quickstart', '--full', '--root', large], { TJ_HOME: store }),
  };
  if (values.ccusage) addIfItRuns(contestants, 'ccusage daily', ccusage());
  report(inTurn(contestants));
}

/** A `tj usage` when nothing has changed since the last one. */
function warmUsage() {
  const env = { TJ_HOME: join(work, 'warm') };
  measure([tj, 'index', '--root', many], env);
  report(
    inTurn({
      'node -e 0': () => measure(['-e', '0']),
      'tj usage, nothing changed': () => measure([tj, 'usage', '--root', many], env),
      'tj usage --by day --json': () => measure([tj, 'usage', '--by', 'day', '--json', '--root', many], env),
    }),
  );
}

/** Every card over a year of history: 200,000 responses, nothing to read. */
function year() {
  const from = join(work, 'cold');
  if (!existsSync(join(from, 'tj.db'))) measure([tj, 'index', '--root', large], { TJ_HOME: from });
  const store = join(work, 'year.db');
  const { responses } = json(process.execPath, [join(here, 'make-year.mjs'), join(from, 'tj.db'), store]);
  const nothing = join(work, 'nothing');
  mkdirSync(nothing, { recursive: true });
  // Not by `--root`, which would narrow the answers to a folder that the store holds nothing of.
  const env = { CLAUDE_CONFIG_DIR: nothing };
  const args = ['--db', store, '--budget', '0'];
  const { totals } = JSON.parse(
    execFileSync(process.execPath, [tj, 'usage', '--json', ...args], { env: { ...process.env, ...env } }),
  );
  if (totals.responses !== responses) throw new Error(`answers cover ${totals.responses} of ${responses} responses`);
  console.log(`a store of ${responses} responses`);
  report(
    inTurn({
      'node -e 0': () => measure(['-e', '0']),
      ...Object.fromEntries(
        ['usage', 'context', 'quota-audit', 'tokenmaxx', 'agents'].map((card) => [
          `tj ${card}`,
          () => measure([tj, card, ...args], env),
        ]),
      ),
    }),
  );
}

/** What Claude Code waits for at the end of a session; what reads the session afterwards is kept from it by a lock. */
function hook() {
  const transcript = join(work, 'long.jsonl');
  writeFileSync(transcript, Buffer.alloc(100_000_000, '{"type":"progress"}\n'));
  const home = join(work, 'hooked');
  mkdirSync(join(home, 'spool'), { recursive: true });
  writeFileSync(join(home, 'spool', 'drain.lock'), String(process.pid));
  const input = JSON.stringify({ session_id: 'long', transcript_path: transcript, cwd: work, reason: 'other' });
  report(
    inTurn({
      'node -e 0': () => measure(['-e', '0'], {}, input),
      'tj session-end, 100 MB transcript': () => measure([tj, 'session-end'], { TJ_HOME: home }, input),
    }),
  );
}

function version() {
  report(inTurn({ 'node -e 0': () => measure(['-e', '0']), 'tj --version': () => measure([tj, '--version']) }));
}

/** A program of others may have no build for this machine; that is told, and the rest is measured. */
function addIfItRuns(contestants, name, run) {
  try {
    run();
    contestants[name] = run;
  } catch (error) {
    console.log(`${name}: not measured: ${error.message.split('\n')[0]}\n`);
  }
}

/** The program that the installed package starts, without npm before it. */
function ccusage() {
  const prefix = join(work, 'ccusage');
  execFileSync('npm', ['install', '--prefix', prefix, '--no-save', '--no-fund', '--no-audit', 'ccusage'], {
    stdio: 'ignore',
  });
  const bin = join(prefix, 'node_modules/.bin/ccusage');
  return () => measureCommand(bin, ['daily', '--offline', '--json'], { CLAUDE_CONFIG_DIR: large });
}

/** Runs each contestant once unmeasured, then all of them in turn. */
function inTurn(contestants) {
  const names = Object.keys(contestants);
  const all = Object.fromEntries(names.map((name) => [name, []]));
  for (const name of names) contestants[name]();
  for (let run = 0; run < runs; run++) for (const name of names) all[name].push(contestants[name]());
  return all;
}

function measure(args, env = {}, input = '') {
  return measureCommand(process.execPath, args, env, input);
}

function measureCommand(command, args, env, input = '') {
  const timed = existsSync('/usr/bin/time') ? ['/usr/bin/time', '-f', 'max %M'] : [];
  const [first, ...rest] = [...timed, command, ...args];
  const begun = performance.now();
  const done = spawnSync(first, rest, { env: { ...process.env, ...env }, encoding: 'utf8', maxBuffer: 1e9, input });
  const ms = performance.now() - begun;
  if (done.status !== 0) throw new Error(`${command} ${args.join(' ')}: exit ${done.status}: ${done.stderr}`);
  return { ms, kilobytes: Number(/max (\d+)\s*$/.exec(done.stderr)?.[1] ?? Number.NaN) };
}

/** One line each, with the ratio and the difference to the first. */
function report(all) {
  const [first] = Object.values(all);
  const base = median(first.map((run) => run.ms));
  for (const [name, measured] of Object.entries(all)) {
    const ms = measured.map((run) => run.ms);
    const cells = [
      `${median(ms).toFixed(0)} ms`,
      `${(median(ms) / base).toFixed(2)}x`,
      `+${(median(ms) - base).toFixed(0)} ms`,
    ];
    const range = `${Math.min(...ms).toFixed(0)}-${Math.max(...ms).toFixed(0)} ms`;
    const memory = `${megabytes(Math.max(...measured.map((run) => run.kilobytes)) * 1000)} MB`;
    console.log(`${name.padEnd(32)} ${cells.map((cell) => cell.padStart(9)).join(' ')}  (${range}, at most ${memory})`);
  }
  console.log('');
}

function median(numbers) {
  return [...numbers].sort((a, b) => a - b)[Math.floor(numbers.length / 2)];
}

function megabytes(bytes) {
  return (bytes / 1e6).toFixed(0);
}

function json(command, args) {
  return JSON.parse(execFileSync(command, args, { encoding: 'utf8' }));
}
