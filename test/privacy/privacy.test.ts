import { spawnSync } from 'node:child_process';
import { existsSync, readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import Database from 'better-sqlite3';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { drained, payload, sessionEnd } from '../cli/hooks.ts';
import { newHome, removeHomes, TJ, tj } from '../cli/tj.ts';
import { removeRoots } from '../corpus.ts';
import { KINDS, type Planted, plantedHistory } from './planted-history.ts';
import { bytesBelow, found, type Texts } from './written-bytes.ts';

let planted: Planted;
let home: string;
const outputs: Texts = new Map();

beforeAll(() => {
  planted = plantedHistory();
  home = newHome();
});
afterAll(() => {
  removeRoots();
  removeHomes();
});

/** Questions that show something of sessions, in every format there is. */
function questions(): string[][] {
  const { sessionId } = planted;
  const session = ['session', sessionId];
  const groups = ['project', 'branch', 'session', 'agent', 'tool', 'shell', 'mcp', 'skill', 'command'];
  return [
    ...[[], ['sessions'], ['sessions', '--json'], ['sessions', '--csv'], ['sessions', '--md'], ['agents'], ['runs']],
    ...[['agents', '--json'], ['agents', '--csv'], ...groups.map((by) => ['usage', '--by', by, '--csv'])],
    ...[
      session,
      [...session, '--timeline'],
      [...session, '--map'],
      [...session, '--spans', '--json'],
      ['label', sessionId],
    ],
    ...[['quickstart', '--json'], ['context', '--json'], ['advise'], ['advise', '--json'], ['advise', '--md']],
    ...['kind', 'tool', 'file', 'fixed', 'rebuild'].map((by) => ['context', '--by', by, '--all']),
    ...[
      ['tokenmaxx', '--svg', '-', '--with-names'],
      ['tokenmaxx', '--json'],
      ['quota-audit', '--explain', sessionId],
    ],
    ...[['compare', '--json'], ['status', '--json'], ['quota'], ['doctor', '--json'], ['export', '--ndjson']],
    ...[['hook', 'status'], ['config'], ['prune', '--before', '2026-03-06', '--dry-run'], ['index', '--reindex']],
  ];
}

/** What lies in the home now, copied by another process: one that closes a file of a database gives up its own locks on it. */
function snapshot(): Texts {
  const copy = newHome();
  expect(spawnSync('cp', ['-a', `${home}/.`, copy]).status).toBe(0);
  return bytesBelow(copy);
}

/** Runs tj in a home that holds settings with secrets in them; outputs are kept for the search. */
function run(words: readonly string[], more: Readonly<Record<string, string>> = {}): number | null {
  const { status, stdout, stderr } = tj(words, home, { CLAUDE_CONFIG_DIR: planted.root, ...more });
  outputs.set(`tj ${words.join(' ')}`, Buffer.from(stdout + stderr).toString('latin1'));
  return status;
}

describe('secrets of every kind at every place', () => {
  test('index, every answer, the hook, its process, prune: nothing of them is written or shown', {
    timeout: 300_000,
  }, async () => {
    writeFileSync(join(planted.root, 'settings.json'), '{}');
    expect(run(['index'])).toBe(0);
    // A reader that stays: what is written meanwhile stays in the log beside the store.
    const reader = new Database(join(home, '.tj', 'tj.db'), { readonly: true });
    reader.prepare('SELECT count(*) FROM sessions').get();
    for (const words of questions()) expect([words, run(words)]).toEqual([words, expect.toSatisfy(isNoFault)]);
    for (const name of Object.keys(KINDS)) {
      const told = {
        cwd: `/w/${planted.plant(name, 'what a hook is told')}`,
        prompt: planted.plant(name, 'a prompt told'),
      };
      const env = { CLAUDE_CONFIG_DIR: planted.root, TJ_INSTANCE: planted.plant(name, 'a variable') };
      await sessionEnd({ home, stdin: payload(planted.sessionId, told), env });
      await sessionEnd({ home, stdin: `{"session_id": ${planted.plant(name, 'a payload that is none')}`, env });
      run(['session', planted.plant(name, 'an id that is none')]);
    }
    const spooled = snapshot();
    await drained(home);
    run(['label', planted.sessionId, 'mine']);
    run(['hook', 'install', '--yes']);
    expect(existsSync(join(home, '.tj', 'tj.db-wal'))).toBe(true);
    const written = snapshot();
    run(['prune', '--before', '2026-03-05T02:00:00Z', '--yes']);
    const pruned = snapshot();
    reader.close();
    const shown = new Map([...outputs].filter(([name]) => !/session .* an id|^tj session (?!0)/.test(name)));
    expect(planted.secrets.size).toBeGreaterThan(1500);
    expect(
      found(
        planted.secrets,
        new Map([
          ...spooled,
          ...written,
          ...shown,
          ...[...pruned].map(([name, text]) => [`${name}, pruned`, text] as const),
        ]),
      ),
    ).toEqual([]);
  });
});

function isNoFault(status: number | null): boolean {
  return status === 0 || status === 1;
}

/** Modes of all that lies below a folder, and of itself. */
function modesBelow(folder: string): Record<string, string> {
  const below = readdirSync(folder, { recursive: true, withFileTypes: true });
  const paths = [folder, ...below.map((entry) => join(entry.parentPath, entry.name))];
  return Object.fromEntries(
    paths.map((path) => [path.slice(folder.length), (statSync(path).mode & 0o777).toString(8)]),
  );
}

describe.skipIf(process.platform === 'win32')('for its owner only, whatever the umask is', () => {
  test.each(['000', '022', '077'])('%s', async (umask) => {
    const [own, root] = [newHome(), planted.root];
    const env = { PATH: process.env.PATH ?? '', HOME: own, CLAUDE_CONFIG_DIR: root, TJ_NOW: '2026-03-05T12:00:00Z' };
    const said = payload(planted.sessionId);
    const script = `umask ${umask}; cd "$HOME"; tj() { '${process.execPath}' '${TJ}' "$@"; }
      tj config set plan max; tj index; echo '${said}' | tj session-end; echo none | tj session-end
      tj label ${planted.sessionId} mine; tj tokenmaxx --svg card.svg; tj prune --before 2026-03-05T02:00:00Z --yes`;
    expect(spawnSync('sh', ['-c', script], { env, encoding: 'utf8' }).status).toBe(0);
    await drained(own);
    const modes = modesBelow(join(own, '.tj'));
    expect(Object.keys(modes)).toEqual(expect.arrayContaining(['/tj.db', '/config.json', '/hook.log', '/spool']));
    for (const [path, mode] of Object.entries(modes))
      expect([path, mode]).toEqual([path, path === '' || path === '/spool' ? '700' : '600']);
  });
});

/** Every command of tj, as it is run when nothing is asked of the network; hooks and the status line are handed what they read. */
function commands(): [words: string[], input?: string][] {
  const { sessionId } = planted;
  const said = payload(sessionId);
  const plain = [
    ...[
      ['index'],
      [],
      ['quickstart'],
      ['context'],
      ['advise'],
      ['tokenmaxx', '--svg', '-'],
      ['quota-audit'],
      ['compare'],
    ],
    ...[['status'], ['quota'], ['usage', '--by', 'day'], ['sessions'], ['session', sessionId], ['runs'], ['agents']],
    ...[
      ['label', sessionId, 'mine'],
      ['export', '--ndjson'],
      ['pricing', 'gpt-5'],
      ['config'],
      ['hook', 'status'],
      ['doctor'],
    ],
    ['prune', '--before', '2026-01-01', '--yes'],
  ];
  return [...plain.map((words): [string[]] => [words]), [['session-end'], said], [['statusline'], '{}']];
}

describe('every command', () => {
  const alone = spawnSync('unshare', ['-rn', 'true']).status === 0;
  const traced = spawnSync('strace', ['-V']).status === 0;

  test.skipIf(alone)('this machine allows no network namespaces: run beside its interfaces', () => undefined);
  test.skipIf(traced)('strace is not installed: which calls are made is not looked at', () => undefined);

  test('works without a network interface, asks for no socket, and changes nothing below the roots', {
    timeout: 300_000,
  }, async () => {
    const [own, trace] = [newHome(), join(newHome(), 'trace')];
    const before = [...bytesBelow(planted.root)];
    const by = [
      ...(alone ? ['unshare', '-rn', '--'] : []),
      ...(traced ? ['strace', '-f', '-qq', '-e', 'trace=socket,connect,bind,listen', '-o', trace] : []),
    ];
    for (const [words, input] of commands()) {
      expect([words, within(by, words, own, input)]).toEqual([words, expect.toSatisfy(isNoFault)]);
      await drained(own);
      if (traced) expect([words, readFileSync(trace, 'utf8')]).toEqual([words, expect.not.stringContaining('(')]);
    }
    expect([...bytesBelow(planted.root)]).toEqual(before);
  });

  function within(by: readonly string[], words: readonly string[], own: string, input = ''): number | null {
    const [program = '', ...options] = [...by, process.execPath, TJ, ...words];
    const env = {
      PATH: process.env.PATH ?? '',
      HOME: own,
      CLAUDE_CONFIG_DIR: planted.root,
      TJ_NOW: '2026-03-05T12:00:00Z',
    };
    return spawnSync(program, options, { env, input }).status;
  }
});
