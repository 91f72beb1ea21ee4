import { describe, expect, test } from 'vitest';
import { contentHash } from '../../src/model/content-hash.ts';
import type { ToolCall } from '../../src/model/tool-facts.ts';
import { assistant, theRecord } from './transcript-lines.ts';

describe('the target of a tool call tells what it is called on', () => {
  test.each<[string, object, string]>([
    ['Read', { offset: 1, file_path: '/src/a.ts' }, '/src/a.ts'],
    ['Edit', { old_string: 'a', new_string: 'b', file_path: '/src/a.ts', replace_all: false }, '/src/a.ts'],
    ['Write', { content: 'a', file_path: '/src/a.ts' }, '/src/a.ts'],
    ['NotebookEdit', { new_source: 'x', notebook_path: '/src/a.ipynb' }, '/src/a.ipynb'],
    ['Bash', { description: 'List files', command: 'ls -la' }, 'ls -la'],
    ['WebFetch', { prompt: 'Sum it up', url: 'https://example.org/a' }, 'https://example.org/a'],
    ['WebSearch', { query: 'node streams', allowed_domains: ['x'] }, 'node streams'],
    ['ToolSearch', { query: 'select:X', max_results: 3 }, 'select:X'],
    ['Grep', { path: '/src', output_mode: 'content', pattern: 'a.*b' }, 'a.*b'],
    ['Glob', { path: '/src', pattern: '**/*.ts' }, '**/*.ts'],
    ['LS', { path: '/src' }, '/src'],
    ['Skill', { args: 'x', skill: 'review' }, 'review'],
    ['SendMessage', { message: 'go on', summary: 'x', to: 'scout' }, 'scout'],
    ['SendMessage', { content: 'go on', recipient: 'scout' }, 'scout'],
    ['TaskCreate', { description: 'All of it', activeForm: 'Mending', subject: 'Mend it' }, 'Mend it'],
    ['TaskOutput', { task_id: 'b1', block: true }, 'b1'],
    ['ScheduleWakeup', { delaySeconds: 60, prompt: 'look again' }, 'look again'],
    ['mcp__x__navigate', { tabId: 1, url: 'https://example.org' }, 'https://example.org'],
    ['Agent', { prompt: 'Look at all', subagent_type: 'Explore', description: 'Look around' }, 'Look around'],
    ['Task', { prompt: 'Look at all', subagent_type: 'Explore', description: 'Look around' }, 'Look around'],
    ['Agent', { prompt: 'Look at all', subagent_type: 'Explore', name: 'scout' }, 'scout'],
    ['Agent', { prompt: 'Look at all', subagent_type: 'Explore' }, 'Explore'],
    ['Agent', { file_path: '/src/a.ts', command: 'ls', prompt: 'Look' }, ''],
    ['TodoWrite', { todos: [{ content: 'x', description: 'y' }] }, ''],
    ['EnterPlanMode', {}, ''],
  ])('%s of %j', (name, input, target) => {
    expect(call(name, input).target).toBe(target);
  });

  test.each<[string, object, string]>([
    [
      'an empty one is passed over',
      { file_path: '', command: ' \n', url: 'https://example.org' },
      'https://example.org',
    ],
    ['one that is no text is passed over', { file_path: 7, command: ['ls'], query: null, pattern: 'a' }, 'a'],
    ['one within another value is none', { edits: [{ file_path: '/a' }], body: { command: 'x' } }, ''],
    ['it is one line', { command: 'ls\n  a\tb\nE' }, 'ls a b E'],
    ['of a command it is what was done', { command: 'cd /w/app && FOO=1 sudo npm test' }, 'npm test'],
    ['it is read as JSON has it', { command: 'echo "é😀\\"' }, 'echo "é😀\\"'],
    ['it is cut to a label', { command: 'x'.repeat(500) }, `${'x'.repeat(79)}…`],
  ])('%s', (_, input, target) => {
    expect(call('Bash', input).target).toBe(target);
  });

  test('the program of a command line is told however long what stands before it is, and of shells only', () => {
    const command = `cd ${'/long'.repeat(200)} && npm test`;
    expect(call('Bash', { command }).program).toBe('npm');
    expect(call('mcp__x__run', { command }).program).toBeNull();
    expect(call('Bash', {}).program).toBeNull();
  });

  test('the name is a label too', () => {
    expect(call(' my\ntool ', {}).name).toBe('my tool');
  });
});

