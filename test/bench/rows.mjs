// What is measured, row by row: what tj is asked, what stands beside it, and the most that may be.
import { mkdirSync, readdirSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { END } from './make-tree.mjs';

const DAY_MS = 86_400_000;
const BY_DAY = ['usage', '--by', 'day', '--budget', '10m'];
const CONTEXT = ['context', '--since', '30d', '--budget', '10m'];
const CARDS = ['usage', 'context', 'quota-audit', 'tokenmaxx', 'agents', 'advise'];

/**
 * Every row: `id`, `what` was asked, `own` (tj, once), `beside` (name, run, and what its time is multiplied by), and
 * `most`, the ratio that is the mark; a mark that stands only beside ccusage has `peer`.
 */
export const ROWS = [
  first('quickstart-large', 'large', ['quickstart', '--full'], 1.3),
  first('usage-large', 'large', BY_DAY, 1.3),
  first('quickstart-small', 'small', ['quickstart', '--full'], 2),
  first('usage-small', 'small', BY_DAY, 2),
  first('usage-huge', 'huge', BY_DAY, 2.5),
  {
    id: 'again-huge',
    what: '`tj usage`, nothing changed',
    tree: 'huge',
    peer: true,
    most: 0.45,
    own: (on) => on.tjAgain('huge', ['usage'], BY_DAY),
    beside: (on) => peerOn(on, 'huge'),
  },
  {
    id: 'again-warm',
    what: '`tj usage`, nothing changed',
    tree: 'warm',
    most: 1.7,
    own: (on) => on.tjAgain('warm', ['usage'], BY_DAY),
    beside: nodeOn,
  },
  {
    id: 'index-large',
    what: 'first `tj index`',
    tree: 'large',
    most: 2,
    own: (on) => on.tjFirst('large', ['index']),
    beside: (on) => ({ name: 'baseline', run: () => on.baseline('large') }),
  },
  {
    id: 'index-long',
    what: 'first `tj index`',
    tree: 'long',
    own: (on) => on.tjFirst('long', ['index']),
    beside: (on) => ({ name: 'baseline', run: () => on.baseline('long') }),
  },
  first('usage-long', 'long', BY_DAY),
  {
    id: 'context-first',
    what: 'first `tj context --since 30d`',
    tree: 'large',
    most: 1.1,
    own: (on) => on.tjFirst('large', CONTEXT),
    beside: indexOfWindow,
  },
  ...CARDS.map((card) => ofYear(card, '30d', 4)),
  ...CARDS.map((card) => ofYear(card, '366d', 15)),
  { id: 'session-end', what: '`tj session-end`, 100 MB transcript', own: sessionEnd, beside: nodeOn },
  { id: 'version', what: '`tj --version`', own: (on) => on.tj(['--version']), beside: nodeOn },
];

function first(id, tree, args, most) {
  const what = `first \`tj ${args.join(' ').replace(' --budget 10m', '')}\``;
  return { id, what, tree, peer: true, most, own: (on) => on.tjFirst(tree, args), beside: (on) => peerOn(on, tree) };
}

function ofYear(card, since, most) {
  return {
    id: `${card}-${since === '30d' ? '30d' : 'year'}`,
    what: `\`tj ${card}\`, ${since === '30d' ? '30 days' : 'a year'}`,
    tree: 'year',
    most,
    own: (on) => on.tjAgain('year', [card, '--since', since, '--budget', '0'], ['index']),
    beside: nodeOn,
  };
}

function peerOn(on, tree) {
  return { name: on.peer, run: () => on[on.peer](tree) };
}

function nodeOn(on) {
  return { name: 'node -e 0', run: () => on.node() };
}

/** What `tj index` takes, by the share of the bytes that the sessions of the window have. */
function indexOfWindow(on) {
  const share = shareSince(on.tree('large').dir, END - 30 * DAY_MS);
  const name = `tj index x ${share.toFixed(2)} of the bytes`;
  return { name, run: () => on.tjFirst('large', ['index']), times: share };
}

function shareSince(dir, since_ms) {
  const files = readdirSync(join(dir, 'projects'), { recursive: true })
    .filter((name) => name.endsWith('.jsonl'))
    .map((name) => statSync(join(dir, 'projects', name)));
  const bytes = (some) => some.reduce((sum, { size }) => sum + size, 0);
  return bytes(files.filter(({ mtimeMs }) => mtimeMs >= since_ms)) / bytes(files);
}

/** What Claude Code waits for at the end of a session; what reads the session afterwards is kept from it by a lock. */
function sessionEnd(on) {
  const home = on.emptyFolder('hooked');
  const transcript = join(home, 'long.jsonl');
  writeFileSync(transcript, Buffer.alloc(100_000_000, '{"type":"progress"}\n'));
  mkdirSync(join(home, 'spool'));
  writeFileSync(join(home, 'spool', 'drain.lock'), String(process.pid));
  const input = JSON.stringify({ session_id: 'long', transcript_path: transcript, cwd: home, reason: 'other' });
  return on.tj(['session-end'], { env: { TJ_HOME: home }, input });
}
