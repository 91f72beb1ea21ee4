import { mkdirSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { answer, lines, user } from '../checklist/lines.ts';
import { newHome, removeHomes, tj } from './tj.ts';

afterAll(removeHomes);

const SESSION = lines(user(0, 'hi'), answer(1, 'm1', 'ok'));

/** A home with files; a name that ends in a slash is a folder. */
function homeWith(...names: readonly string[]): string {
  const home = newHome();
  for (const name of names) {
    const path = join(home, name);
    mkdirSync(name.endsWith('/') ? path : dirname(path), { recursive: true });
    if (!name.endsWith('/')) writeFileSync(path, name.endsWith('.jsonl') ? SESSION : '{}');
  }
  return home;
}

/** What `tj usage` says in JSON of the places it looked in, with the home folder left out. */
function lookedIn(home: string, args: readonly string[] = [], env: Readonly<Record<string, string>> = {}) {
  const { status, stdout } = tj(['usage', '--json', ...args], home, env);
  const said = JSON.parse(stdout.replaceAll(home, '~')).provenance.looked_in;
  return { status, said: said.map((place: Record<string, unknown>) => [place.folder, place.found, place.instead]) };
}

const COMMANDS = [
  ...[[], ['quickstart'], ['context'], ['usage'], ['usage', '--by', 'tool'], ['sessions'], ['agents'], ['status']],
  ...[['runs'], ['advise'], ['quota-audit'], ['tokenmaxx'], ['index']],
];

describe('without a transcript', () => {
  it.each(COMMANDS)('tj %s says where it looked and what is there, and that is no failure', (...command) => {
    const home = homeWith('.claude/settings.json');
    const { status, stdout, stderr } = tj(command, home);
    expect({ status, stderr }).toEqual({ status: 0, stderr: '' });
    const said = stdout.replaceAll(home, '~').replaceAll(/\s+/g, ' ');
    expect(said).toContain('looked in ~/.claude, which is a config folder without a transcript');
    expect(said).toContain('looked in ~/.config/claude, which is not there');
  });

  it.each(COMMANDS)('tj %s --json says so as well', (...command) => {
    const { status, stdout } = tj([...command, '--json'], homeWith());
    const answered = JSON.parse(stdout);
    const said = (answered.provenance ?? answered).looked_in;
    expect([status, said.map((place: { found: string }) => place.found)]).toEqual([0, ['absent', 'absent']]);
  });

  it.each([
    ...[
      ['usage', '--csv'],
      ['usage', '--by', 'day', '--md'],
      ['sessions', '--csv'],
      ['agents', '--md'],
      ['runs', '--csv'],
    ],
    ...[
      ['export', '--ndjson'],
      ['quota-audit', '--export-config', 'claude-code'],
    ],
  ])('tj %s %s says so in one line on standard error, since its output is for programs', (...command) => {
    const home = homeWith('.claude/settings.json');
    const empty = tj(command, home);
    expect([empty.status, empty.stderr.replaceAll(home, '~')]).toEqual([
      ...[
        0,
        'tj: looked in ~/.claude, which is a config folder without a transcript; looked in ~/.config/claude, which is not there\n',
      ],
    ]);
    const unmatched = tj([...command, '--model', 'nope'], homeWith('.claude/projects/p/s1.jsonl'));
    expect(unmatched.stderr).toMatch(/^tj: No model matches --model nope; models here: claude-\S+\n$/);
  });

  it('folders of other accounts are named', () => {
    const home = homeWith(
      '.claude-work/projects/p/s1.jsonl',
      '.claude-x/todos/a',
      '.claude-2/projects/p/',
      '.claude-3/projects/',
    );
    expect(lookedIn(home).said).toEqual([
      ['~/.claude', 'absent', ['~/.claude-2', '~/.claude-work']],
      ['~/.config/claude', 'absent', ['~/.claude-2', '~/.claude-work']],
    ]);
    const { stdout } = tj(['usage'], home);
    expect(stdout.replaceAll(home, '~').replaceAll(/\s+/g, ' ')).toContain(
      'projects are in ~/.claude-2, ~/.claude-work: --root or CLAUDE_CONFIG_DIR names it',
    );
  });

  it('tj session --last says so in its error', () => {
    const { status, stderr } = tj(['session', '--last'], newHome());
    expect([status, stderr]).toEqual([1, expect.stringContaining('.claude, which is not there')]);
  });
});

describe('a session that is asked for where there is none at all', () => {
  const commands = [
    ['session', 'abc'],
    ['context', '--session', 'abc'],
    ['agents', '--session', 'abc'],
    ['label', 'abc'],
  ];
  it.each(commands)('tj %s says where it looked', (...command) => {
    const home = homeWith('empty/projects/', '.claude/projects/p/s1.jsonl');
    tj(['index'], home);
    const { status, stderr } = tj([...command, '--root', join(home, 'empty')], home);
    expect([status, stderr.replaceAll(home, '~').trim().split('\n').length]).toEqual([1, 1]);
    expect(stderr.replaceAll(home, '~')).toContain('looked in ~/empty, which is a config folder without a transcript');
    const { stderr: others } = tj(command, home);
    expect(others).toContain("no session begins with 'abc': 'tj sessions --all' lists them");
  });
});

describe('CLAUDE_CONFIG_DIR and --root that name nothing useful', () => {
  const home = homeWith(
    ...['.claude/projects/-w-app/s1.jsonl', '.claude/todos/a', '.claude/projects/-w-empty/', 'file', 'plain/x/'],
    ...['empty/projects/', 'bare/projects/', 'bare/settings.json'],
  );

  it.each<[string, string, string, string[]]>([
    ['a list with colons', '~/.claude:~/plain', 'list', ['~/.claude', '~/plain']],
    ['a list with semicolons', '~/.claude;~/plain', 'list', ['~/.claude', '~/plain']],
    ['nothing', '~/nowhere', 'absent', []],
    ['a file', '~/file', 'file', []],
    ['the folder of one project', '~/.claude/projects/-w-app', 'one-project', ['~/.claude/projects']],
    ['a project without a transcript', '~/.claude/projects/-w-empty', 'within-config', ['~/.claude']],
    ['another folder of a config', '~/.claude/todos', 'within-config', ['~/.claude']],
    ['the home folder', '~', 'above-config', ['~/.claude']],
    ['any folder', '~/plain', 'empty', []],
    ['a config folder without a transcript', '~/bare', 'no-projects', []],
    ['its projects', '~/bare/projects', 'empty', []],
  ])('%s', (_, named, found, instead) => {
    const path = named.replace(/^~/, home);
    const expected = { status: 0, said: [[named.replaceAll('~', '~'), found, instead]] };
    expect(lookedIn(home, [], { CLAUDE_CONFIG_DIR: path.replaceAll('~', home) })).toEqual(expected);
    if (['list', 'absent', 'file'].includes(found)) return;
    expect(lookedIn(home, ['--root', path])).toEqual(expected);
  });

  it('is told beside what others have', () => {
    const env = { CLAUDE_CONFIG_DIR: `${home}/.claude,${home}/nowhere` };
    expect(lookedIn(home, [], env).said).toEqual([['~/nowhere', 'absent', []]]);
    expect(lookedIn(home, [], { CLAUDE_CONFIG_DIR: `${home}/.claude` }).said).toEqual([]);
    expect(lookedIn(home).said).toEqual([]);
  });

  it('a list as --root is for the user to mend, with how', () => {
    const { status, stderr } = tj(['usage', '--root', `${home}/.claude:${home}/plain`], home);
    expect([status, stderr]).toEqual([2, expect.stringContaining('no such folder; --root DIR once for each folder')]);
    const commas = tj(['usage', '--root', `${home}/.claude,${home}/plain`], home);
    expect(commas.stderr).toContain('no such folder; --root DIR once for each folder');
  });
});

describe('how long Claude Code keeps transcripts', () => {
  const beyond = (settings: string, env: Readonly<Record<string, string>> = {}) => {
    const home = homeWith(
      '.claude/projects/p/s1.jsonl',
      '.claude/settings.json',
      'b/projects/p/s2.jsonl',
      'b/settings.json',
      'c/projects/p/s3.jsonl',
    );
    writeFileSync(join(home, '.claude/settings.json'), settings);
    writeFileSync(join(home, 'b/settings.json'), '{"cleanupPeriodDays": 7}');
    const dirs = env.CLAUDE_CONFIG_DIR?.replaceAll('~', home);
    const { stdout } = tj(['quickstart'], home, dirs === undefined ? {} : { CLAUDE_CONFIG_DIR: dirs });
    return /keeps this beyond (.+)$/m.exec(stdout)?.[1];
  };

  it.each([
    ['{"cleanupPeriodDays": 365}', '365 days'],
    ['{"cleanupPeriodDays": 1}', '1 day'],
    ['{"cleanupPeriodDays": 0}', '30 days'],
    ['{"cleanupPeriodDays": "90"}', '30 days'],
    ['{}', '30 days'],
    ['null', '30 days'],
    ['no JSON', '30 days'],
  ])('is what the settings say: %s', (settings, days) => {
    expect(beyond(settings)).toBe(days);
  });

  it('of several config folders it is the shortest, 30 days where one does not say', () => {
    expect(beyond('{}', { CLAUDE_CONFIG_DIR: '~/.claude' })).toBe('30 days');
    expect(beyond('{"cleanupPeriodDays": 365}', { CLAUDE_CONFIG_DIR: '~/.claude,~/c' })).toBe('30 days');
    expect(beyond('{"cleanupPeriodDays": 365}', { CLAUDE_CONFIG_DIR: '~/.claude,~/b' })).toBe('7 days');
  });
});