describe('the file that a command reads', () => {
  const reads = (name: string, command: unknown) => {
    const content = [{ type: 'tool_use', id: 't1', name, input: { command } }];
    return theRecord('answer', assistant({ content }, { cwd: '/w/app' })).toolCalls[0]?.reads;
  };

  test('is whole from the folder on in which it was run', () => {
    expect(reads('Bash', 'cd src && cat a.ts')).toBe('/w/app/src/a.ts');
  });

  test('is masked and cut like any path', () => {
    expect(reads('Bash', `cat /${'x'.repeat(200)}/a.ts`)).toBe(`…${'x'.repeat(114)}/a.ts`);
  });

  test('is none of another tool, nor of what is no text or too long to be looked at', () => {
    expect(reads('Remote', 'cat a.ts')).toBeNull();
    expect(reads('Bash', ['cat a.ts'])).toBeNull();
    expect(reads('Bash', `cat a.ts ${' '.repeat(5000)} b.ts`)).toBeNull();
  });
});

describe('the hash of a tool call’s arguments', () => {
  const input = { command: 'ls', timeout: 5, deep: { a: [1, { b: 'x', c: null }], d: true }, '': 'nameless' };
  const hash = call('Bash', input).inputHash;

  test('is the same in whatever order the members stand, at any depth', () => {
    expect(hash).toMatch(/^[0-9a-f]{16}$/);
    for (const other of [
      { timeout: 5, command: 'ls', '': 'nameless', deep: input.deep },
      { '': 'nameless', deep: { d: true, a: [1, { c: null, b: 'x' }] }, timeout: 5, command: 'ls' },
    ]) {
      expect(call('Bash', other).inputHash).toBe(hash);
    }
  });

  test('is the same for other white space between the values, and for another call, name and place', () => {
    const line = JSON.stringify(withCall('Bash', input));
    const spaced = line.replace(JSON.stringify(input), JSON.stringify(input, null, 1).replaceAll('\n', '\t'));
    expect(spaced).not.toBe(line);
    expect(onlyCall(spaced).inputHash).toBe(hash);
    expect(onlyCall({ ...withCall('Other', input), pad: 'x' }).inputHash).toBe(hash);
    for (const pad of ['', 'x', 'xx', 'xxx']) {
      expect(onlyCall({ pad, ...withCall('Bash', input) }).inputHash).toBe(hash);
    }
  });

  test('differs for another value, another key, and another order of a list', () => {
    const { command, timeout, deep } = input;
    const others: object[] = [
      { ...input, command: 'lt' },
      { ...input, command: 'ls ' },
      { ...input, command: ['ls'] },
      { ...input, timeout: 6 },
      { ...input, timeout: '5' },
      { ...input, timeout: null },
      { ...input, deep: { ...deep, d: false } },
      { ...input, deep: { ...deep, a: [1, { b: 'y', c: null }] } },
      { ...input, deep: { ...deep, a: [1, { b: null, c: 'x' }] } },
      { ...input, deep: { ...deep, a: [{ b: 'x', c: null }, 1] } },
      { ...input, deep: { ...deep, a: [[1], { b: 'x', c: null }] } },
      { ...input, deep: { ...deep, a: { 0: 1, 1: { b: 'x', c: null } } } },
      { ...input, '': 'named' },
      { ...input, more: null },
      { command, timeout, deep },
      { command: 5, timeout: 'ls', deep, '': 'nameless' },
      { commanD: command, timeout, deep, '': 'nameless' },
      { command: 'nameless', timeout, deep, '': 'ls' },
      {},
    ];
    const hashes = others.map((other) => call('Bash', other).inputHash);
    expect(new Set([hash, ...hashes]).size).toBe(others.length + 1);
    for (const other of hashes) expect(other).toMatch(/^[0-9a-f]{16}$/);
  });

  test('tells apart what stands deeper than anyone writes', () => {
    const deep = (inmost: unknown) => {
      let value = inmost;
      for (let depth = 0; depth < 100; depth++) value = [value];
      return { value };
    };
    expect(call('X', deep(1)).inputHash).toBe(call('X', deep(1)).inputHash);
    expect(call('X', deep(1)).inputHash).not.toBe(call('X', deep(2)).inputHash);
  });

  test('the size of its arguments is in bytes as they are written', () => {
    expect(call('Bash', { command: 'ls' }).inputChars).toBe('{"command":"ls"}'.length);
    expect(call('Bash', { command: 'é\n' }).inputChars).toBe(Buffer.byteLength('{"command":"é\\n"}'));
    expect(call('Bash', {}).inputChars).toBe(2);
  });
});

