import { createHash } from 'node:crypto';
import { chmodSync, cpSync, existsSync, mkdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { afterAll, beforeEach, describe, expect, it } from 'vitest';
import { openStore, type Store } from '../../src/store/open-store.ts';
import { answer, lines, use, user } from '../checklist/lines.ts';
import { FIXTURES, HISTORIES, transcriptFolder } from '../corpus.ts';
import { dumpOf } from '../ingest/store-dump.ts';
import { newHome, removeHomes, tj } from './tj.ts';

afterAll(removeHomes);

let [there, here]: string[] = [];
let file: string;
beforeEach(() => {
  [there, here] = [newHome(), newHome()];
  file = join(there, 'laptop.tj');
});

const onLaptop = (...args: string[]) => tj(args, there as string, { TJ_MACHINE: 'laptop' });
const onDesk = (...args: string[]) => tj(args, here as string, { TJ_MACHINE: 'desk' });

function write(home: string | undefined, name: string, content: string): string {
  const path = join(home ?? '', '.claude/projects/p', `${name}.jsonl`);
  mkdirSync(dirname(path), { recursive: true });
  writeFileSync(path, content);
  return path;
}

const session = (id: string, more = '') =>
  lines(
    user(0, 'go', { sessionId: id }),
    answer(1, `${id}m1`, [use(`${id}t`, 'Bash', { command: 'ls' })], { sessionId: id }),
    answer(2, `${id}m2`, 'done', { sessionId: id }),
  ) + more;

function inStore<T>(home: string | undefined, use: (store: Store) => T): T {
  const store = openStore(join(home ?? '', '.tj/tj.db'));
  try {
    return use(store);
  } finally {
    store.close();
  }
}

const dump = (home: string | undefined) => inStore(home, dumpOf);

/** The laptop's store in `file`. */
function exported(): string {
  expect(onLaptop('export', '--store', '-o', file)).toMatchObject({ status: 0, stderr: '' });
  return readFileSync(file, 'utf8');
}

/** A line as it would be written behind another, with a check of its own. */
function checked(line: object, before = ''): string {
  const text = JSON.stringify(line).slice(0, -1);
  const check = before === '' ? '' : (JSON.parse(before) as { check: string }).check;
  return `${text},"check":"${createHash('sha256').update(check).update(text).digest('hex').slice(0, 16)}"}`;
}

describe('a store that goes to another machine', () => {
  it('brings sessions, labels, hook reports and quota samples, those of deleted transcripts too', () => {
    const path = write(there, 'one', session('one'));
    write(there, 'two', session('two'));
    onLaptop('index');
    rmSync(path);
    onLaptop('label', 'one', 'mine');
    const payload = { session_id: 'two', hook_event_name: 'SessionEnd', reason: 'clear', cwd: '/w' };
    tj(['session-end', '--foreground'], there as string, {}, { input: JSON.stringify(payload) });
    inStore(there, (store) =>
      store.exec(`INSERT INTO quota_samples (quota, at, used_percentage) VALUES ('five_hour', 5, 12)`),
    );
    exported();
    expect(statSync(file).mode & 0o777).toBe(0o600);
    const done = JSON.parse(onDesk('import', file, '--json').stdout);
    expect(done).toMatchObject({
      from: { machine: 'laptop' },
      sessions: { new: 2, changed: 0, same: 0, left_out: 0 },
      ...{ hook_reports: 1, labels: 1, quota_samples: 1 },
    });
    expect(dump(here)).toEqual(dump(there));
    const again = JSON.parse(onDesk('import', file, '--json').stdout);
    expect(again).toMatchObject({ sessions: { new: 0, changed: 0, same: 2 }, hook_reports: 0, labels: 0 });
    expect(onDesk('doctor').stdout).not.toContain('damaged');
  });

  it('is told apart from what is here by the name of its machine', () => {
    write(there, 'one', session('one'));
    write(here, 'two', session('two'));
    exported();
    onDesk('import', file);
    const rows = JSON.parse(onDesk('usage', '--by', 'machine', '--json', '--since', 'all').stdout).rows;
    const found = rows.map(({ key, responses }: { key: string; responses: number }) => [key, responses]);
    expect(found.sort()).toEqual([
      ['desk', 2],
      ['laptop', 2],
    ]);
  });

  it('reads whole what was only read for its responses, before it goes and before another comes in', () => {
    write(there, 'one', session('one'));
    write(here, 'one', session('one'));
    onLaptop('usage', '--since', 'all');
    onDesk('usage', '--since', 'all');
    exported();
    onDesk('import', file);
    expect(inStore(here, (store) => store.prepare('SELECT DISTINCT depth FROM sessions').pluck().all())).toEqual([
      'spans',
    ]);
    expect(JSON.parse(onDesk('usage', '--json', '--since', 'all').stdout).totals.responses).toBe(2);
  });

  it('goes through a pipe as well', () => {
    write(there, 'one', session('one'));
    const { stdout } = onLaptop('export', '--store');
    const { status } = tj(['import', '-'], here as string, {}, { input: stdout });
    expect(status).toBe(0);
    expect(dump(here)).toEqual(dump(there));
  });

  it('leaves a session out that tj prune took out here, and says so', () => {
    write(there, 'one', session('one'));
    write(here, 'one', session('one'));
    exported();
    onDesk('index');
    onDesk('prune', '--before', '2027-01-01', '--yes');
    expect(onDesk('import', file).stdout).toContain('1 session left out: tj prune took it out here.');
    expect(dump(here)).toMatchObject({ sessions: [] });
  });

  it('has no labels where none are to be kept', () => {
    write(there, 'one', session('one'));
    exported();
    onDesk('config', 'set', 'labels', 'none');
    onDesk('import', file);
    const { turns, tools } = dump(here) as { turns: { label: string }[]; tools: { target: string }[] };
    expect(turns.map(({ label }) => label)).toEqual(['']);
    expect(tools.map(({ target }) => target)).toEqual([expect.stringMatching(/^#[0-9a-f]{8}$/)]);
  });
});

describe.each(
  [HISTORIES[0] ?? null, join(FIXTURES, '2.1.332/request-log'), transcriptFolder('wandb+weave-claude-code')]
    .filter((folder) => folder !== null)
    .map((folder) => [folder]),
)('%s', (folder) => {
  it('every answer is the same on the machine that a store came to', () => {
    cpSync(folder, join(there as string, '.claude'), { recursive: true });
    exported();
    rmSync(join(there as string, '.claude'), { recursive: true });
    onDesk('import', file);
    const [id = ''] = JSON.parse(onLaptop('sessions', '--json', '--since', 'all').stdout).sessions.map(
      (each: { session_id: string }) => each.session_id,
    );
    for (const words of [
      ...[['usage'], ['usage', '--by', 'machine'], ['usage', '--by', 'agent'], ['usage', '--by', 'tool']],
      ...[['sessions'], ['agents'], ['context'], ['advise'], ['quota-audit'], ['tokenmaxx'], ['session', id]],
      ['session', id, '--spans'],
    ]) {
      const asked = [...words, '--json', '--since', 'all'];
      const answerOf = (run: typeof onDesk, home: string | undefined) => {
        const { status, stdout } = run(...asked);
        return [status, stdout.replaceAll(home ?? '', 'HOME')];
      };
      const [status, answer] = answerOf(onLaptop, there);
      expect([words, status]).toEqual([words, 0]);
      expect([words, ...answerOf(onDesk, here)]).toEqual([words, 0, answer]);
    }
  });
});

describe('a file that cannot be imported', () => {
  const refused = (content: string | Buffer) => {
    writeFileSync(file, content);
    const before = existsSync(join(here ?? '', '.tj/tj.db')) ? dump(here) : null;
    const { status, stdout, stderr } = onDesk('import', file);
    expect([status, stdout]).toEqual([1, '']);
    if (before !== null) expect(dump(here)).toEqual(before);
    expect(stderr.trim().split('\n')).toHaveLength(1);
    return stderr.replace(file, 'FILE');
  };

  it('is refused whole, with the line that is damaged, or what else is wrong', () => {
    write(there, 'one', session('one'));
    write(there, 'two', session('two'));
    write(here, 'own', session('own'));
    onDesk('index');
    const whole = exported();
    const [header = '', ...rest] = whole.trimEnd().split('\n');
    const cut = rest.slice(0, -1);
    expect(refused(`${[header, ...cut].join('\n')}\n`)).toContain('FILE ends early, after 3 of 4 lines');
    expect(refused(whole.slice(0, -120))).toContain('FILE, line 3: damaged: nothing was imported');
    expect(refused(whole.replace('"kind":"main"', '"kind":"mainn"'))).toContain('FILE, line 2: damaged');
    expect(refused(`${whole}${rest[0]}\n`)).toContain('FILE, line 5: damaged');
    // As many lines as there were, one of them twice, or in another order.
    expect(refused(`${[header, rest[0], rest[0], rest[2]].join('\n')}\n`)).toContain('FILE, line 3: damaged');
    expect(refused(`${[header, rest[1], rest[0], rest[2]].join('\n')}\n`)).toContain('FILE, line 2: damaged');
    const row = checked({ row: ['sessions', 'x'] }, header);
    expect(refused(`${[header, row, ...rest].join('\n')}\n`)).toContain('FILE, line 2: damaged');
    const { file: kept } = JSON.parse(rest[0] ?? '');
    const bad = checked({ file: { ...kept, stamp: ['x', ...kept.stamp.slice(1)] } }, header);
    expect(refused(`${[header, bad, ...rest.slice(1)].join('\n')}\n`)).toContain('FILE, line 2: damaged');
    const noRecords = checked({ file: { ...kept, journal: [[1, 'AAAA']] } }, header);
    expect(refused(`${[header, noRecords, ...rest.slice(1)].join('\n')}\n`)).toContain('FILE, line 2: damaged');
    const { header: first } = JSON.parse(header);
    const newer = checked({ header: { ...first, format: 2, tj: '9.0.0' } });
    expect(refused(`${[newer, ...rest].join('\n')}\n`)).toBe(
      'tj: FILE was written by a newer tj (9.0.0): update this one\n',
    );
    for (const other of ['', 'hello\n', '{"span_id":"1"}\n', Buffer.alloc(5000)])
      expect(refused(other)).toContain("FILE is nothing that 'tj export --store' wrote");
    expect(onDesk('import', join(here ?? '', 'nowhere')).stderr).toContain('there is no file');
    expect(onDesk('import', here ?? '').status).toBe(1);
  });
});

describe('a file that is written', () => {
  it('is a new one, and is said to be none where it cannot be', () => {
    write(there, 'one', session('one'));
    exported();
    const kept = readFileSync(file);
    expect(onLaptop('export', '--store', '-o', file)).toMatchObject({ status: 1, stdout: '' });
    expect(readFileSync(file)).toEqual(kept);
    const within = join(there as string, '.claude/projects/x');
    expect(onLaptop('export', '--store', '-o', within).status).toBe(1);
    expect(existsSync(within)).toBe(false);
    expect(onLaptop('export', '--store', '--since', '7d').stderr).toContain('it takes no --since');
    expect(onLaptop('export', '--store', '--ndjson').status).toBe(2);
    chmodSync(there as string, 0o755);
    const spans = join(there as string, 'spans');
    expect(onLaptop('export', '--ndjson', '--since', 'all', '-o', spans).status).toBe(0);
    expect(readFileSync(spans, 'utf8').trim().split('\n').length).toBeGreaterThan(3);
    expect(statSync(spans).mode & 0o777).toBe(0o600);
  });
});
