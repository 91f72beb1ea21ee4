import { spawnSync } from 'node:child_process';
import {
  chmodSync,
  cpSync,
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  rmSync,
  symlinkSync,
  utimesSync,
  writeFileSync,
} from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import Database from 'better-sqlite3';
import { afterAll, beforeEach, describe, expect, it } from 'vitest';
import { answer, prompt } from './history.ts';
import { copyOfTj } from './settings/copy-of-tj.ts';
import { newHome, removeHomes, tj } from './tj.ts';

afterAll(removeHomes);

const ID = '00000001-0000-4000-8000-000000000000';

/** As `tj` in its tests says it is. */
const NOW = '2026-03-05T12:00:00Z';

let home: string;
let transcript: string;
let store: string;
beforeEach(() => {
  home = newHome();
  transcript = join(home, '.claude/projects/-w-app', `${ID}.jsonl`);
  store = join(home, '.tj/tj.db');
});

const GOOD = [
  prompt('2026-03-01T09:00:00Z', '/w/app', 'Fix the parser'),
  answer('2026-03-01T09:00:09Z', '/w/app', 'msg_1', 'claude-opus-4-6', [3, 412, 18_000, 4_000]),
  answer('2026-03-01T09:01:00Z', '/w/app', 'msg_2', 'claude-opus-4-6', [5, 90, 22_400, 600]),
];

function write(path: string, text: string | Buffer): void {
  mkdirSync(dirname(path), { recursive: true });
  writeFileSync(path, text);
}

/** A home in which all is well, unless other lines are in the transcript. */
function indexed(lines: readonly string[] = GOOD): void {
  write(transcript, `${lines.join('\n')}\n`);
  expect(tj(['index'], home).status).toBe(0);
}

interface Found {
  readonly kind: string;
  readonly level: string;
  readonly message: string;
  readonly path?: string;
  readonly line?: number;
  readonly do?: string;
}

function doctor(args: readonly string[] = [], how: { asNobody?: boolean; now?: string } = {}) {
  const cwd = home;
  const run = tj(
    ['doctor', '--json', ...args],
    home,
    { TJ_NOW: how.now ?? NOW },
    { cwd, asNobody: how.asNobody ?? false },
  );
  expect(run.stderr).toBe('');
  const document = JSON.parse(run.stdout) as { schema: number; ok: boolean; findings: Found[] };
  expect({ schema: document.schema, status: run.status }).toEqual({ schema: 1, status: document.ok ? 0 : 1 });
  return document;
}

const of = (kind: string, ...args: Parameters<typeof doctor>) =>
  doctor(...args).findings.filter((finding) => finding.kind === kind);

/** What lies in tj's own folder, byte for byte. */
const ownFiles = () =>
  Object.fromEntries(
    readdirSync(join(home, '.tj'), { withFileTypes: true })
      .filter((entry) => entry.isFile())
      .map(({ name }) => [name, readFileSync(join(home, '.tj', name)).toString('base64')]),
  );

describe('tj doctor where all is well', () => {
  it('says so in few lines, and has the frame of every document', () => {
    indexed();
    const card = tj(['doctor'], home, {}, { cwd: home });
    expect({ status: card.status, first: card.stdout.split('\n')[0] }).toEqual({ status: 0, first: 'All is well.' });
    expect(card.stdout.split('\n').length).toBeLessThan(14);
    expect(doctor()).toMatchObject({
      ok: true,
      window: { since: null, until: null },
      provenance: { files: 1, sessions: 1, responses: 2 },
      store: { path: store, compared_sessions: 1, comparable_sessions: 1 },
      transcripts: { found: 1, not_kept: 0, cleanup_days: 30 },
      findings: [{ kind: 'hook-absent', level: 'info', do: 'tj hook install' }],
    });
  });

  it.each([
    ['80', '80'],
    ['50', '50'],
  ])('no line but what can be typed is wider than %s columns', (_, COLUMNS) => {
    indexed([...GOOD, 'no JSON', '{"type":"hologram"}']);
    const { stdout } = tj(['doctor'], home, { COLUMNS }, { cwd: home });
    const wide = stdout
      .split('\n')
      .filter((line) => line.length > Number(COLUMNS) && !/^ +(?:tj|npm|mv|chmod) /.test(line));
    expect(wide).toEqual([]);
  });
});

