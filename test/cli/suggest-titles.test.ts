import { chmodSync, existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { delimiter, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeEach, describe, expect, it } from 'vitest';
import { makeRoot, removeRoots } from '../corpus.ts';
import { answer, prompt } from './history.ts';
import { newHome, removeHomes, tj } from './tj.ts';

const idOf = (letter: string) => `${letter.repeat(8)}-0000-4000-8000-000000000000`;
const KEY = `sk-ant-api03-${'0123456789abcdef'.repeat(3)}`;

let home: string;
let root: string;
let asked: string;
let env: Record<string, string>;
beforeEach(() => {
  home = newHome();
  root = history();
  asked = join(home, 'asked.json');
  const bin = join(home, 'bin');
  mkdirSync(bin);
  const script = fileURLToPath(new URL('pretend-claude-print.mjs', import.meta.url));
  writeFileSync(join(bin, 'claude'), `#!/bin/sh\nexec "${process.execPath}" "${script}" "$@"\n`);
  chmodSync(join(bin, 'claude'), 0o755);
  env = { PATH: [bin, process.env.PATH].join(delimiter), ASKED: asked, PRETEND: '{"1":"Fix the parser","2":"Notes"}' };
});
afterAll(() => {
  removeHomes();
  removeRoots();
});

/** `a` and `b` are called by their first prompts, `c` has a title of Claude Code's, `d` no response. */
function history(): string {
  const session = (letter: string, minute: number, ...said: string[]) => [
    ...said.map((text) => prompt(`2026-03-04T10:${minute}:00Z`, '/w/my-app', text)),
    answer(`2026-03-04T10:${minute}:30Z`, '/w/my-app', `msg_${letter}`, 'claude-opus-4-6', [10, 100, 20_000, 5_000]),
  ];
  const title = JSON.stringify({ type: 'ai-title', sessionId: idOf('c'), aiTitle: 'A title of its own' });
  const files = {
    a: session('a', 30, 'go on', `with the key ${KEY}`, 'and the red parser'),
    b: session('b', 20, 'once more please'),
    c: [...session('c', 10, 'hello'), title],
    d: [prompt('2026-03-04T10:00:00Z', '/w/my-app', 'nobody answers')],
  };
  return makeRoot(
    Object.fromEntries(Object.entries(files).map(([id, lines]) => [`-w-app/${idOf(id)}.jsonl`, lines.join('\n')])),
  );
}

const label = (args: readonly string[], more: object = {}, input?: string) =>
  tj(['label', '--root', root, ...args], home, { ...env, ...more }, input === undefined ? {} : { input });
const labels = () => {
  const { sessions } = JSON.parse(tj(['sessions', '--root', root, '--json'], home).stdout);
  return Object.fromEntries(
    sessions.map((each: { session_id: string; label: string }) => [each.session_id.charAt(0), each.label]),
  );
};

describe('tj label --suggest', () => {
  it('asks for titles of the sessions that are called by their prompts, and keeps them', () => {
    const { status, stdout, stderr } = label(['--suggest', '--yes']);
    expect({ status, stdout }).toEqual({
      status: 0,
      stdout: 'aaaaaaaa  Fix the parser\nbbbbbbbb  Notes\n2 titles kept for $0.0012; undo: tj label --undo\n',
    });
    expect(stderr.replaceAll('\n', ' ')).toMatch(
      /titles of 2 sessions .* about \d+ tokens, about \$0\.00\d\d at list price\./,
    );
    expect(labels()).toMatchObject({ a: 'Fix the parser', b: 'Notes', c: 'A title of its own' });
    expect(label(['--suggest', '--yes']).stdout).toContain('there is nothing to ask for');
  });

  it('sends the labels that the store has, and nothing else: no key, no path, no content', () => {
    label(['--suggest', '--yes']);
    const { args, prompt: sent, cwd } = JSON.parse(readFileSync(asked, 'utf8'));
    const { 1: first, 2: second } = JSON.parse(sent);
    expect(first.prompts[0]).toBe('go on');
    expect(second).toEqual({ project: 'my-app', prompts: ['once more please'] });
    expect(sent).not.toContain('0123456789abcdef');
    expect(cwd).toBe(join(home, '.tj'));
    expect(args.slice(0, 5)).toEqual(['-p', '--model', 'haiku', '--effort', 'low']);
    expect(args).toContain('--safe-mode');
  });

  it('--dry-run shows what would be sent, and sends nothing', () => {
    const { status, stdout } = label(['--suggest', '--dry-run']);
    expect(status).toBe(0);
    expect(JSON.parse(stdout.trim().split('\n').at(-1) ?? '')[2].prompts).toEqual(['once more please']);
    expect(existsSync(asked)).toBe(false);
  });

  it('--undo takes out what was suggested last, and no label that the user gave', () => {
    label(['aaaa', 'My own']);
    label(['--suggest', '--yes'], { PRETEND: '{"1":"Notes"}' });
    expect(labels()).toMatchObject({ a: 'My own', b: 'Notes' });
    label(['bbbb', 'Changed']);
    expect(label(['--undo']).stdout).toBe('No suggested title is kept: nothing was changed.\n');
    label(['bbbb', '--remove']);
    label(['--suggest', '--yes'], { PRETEND: '{"1":"Notes again"}' });
    expect(label(['--undo']).stdout).toBe('1 title taken out:\nbbbbbbbb  Notes again\n');
    expect(labels()).toMatchObject({ a: 'My own', b: 'once more please' });
  });

  it('the session that asking makes is labelled so, and is never asked about', () => {
    label(['--suggest', '--yes']);
    const { args } = JSON.parse(readFileSync(asked, 'utf8'));
    const own: string = args[args.indexOf('--session-id') + 1];
    const lines = [
      prompt('2026-03-05T10:00:00Z', join(home, '.tj'), '{"1":{}}'),
      answer('2026-03-05T10:00:01Z', join(home, '.tj'), 'msg_own', 'claude-haiku-4-5', [10, 10, 0, 500]),
    ];
    const other = makeRoot({ [`-tj/${own}.jsonl`]: lines.join('\n') });
    const { sessions } = JSON.parse(tj(['sessions', '--root', other, '--json'], home).stdout);
    expect(sessions).toMatchObject([{ session_id: own, label: 'tj label --suggest' }]);
    expect(tj(['label', '--suggest', '--yes', '--root', other], home, env).stdout).toContain('nothing to ask for');
  });

  it('as a document', () => {
    const document = JSON.parse(label(['--suggest', '--yes', '--json']).stdout);
    expect(document).toMatchObject({
      ...{ schema: 1, cost_usd: 0.0012 },
      titles: [
        { session_id: idOf('a'), label: 'Fix the parser', before: 'go on' },
        { session_id: idOf('b'), label: 'Notes', before: 'once more please' },
      ],
    });
    expect(JSON.parse(label(['--undo', '--json']).stdout).removed).toHaveLength(2);
  });

  it('without consent nothing is asked', () => {
    const { status, stderr } = label(['--suggest'], {}, '');
    expect(status).toBe(2);
    expect(stderr).toBe('tj: nobody can be asked here: add --yes to ask Claude, or --dry-run to look\n');
    expect(existsSync(asked)).toBe(false);
  });

  it.each<[string, object, string]>([
    ['no claude', { PATH: '/nowhere' }, 'there is no claude on the PATH: titles come from your own Claude Code'],
    [
      'a claude that fails',
      { FAILS: "error: unknown option '--safe-mode'" },
      "gave no titles: error: unknown option '--safe-mode'",
    ],
    ['an answer without titles', { PRETEND: 'I would rather not.' }, 'has no titles in it: try again'],
    ['titles that are none', { PRETEND: '{"1": 7, "2": "", "9": "x"}' }, 'has no titles in it: try again'],
    ['titles that are keys', { PRETEND: JSON.stringify({ 1: KEY }) }, 'has no titles in it: try again'],
  ])('%s is one line, and changes nothing', (_, more, message) => {
    const before = labels();
    const { status, stdout, stderr } = label(['--suggest', '--yes', '--json'], more);
    const { error } = JSON.parse(stdout);
    expect({ status, stderr }).toEqual({ status: 1, stderr: '' });
    expect(error.message).toContain(message);
    expect(labels()).toEqual(before);
  });

  it('takes the titles out of an answer with words around them, one line each', () => {
    label(['--suggest', '--yes'], { PRETEND: `Here you are:\n\`\`\`json\n{"2": "a\\nb \\u001b[31mred"}\n\`\`\`` });
    expect(labels()).toMatchObject({ a: 'go on', b: 'a b red' });
  });

  it.each<[string[], string]>([
    [['--suggest', '--undo'], '--suggest and --undo: one of them at a time'],
    [['aaaa', '--suggest'], '--suggest is for all sessions: give no session with it'],
    [['--yes'], '--yes and --dry-run are for --suggest'],
  ])('%j is refused', (args, message) => {
    expect(label(args)).toEqual({ status: 2, stdout: '', stderr: `tj: ${message}\n` });
  });
});