describe('lines that a call changes', () => {
  test.each<[string, string, string, number, number]>([
    ['one line for another', 'a', 'b', 1, 1],
    ['nothing', 'a\nb', 'a\nb', 0, 0],
    ['a line within common ones', 'a\nb\nc', 'a\nX\nc', 1, 1],
    ['a line put in', 'a\nc', 'a\nb\nc', 1, 0],
    ['a line taken out', 'a\nb\nc', 'a\nc', 0, 1],
    ['three for two behind a common head', 'h\na\nb', 'h\nx\ny\nz', 3, 2],
    ['two for three before a common tail', 'a\nb\nc\nt\nt', 'x\ny\nt\nt', 2, 3],
    ['lines put in at the end of a text with a last newline', 'a\n', 'a\nb\nc\n', 2, 0],
    ['one of equal lines taken out', 'a\na\na', 'a\na', 0, 1],
    ['equal lines put in', 'a\na', 'a\na\na\na', 2, 0],
    ['head and tail that would overlap', 'a\nb\na', 'a\nb\na\nb\na', 2, 0],
    ['common lines between changed ones, which count', 'a\nm\nb', 'x\nm\ny', 3, 3],
    ['whole lines taken out', 'a\nb\n', '', 0, 2],
    ['escapes', '"\té\n\\', '"\té\n\\\\', 1, 1],
  ])('Edit: %s', (_, before, after, added, removed) => {
    expect(edit({ old_string: before, new_string: after })).toEqual({ added, removed });
  });

  test('Edit: what is missing or no text has no lines', () => {
    expect(edit({})).toEqual({ added: 0, removed: 0 });
    expect(edit({ old_string: 7, new_string: 'a\nb' })).toEqual({ added: 2, removed: 0 });
    expect(edit({ old_string: 'a\nb', new_string: null })).toEqual({ added: 0, removed: 2 });
  });

  test('Edit: an empty text has no lines to take out', () => {
    expect(edit({ old_string: '', new_string: 'a\nb' })).toEqual({ added: 2, removed: 0 });
  });

  test.each<[string, unknown, object | null]>([
    ['one line', 'a', { added: 1, removed: 0 }],
    ['lines with a last newline', 'a\nb\n', { added: 2, removed: 0 }],
    ['lines without', 'a\nb', { added: 2, removed: 0 }],
    ['an empty line at the end', 'a\n\n', { added: 2, removed: 0 }],
    ['nothing', '', { added: 0, removed: 0 }],
    ['no text', 7, null],
    ['none at all', undefined, null],
  ])('Write: %s', (_, content, lines) => {
    expect(call('Write', { file_path: '/a', content }).lines).toEqual(lines);
  });

  test('Write: a long text is counted as far as is looked at, and more than a hundred KiB of it', () => {
    expect(call('Write', { content: 'line\n'.repeat(30_000) }).lines).toEqual({ added: 30_000, removed: 0 });
  });

  test.each(['Read', 'MultiEdit', 'Bash', 'edit', ''])('of any other tool (%s) there are none', (name) => {
    const input = { file_path: '/a', old_string: 'a', new_string: 'b', content: 'c' };
    expect(call(name, input).lines).toBeNull();
  });

  function edit(input: object) {
    return call('Edit', { file_path: '/a', ...input }).lines;
  }
});

describe('what a call says of the agent it starts', () => {
  test.each(['Agent', 'Task'])('%s: type, name and the hash of the trimmed prompt', (name) => {
    const input = { description: 'd', subagent_type: ' Explore\n', name: 'scout', prompt: '\n look\nhere  ' };
    const spawn = { agentType: 'Explore', name: 'scout', promptHash: contentHash('look\nhere') };
    expect(call(name, input).spawn).toEqual(spawn);
    expect(call(name, { description: 'd' }).spawn).toEqual({ agentType: null, name: null, promptHash: null });
    expect(call(name, { subagent_type: '', name: 7, prompt: [] }).spawn).toEqual({
      ...{ agentType: null, name: null, promptHash: null },
    });
  });

  test.each(['TaskCreate', 'TaskUpdate', 'TaskOutput', 'SendMessage', 'Bash', 'agent', ''])(
    '%s starts none',
    (name) => {
      expect(call(name, { subagent_type: 'Explore', name: 'scout', prompt: 'look' }).spawn).toBeNull();
    },
  );
});

function withCall(name: string, input: unknown): object {
  return assistant({ content: [{ type: 'tool_use', id: 't1', name, input }] });
}

function onlyCall(line: unknown): ToolCall {
  const { toolCalls } = theRecord('answer', line);
  const [only] = toolCalls;
  if (only === undefined || toolCalls.length > 1) throw new Error(`${toolCalls.length} calls`);
  return only;
}

function call(name: string, input: unknown): ToolCall {
  return onlyCall(withCall(name, input));
}
