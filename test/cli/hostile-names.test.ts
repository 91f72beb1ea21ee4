import { mkdirSync, readFileSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { GROUPINGS } from '../../src/model/groupings.ts';
import { newHome, removeHomes, tj } from './tj.ts';

afterAll(removeHomes);

/** What acts on a terminal or hides in a text, from ESC to a tag character; a slash ends a name. */
const HOSTILE = '\u001b]0;x\u0007\u001b[2J\u001b[31m\b\r\u009b2J\u202e\u061c\u200b\ufeff\u2066\u{e0041}\u00ad';
const NEWLINE = 'two\nlines';

const ACTS =
  // biome-ignore lint/suspicious/noControlCharactersInRegex: finding them is what this is for
  /[\u0000-\u0008\u000b-\u001f\u007f-\u009f\u00ad\u061c\u200b\u200e\u200f\u2028-\u202e\u2060-\u2069\ufeff\u{e0000}-\u{e007f}]/u;

const home = newHome();
const root = join(home, '.claude');
const project = join(root, 'projects', `-w-${HOSTILE}`);
const session = `s1${HOSTILE}`;

beforeAll(() => {
  const agents = join(project, session, 'subagents');
  mkdirSync(agents, { recursive: true });
  mkdirSync(join(home, `elsewhere${HOSTILE}`), { recursive: true });
  const record = (type: string, second: number, more: object) =>
    JSON.stringify({
      ...{ type, uuid: `${type}${second}`, timestamp: new Date(Date.UTC(2026, 2, 4, 12, 0, second)).toISOString() },
      ...{ sessionId: session, cwd: `/w/${HOSTILE}`, gitBranch: `b${HOSTILE}`, version: `2.1.${HOSTILE}`, ...more },
    });
  const answer = (second: number, id: string, content: readonly object[], more: object = {}) => {
    const usage = { input_tokens: 3, output_tokens: 900, cache_read_input_tokens: 50_000 };
    const message = { id: `${id}${HOSTILE}`, model: `claude-${HOSTILE}`, stop_reason: 'tool_use', content, usage };
    return record('assistant', second, { message, ...more });
  };
  const call = (id: string, name: string, input: object) => ({ type: 'tool_use', id: `${id}${HOSTILE}`, name, input });
  const result = (id: string) => ({
    type: 'tool_result',
    tool_use_id: `${id}${HOSTILE}`,
    is_error: true,
    content: HOSTILE,
  });
  const main = [
    record('user', 0, { message: { role: 'user', content: `title ${HOSTILE}` } }),
    record('summary', 0, { summary: `called ${HOSTILE}`, leafUuid: 'x' }),
    answer(1, 'm1', [
      call('t1', `mcp__${HOSTILE}__do`, { x: HOSTILE }),
      call('t2', 'Bash', { command: `ls ${HOSTILE}` }),
      call('t3', 'Read', { file_path: `/w/${HOSTILE}` }),
      call('t4', 'Task', { subagent_type: `kind${HOSTILE}`, description: HOSTILE, prompt: HOSTILE }),
      call('t5', 'Skill', { command: HOSTILE, skill: HOSTILE }),
    ]),
    record('user', 2, { message: { role: 'user', content: ['t1', 't2', 't3', 't4', 't5'].map(result) } }),
    answer(3, 'm2', []),
  ];
  writeFileSync(join(project, `${session}.jsonl`), `${main.join('\n')}\n`);
  writeFileSync(join(project, `${NEWLINE}.jsonl`), `${answer(5, 'm4', [])}\nno json\n`);
  const agent = [answer(2, 'm3', [], { isSidechain: true, agentId: `a1${HOSTILE}` })];
  writeFileSync(join(agents, `agent-a1${HOSTILE}.jsonl`), `${agent.join('\n')}\n`);
  writeFileSync(
    join(agents, `agent-a1${HOSTILE}.meta.json`),
    JSON.stringify({ agentType: HOSTILE, name: HOSTILE, description: HOSTILE, toolUseId: `t4${HOSTILE}` }),
  );
  writeFileSync(join(project, `agent-flat${HOSTILE}.jsonl`), `${answer(6, 'm5', [], { isSidechain: true })}\n`);
  symlinkSync(join(home, `elsewhere${HOSTILE}`), join(root, 'projects', `link${HOSTILE}`));
  symlinkSync('/nowhere', join(root, 'projects', `dead${HOSTILE}`));
  expect(tj(['index'], home).status).toBe(0);
});

const ALL = ['--since', 'all'];
const COMMANDS: readonly (readonly string[])[] = [
  ['index', '--reindex'],
  [],
  ['quickstart'],
  ['sessions', ...ALL],
  ['session', '--last'],
  ['session', 's1'],
  ['session', 's1', '--timeline'],
  ['session', 's1', '--map'],
  ['session', 's1', '--spans'],
  ['session', 'two'],
  ['session', `${HOSTILE}`],
  ['agents', ...ALL],
  ['runs'],
  ['context', ...ALL],
  ['context', '--by', 'fixed', ...ALL],
  ['advise', ...ALL],
  ['quota-audit', ...ALL],
  ['tokenmaxx', ...ALL],
  ['status'],
  ['compare', ...ALL],
  ['doctor'],
  ['pricing'],
  ['hook', 'status'],
  ['prune', '--before', '2027-01-01', '--dry-run'],
  ['export', '--ndjson', ...ALL],
  ['usage', '--project', HOSTILE, ...ALL],
  ['usage', '--model', HOSTILE, ...ALL],
  ['usage', '--root', `/nowhere/${HOSTILE}`],
  ['usage', '--db', `/proc/${HOSTILE}/tj.db`],
  ['usage', '--by', HOSTILE],
  ['usage', '--since', HOSTILE],
  ['config', 'set', 'plan', HOSTILE],
  ['label', HOSTILE, HOSTILE],
  [HOSTILE],
  // Times first: in these stands no name.
  ...GROUPINGS.slice(GROUPINGS.indexOf('session')).map((by) => ['usage', '--by', by, ...ALL]),
];
const TABLES = new Set(['usage', 'sessions', 'agents', 'pricing', 'runs']);

test.each(COMMANDS)('nothing but colour acts on the terminal, in any format: tj %j %j %j', (...words) => {
  const args = words.filter((word) => word !== undefined);
  const formats = [[], ['--json'], ...(TABLES.has(args[0] ?? '') ? [['--csv'], ['--md']] : [])];
  for (const format of formats) {
    const { status, stdout, stderr } = tj([...args, ...format], home, { FORCE_COLOR: '1', COLUMNS: '100' });
    // biome-ignore lint/suspicious/noControlCharactersInRegex: finding them is what this is for
    const own = format.length === 0 ? /\u001b\[(?:1|2|22|3[1-69])m|\r\n/g : /\r\n/g;
    const [out, err] = [stdout.replace(own, ''), stderr.replace(own, '')];
    expect({ args, format, out: found(out), err: found(err), isFault: status === 70 }).toEqual({
      ...{ args, format, out: null, err: null, isFault: false },
    });
  }
});

function found(text: string): string | null {
  const at = text.search(ACTS);
  return at < 0 ? null : JSON.stringify(text.slice(Math.max(0, at - 40), at + 20));
}

test('a picture holds none of it', () => {
  const file = join(home, 'share.svg');
  expect(tj(['tokenmaxx', '--svg', file, '--with-names', ...ALL], home).status).toBe(0);
  const svg = readFileSync(file, 'utf8').replaceAll('\n', '');
  expect(svg).toContain('</svg>');
  expect(found(svg)).toBe(null);
});

test('a session is found by its id as it is shown', () => {
  const { stdout } = tj(['sessions', '--json', ...ALL], home);
  const { sessions } = JSON.parse(stdout) as { sessions: { session_id: string }[] };
  for (const { session_id: id } of sessions) {
    expect(id).not.toMatch(ACTS);
    expect(tj(['session', id, '--json'], home).status).toBe(0);
  }
});