describe('the store', () => {
  it('nothing is kept yet: says so, and makes nothing', () => {
    write(transcript, GOOD.join('\n'));
    expect(of('no-store')).toMatchObject([{ level: 'info', path: store, do: 'tj index' }]);
    expect(existsSync(join(home, '.tj'))).toBe(false);
  });

  it.each([
    ['a newer tj', () => new Database(store).exec('PRAGMA user_version = 4711').close(), 'other-store'],
    [
      'another program',
      () => [rmSync(store), new Database(store).exec('CREATE TABLE bookmarks (url)').close()],
      'other-store',
    ],
    [
      'another program by its id alone',
      () => new Database(store).exec('PRAGMA application_id = 7').close(),
      'store-damaged',
    ],
    ['nobody: it is text', () => writeFileSync(store, 'no database, but a text that is long enough'), 'store-damaged'],
    ['a folder of that name', () => [rmSync(store), mkdirSync(store)], 'store-unreadable'],
  ])('is of %s: an error, and it stays as it is', (_, make, kind) => {
    indexed();
    make();
    const before = ownFiles();
    const document = doctor(kind === 'store-unreadable' ? ['--db', join(store, 'tj.db', 'x')] : []);
    if (kind !== 'store-unreadable') {
      expect(document.findings[0]).toMatchObject({ kind, level: 'error', path: store });
      expect(document.ok).toBe(false);
    }
    expect(ownFiles()).toEqual(before);
  });

  it('a row that is not as it was written is an error with its table; no answer is given of it, and nothing is written', () => {
    indexed();
    const other = new Database(store);
    other.exec("UPDATE tools SET name = 'x'; UPDATE responses SET label = 'another' WHERE ordinal = 1");
    other.close();
    const before = ownFiles();
    const { ok, findings } = doctor();
    expect({ ok, first: findings[0] }).toMatchObject({
      ok: false,
      first: { kind: 'store-damaged', level: 'error', path: store, do: 'tj doctor --repair' },
    });
    expect(findings[0]?.message).toContain('1 row is not as written in responses');
    expect(ownFiles()).toEqual(before);
    const context = tj(['context', '--since', 'all'], home);
    expect(context).toMatchObject({
      status: 1,
      stdout: '',
      stderr: expect.stringContaining("is damaged: 'tj doctor' says where, 'tj doctor --repair' saves"),
    });
    expect(tj(['doctor', '--repair'], home).status).toBe(0);
    expect(doctor().ok).toBe(true);
    expect(of('store-copy')).toMatchObject([{ level: 'info', do: expect.stringMatching(/^rm "/) }]);
    expect(tj(['context', '--since', 'all'], home).status).toBe(0);
  });

  it('a label of which a bit is another is found: nothing else has it', () => {
    indexed();
    tj(['label', ID.slice(0, 8), 'release'], home);
    const bytes = readFileSync(store);
    const at = bytes.lastIndexOf('release');
    bytes[at] = (bytes[at] ?? 0) ^ 1;
    writeFileSync(store, bytes);
    expect(doctor().findings[0]).toMatchObject({
      kind: 'store-damaged',
      message: expect.stringContaining('in labels'),
    });
  });

  it('a session that is not what its journal makes of it is found', () => {
    indexed();
    const other = new Database(store);
    other.exec("UPDATE sessions SET title = 'another'");
    other.close();
    expect(of('rows-differ')).toMatchObject([{ level: 'error', message: expect.stringContaining('sessions') }]);
  });

  it('is not to be written to, or for others to look into', () => {
    indexed();
    chmodSync(store, 0o644);
    expect(of('permissions')).toMatchObject([{ level: 'warning', path: store, do: `chmod 600 "${store}"` }]);
    if (process.getuid?.() !== 0) return;
    for (const path of [home, join(home, '.tj'), join(home, '.claude')]) chmodSync(path, 0o755);
    const findings = of('store-read-only', [], { asNobody: true });
    expect(findings.map(({ level, path }) => [level, path])).toEqual([
      ['error', store],
      ['error', dirname(store)],
    ]);
  });
});

describe('transcripts', () => {
  it('bad lines, unknown types and models without a price stand with their place', () => {
    const unknown = '{"type":"hologram","version":"2.1.400","sessionId":"s"}';
    const scent = '{"type":"attachment","version":"2.1.400","attachment":{"type":"scent"}}';
    indexed([
      ...GOOD,
      'no JSON',
      unknown,
      unknown,
      scent,
      answer('2026-03-01T09:02:00Z', '/w/app', 'msg_3', 'glm-9-unknown', [5, 90, 0, 0]),
    ]);
    const { ok, findings } = doctor();
    expect(ok).toBe(true);
    expect(findings).toMatchObject([
      { kind: 'unpriced-model', level: 'warning', message: 'no price is known of model glm-9-unknown' },
      { kind: 'bad-line', level: 'info', path: transcript, line: 4 },
      {
        kind: 'unknown-type',
        path: transcript,
        line: 7,
        message: expect.stringContaining('attachment scent of Claude Code 2.1.400'),
      },
      {
        kind: 'unknown-type',
        path: transcript,
        line: 5,
        message: expect.stringContaining('record hologram of Claude Code 2.1.400 in 1 transcript'),
      },
      { kind: 'hook-absent' },
    ]);
  });

  it.each([
    ['', 'damaged-transcript', 'warning', 'was empty on 2026-03-05; tj keeps the 2 responses that it held'],
    [
      GOOD.slice(0, 2).join('\n'),
      'vanished',
      'info',
      'cut shorter by 2026-03-05: tj keeps the 1 response it no longer has',
    ],
  ])('what vanished from one stands with its file, when and how much', (content, kind, level, message) => {
    indexed();
    write(transcript, content);
    tj(['index'], home);
    expect(of(kind)).toEqual([{ kind, level, message, path: transcript, do: 'tj prune --gone --dry-run' }]);
  });

  it('NUL bytes in one are damage of the file, not bad lines of it', () => {
    indexed();
    write(
      transcript,
      Buffer.concat([Buffer.from(`${GOOD.join('\n')}\n`), Buffer.alloc(900), Buffer.from('\n'), Buffer.alloc(600)]),
    );
    tj(['index'], home);
    expect(of('damaged-transcript')).toMatchObject([{ level: 'warning', path: transcript }]);
    expect(of('bad-line')).toEqual([]);
  });

  it.each([
    [29, 'info', 'deletes the oldest in 29 days'],
    [5, 'warning', 'deletes the oldest in 5 days'],
    [-1, 'warning', 'deletes the oldest when it starts next'],
  ])('not kept yet, with %d days left: %s', (days, level, words) => {
    write(transcript, GOOD.join('\n'));
    const writtenAt = Date.parse(NOW) / 1000 - (30 - days) * 86_400;
    utimesSync(transcript, writtenAt, writtenAt);
    expect(of('not-kept')).toMatchObject([{ level, message: expect.stringContaining(words), do: 'tj index' }]);
  });

  it('none at all: where it was looked for', () => {
    expect(of('no-transcripts')).toMatchObject([
      { level: 'warning', message: expect.stringContaining(join(home, '.claude')) },
    ]);
  });

  it('the end of a session that no hook reported is missed, once ends are reported', () => {
    indexed();
    const kept = new Database(store);
    kept
      .prepare("INSERT INTO hook_reports (session_id, at, reason) VALUES ('s0', ?, 'clear')")
      .run(Date.parse('2026-02-01T00:00:00Z'));
    kept.close();
    expect(of('missed-end')).toMatchObject([
      { level: 'info', message: expect.stringContaining('the end of 1 session') },
    ]);
    expect(of('missed-end', [], { now: '2026-03-01T10:00:00Z' })).toEqual([]);
  });
});

it('a native part that does not load is an error, also where there is no store yet; repair says it in one sentence', () => {
  const script = copyOfTj(join(home, 'lib'));
  const modules = join(home, 'lib/node_modules');
  const own = dirname(createRequire(import.meta.url).resolve('better-sqlite3/package.json'));
  rmSync(join(modules, 'better-sqlite3'));
  for (const part of ['package.json', 'lib'])
    cpSync(join(own, part), join(modules, 'better-sqlite3', part), { recursive: true });
  write(join(modules, 'better-sqlite3/build/Release/better_sqlite3.node'), 'garbage');
  for (const name of ['bindings', 'file-uri-to-path']) symlinkSync(join(own, '..', name), join(modules, name));
  const refused = "tj: better-sqlite3 does not run with this Node: 'npm rebuild better-sqlite3'\n";
  expect(tj(['usage'], home, {}, { script, cwd: home })).toEqual({ status: 1, stdout: '', stderr: refused });
  expect(existsSync(join(home, '.tj/tj.db'))).toBe(false);
  for (const withStore of [false, true]) {
    if (withStore) indexed();
    const { status, stdout } = tj(['doctor', '--json'], home, {}, { script, cwd: home });
    const errors = JSON.parse(stdout).findings.filter(({ level }: { level: string }) => level === 'error');
    expect({ status, errors }).toMatchObject({
      status: 1,
      errors: [{ kind: 'engine', do: 'npm rebuild better-sqlite3' }],
    });
  }
  expect(tj(['doctor', '--repair'], home, {}, { script, cwd: home })).toMatchObject({
    ...{ status: 1, stdout: '', stderr: refused },
  });
});

describe('the hook', () => {
  it('that never reported an end, though a session ended since it is there: that is told', () => {
    indexed();
    expect(tj(['hook', 'install', '--yes'], home).status).toBe(0);
    const installed = Date.parse('2026-02-01T00:00:00Z') / 1000;
    utimesSync(join(home, '.claude/settings.json'), installed, installed);
    expect(of('missed-end')).toMatchObject([
      { level: 'info', message: expect.stringMatching(/^the end of \d+ sessions? was not reported since 2026-02-01/) },
    ]);
  });

  const settings = (command: string) =>
    JSON.stringify({ hooks: { SessionEnd: [{ hooks: [{ type: 'command', command, timeout: 30 }] }] } });
  const user = () => join(home, '.claude/settings.json');

  it('its Node is gone: an error, and tj, tj status and tj index say so too', () => {
    indexed();
    write(user(), settings(`"/opt/node-18/bin/node" "${join(home, 'tj.js')}" session-end`));
    const message = 'the SessionEnd hook cannot run: /opt/node-18/bin/node is not there';
    const dead = { message, path: user(), do: 'tj hook install' };
    expect(doctor()).toMatchObject({
      ok: false,
      hook: 'broken',
      findings: [{ kind: 'hook-dead', level: 'error', ...dead }],
    });
    for (const command of [[], ['status'], ['index']]) {
      const { stdout } = tj(command, home, {}, { cwd: home });
      expect(stdout.replace(/\s+/g, ' ')).toContain(
        'The SessionEnd hook cannot run: /opt/node-18/bin/node is not there, so',
      );
      expect(JSON.parse(tj([...command, '--json'], home, {}, { cwd: home }).stdout).dead_hook).toEqual(dead);
    }
    write(user(), '{}');
    expect(JSON.parse(tj(['--json'], home, {}, { cwd: home }).stdout).dead_hook).toBeNull();
  });

  it('an upgrade left its tj without the program: it cannot run', () => {
    indexed();
    const script = copyOfTj(join(home, 'lib'));
    write(user(), settings(`"${process.execPath}" "${script}" session-end`));
    expect(of('hook-other-tj')).toMatchObject([
      { level: 'warning', path: user(), message: expect.stringContaining(script) },
    ]);
    rmSync(join(dirname(script), '../dist'), { recursive: true });
    expect(of('hook-dead')).toMatchObject([
      { level: 'error', message: expect.stringContaining(`${script} is not there`) },
    ]);
  });

  it('it is in two places: every session is taken in twice', () => {
    indexed();
    tj(['hook', 'install', '--yes'], home, {}, { cwd: home });
    mkdirSync(join(home, 'app/.claude'), { recursive: true });
    write(join(home, 'app/.claude/settings.json'), readFileSync(user()));
    const { stdout } = tj(['doctor', '--json'], home, {}, { cwd: join(home, 'app') });
    const twice = JSON.parse(stdout).findings.filter(({ kind }: Found) => kind === 'hook-twice');
    expect(twice).toMatchObject([
      { level: 'warning', path: join(home, 'app/.claude/settings.json'), do: 'tj hook uninstall --project' },
    ]);
  });
});

describe('what tj doctor is to report does not end it', () => {
  it.skipIf(process.platform === 'win32')('pipes where files are expected hold nobody up', () => {
    indexed();
    const pipes = [join(home, '.claude/settings.local.json'), join(home, '.claude/settings.json'), `${store}-checked`];
    for (const path of pipes) {
      rmSync(path, { force: true });
      expect(spawnSync('mkfifo', [path]).status).toBe(0);
    }
    expect(doctor().ok).toBe(true);
    expect(tj([], home, {}, { cwd: home }).status).toBe(0);
  });

  it('settings and prices that are none', () => {
    indexed();
    write(join(home, '.tj/config.json'), 'no JSON');
    write(join(home, '.tj/pricing.json'), 'no JSON');
    chmodSync(join(home, '.tj/config.json'), 0o600);
    chmodSync(join(home, '.tj/pricing.json'), 0o600);
    expect(of('config').map(({ level }) => level)).toEqual(['error', 'error']);
  });

  it('any byte of the store may be another', () => {
    indexed();
    const whole = readFileSync(store);
    // Every eleventh page, and the header.
    const places = [0, 16, 18, 60, 96, 100, 105, ...Array.from({ length: 8 }, (_, i) => 4096 * (i * 5 + 1) + 3)];
    for (const at of places.filter((each) => each < whole.length)) {
      const bytes = Buffer.from(whole);
      bytes[at] = (bytes[at] ?? 0) ^ 0x40;
      writeFileSync(store, bytes);
      const { status, stderr } = tj(['doctor', '--json'], home, {}, { cwd: home });
      expect({ at, stderr, isExit: status === 0 || status === 1 }).toEqual({ at, stderr: '', isExit: true });
      expect(readFileSync(store).equals(bytes)).toBe(true);
    }
  });
});
