import { readdirSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeEach, describe, expect, it } from 'vitest';
import { removeRoots } from '../corpus.ts';
import { auditHistory } from './audit-sessions.ts';
import { idOf, RUN_REPORTS, report, runHistory } from './run-history.ts';
import { newHome, removeHomes, tj } from './tj.ts';

let home: string;
let root: string;
beforeEach(() => {
  home = newHome();
  root = runHistory();
});
afterAll(() => {
  removeHomes();
  removeRoots();
});

const label = (...args: string[]) => tj(['label', '--root', root, ...args], home);
const json = (...args: string[]) => JSON.parse(tj([...args, '--json', '--root', root], home).stdout);

function sessionOf(letter: string) {
  return json('sessions').sessions.find((each: { session_id: string }) => each.session_id === idOf(letter));
}

describe('tj label', () => {
  it('sets, tells, changes and removes the label, and says what was before', () => {
    expect(label('bbbb')).toMatchObject({ status: 0, stdout: 'no label; shown as Fix the parser\n', stderr: '' });
    expect(label('bbbb', 'Release', 'day').stdout).toBe(
      'Release day\nbefore: no label\nundo: tj label bbbb --remove\n',
    );
    expect(label('bbbb').stdout).toBe('Release day\n');
    expect(label('bbbb', "Bob's").stdout).toBe("Bob's\nbefore: Release day\nundo: tj label bbbb 'Release day'\n");
    expect(label('bbbb', '--remove').stdout).toBe(
      "no label; shown as Fix the parser\nbefore: Bob's\nundo: tj label bbbb 'Bob'\\''s'\n",
    );
    expect(label('bbbb', '--remove').stdout).toBe('no label; shown as Fix the parser\nbefore: no label\n');
  });

  it('as a document: the name it has, the one the user gave, and the one before', () => {
    expect(json('label', 'bbbb')).toEqual({
      ...{ schema: 1, session_id: idOf('b'), label: 'Fix the parser', user_label: null },
    });
    expect(json('label', 'bbbb', 'One')).toMatchObject({ label: 'One', user_label: 'One', before: null });
    expect(json('label', 'bbbb', 'Two')).toMatchObject({ label: 'Two', user_label: 'Two', before: 'One' });
    expect(json('label', 'bbbb', '--remove')).toMatchObject({
      label: 'Fix the parser',
      user_label: null,
      before: 'Two',
    });
  });

  it('is one line without control characters, at most 80 characters long', () => {
    expect(label('bbbb', ' red\u001b[31m\n\u202eline\t ').stdout).toMatch(/^red line\n/);
    const { stdout } = label('bbbb', 'x'.repeat(81));
    expect(stdout).toContain(`${'x'.repeat(79)}…`);
    expect(stdout.replaceAll('\n', ' ')).toContain('(cut to 80 characters)');
    const { stdout: longest } = label('bbbb', 'y'.repeat(80));
    expect(longest).toMatch(/^y{80}\nbefore:\nx{79}…\n$/);
    expect(sessionOf('b').label).toBe('y'.repeat(80));
  });

  it.each([
    ['an empty label', ['bbbb', ''], 2, 'tj: a label cannot be empty: --remove takes one out\n'],
    ['nothing but control characters', ['bbbb', '\u001b[31m\u0007'], 2, 'a label cannot be empty'],
    ['both', ['bbbb', 'x', '--remove'], 2, 'give either a label or --remove, not both'],
    ['a session that is none', ['9', 'x'], 1, "no session begins with '9'"],
    ['no session', [], 2, "missing required argument 'session'"],
  ])('%s is refused, and nothing is changed', (_, args, code, message) => {
    label('bbbb', 'as it was');
    const { status, stdout, stderr } = label(...args);
    expect({ status, stdout, lines: stderr.trim().split('\n').length }).toEqual({ status: code, stdout: '', lines: 1 });
    expect(stderr).toContain(message);
    expect(label('bbbb').stdout).toBe('as it was\n');
  });

  it('several that begin so are named by their labels; a session without a response is not among them', () => {
    label('bbbb', 'Release day');
    const { status, stderr } = label('');
    expect(status).toBe(2);
    expect(stderr).toContain(`${idOf('b')} 2026-03-05 Release day`);
    expect(stderr).not.toContain('aaaaaaa0');
    expect(label('aaaaaaa', 'unique').status).toBe(0);
    expect(sessionOf('a').label).toBe('unique');
  });

  it('outlives a reindex, and the transcripts', () => {
    label('bbbb', 'Release day');
    tj(['index', '--reindex', '--root', root], home);
    expect(sessionOf('b').label).toBe('Release day');
    for (const name of readdirSync(join(root, 'projects'))) rmSync(join(root, 'projects', name), { recursive: true });
    expect(sessionOf('b')).toMatchObject({ label: 'Release day', title: 'Fix the parser' });
  });
});

describe('the name of a session', () => {
  it("is the user's label, else the instance, else the title; the title stays what it is", () => {
    expect(sessionOf('a')).toMatchObject({ label: 'Plan the nightly run', title: 'Plan the nightly run' });
    report(home, RUN_REPORTS);
    expect(sessionOf('a')).toMatchObject({ label: 'lead', title: 'Plan the nightly run' });
    label('aaaaaaaa', 'My own');
    expect(sessionOf('a')).toMatchObject({ label: 'My own', title: 'Plan the nightly run' });
    label('aaaaaaaa', '--remove');
    expect(sessionOf('a').label).toBe('lead');
  });

  it('stands on every surface that names sessions', () => {
    report(home, RUN_REPORTS);
    label('aaaaaaaa', 'My own');
    const shown = (...args: string[]) => tj([...args, '--root', root, '--plan', 'max'], home).stdout;
    const commands = [
      ['sessions'],
      ['session', 'aaaaaaaa'],
      ['usage', '--by', 'session'],
      ['status'],
      ['runs', 'nightly-7'],
    ];
    for (const command of commands) {
      expect(shown(...command), command.join(' ')).toContain('My own');
    }
    for (const by of ['session', 'agent']) {
      const { rows } = json('usage', '--by', by);
      const own = rows.find((row: { key: string }) => row.key.startsWith(idOf('a')));
      expect(own.label).toBe('My own');
    }
    expect(json('session', 'aaaaaaaa').session).toMatchObject({ label: 'My own', title: 'Plan the nightly run' });
  });

  it('stands in tj quota-audit as well', () => {
    root = auditHistory();
    expect(label('dddddddd', 'My own').status).toBe(0);
    expect(tj(['quota-audit', '--root', root], home).stdout).toContain('My own');
    expect(tj(['quota-audit', '--root', root, '--explain', 'dddddddd'], home).stdout).toMatch(/^My own\n/);
    const [own] = json('quota-audit').candidates.filter((each: { session_id: string }) =>
      each.session_id.startsWith('dddddddd'),
    );
    expect(own.label).toBe('My own');
    expect(own.title).not.toBe('My own');
  });
});
