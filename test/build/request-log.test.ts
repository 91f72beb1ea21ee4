import { afterAll, describe, expect, it } from 'vitest';
import { record, results, use, user } from '../checklist/lines.ts';
import { removeRoots } from '../corpus.ts';
import { chars, chat, contextOf, prompts } from './context-of.ts';

afterAll(removeRoots);

const hash = (name: string) => name.padEnd(64, '0');
const blob = (name: string, role: string, ...content: object[]) => ({
  ...{ type: 'api-request-blob', hash: hash(name), message: { role, content } },
});
const words = (count: number) => ({ type: 'text', text: chars(count) });
const request = (id: string, base: string | null, keep: number, ...tail: string[]) => ({
  ...{ type: 'api-request', id, querySource: 'sdk', shapeHash: hash('shape'), base, keep, tail: tail.map(hash) },
});
const answering = (asked: string, response: object) => ({ ...response, requestRef: asked });
const shape = (system: number, ...tools: object[]) => ({
  ...{ type: 'api-request-shape', shapeHash: hash('shape'), shape: { system: [words(system)], tools } },
});
const rendered = (second: number, type: string, content: string, renderedRole: string) =>
  record('attachment', second, {
    ...{ attachment: { type }, version: '2.1.332', rendered: [{ content }], renderedRole },
  });
const read = (id: string, file: string) => use(id, 'Read', { file_path: file });

/** The beginning of a PNG file of this size, which is all that is read of it. */
function png(width: number, height: number): string {
  const head = Buffer.from('89504e470d0a1a0a0000000d49484452', 'hex');
  const size = Buffer.alloc(8);
  size.writeUInt32BE(width);
  size.writeUInt32BE(height, 4);
  return Buffer.concat([head, size, Buffer.from([8, 2, 0, 0, 0])]).toString('base64');
}

/** `{"name":"Read",...}` of so many characters. */
function tool(name: string, size: number, more: object = {}): object {
  const empty = JSON.stringify({ name, description: '', input_schema: {}, ...more }).length;
  return { name, description: chars(size - empty), input_schema: {}, ...more };
}

describe('where a request was logged, its messages say what is in the prompt', () => {
  it('the first prompt is shared by the parts of its fixed context and its messages, in the order it has them', async () => {
    const context = await contextOf(
      user(0, 'x'.repeat(400)),
      rendered(1, 'date', `<system-reminder>\n${'d'.repeat(200)}\n</system-reminder>`, 'system'),
      rendered(1, 'instructions', `<system-reminder>\n${'m'.repeat(262)}\n</system-reminder>`, 'user'),
      shape(3100, tool('Read', 4000), tool('mcp__figma__get', 2000), tool('Later', 9000, { defer_loading: true })),
      blob(
        'first',
        'user',
        { type: 'text', text: `<system-reminder>\n${'m'.repeat(262)}\n</system-reminder>\n` },
        words(400),
      ),
      blob('second', 'system', { type: 'text', text: 'd'.repeat(200) }),
      request('r1', null, 0, 'first', 'second'),
      answering('r1', chat(2, 'm1', { write1h: 2500 })),
    );
    expect(prompts(context).m1).toEqual([
      ...['base of tool Read 1000', 'base of mcp figma 500', 'base of system system prompt 775'],
      ...['memory 75', 'prompt 100', 'attachment 50'],
    ]);
  });

  it('what is the transcript itself needs no message: the answer, then the results', async () => {
    const context = await contextOf(
      user(0, chars(400)),
      request('r1', null, 0, 'mine'),
      answering('r1', chat(1, 'm1', { write1h: 1100, output: 20 }, [read('t1', 'a')])),
      results(2, { t1: chars(4000) }),
      request('r2', 'r1', 1, 'own answer', 'own results'),
      answering('r2', chat(3, 'm2', { read: 1100, write1h: 1020 })),
    );
    expect(prompts(context).m2).toEqual(['base 940', 'prompt 160', 'output 20', 'Read a 1000']);
  });

  it('a message that is not sent any more leaves, wherever it stood, and its sizes with it', async () => {
    const context = await contextOf(
      user(0, chars(250)),
      request('r1', null, 0, 'mine'),
      answering('r1', chat(1, 'm1', { write1h: 1100, output: 20 }, [read('t1', 'a')])),
      results(2, { t1: chars(4000) }),
      request('r2', 'r1', 1, 'a1', 'u1'),
      answering('r2', chat(3, 'm2', { read: 2120, output: 30 }, [read('t2', 'b')])),
      results(4, { t2: chars(2000) }),
      blob('cleared', 'user', { type: 'tool_result', tool_use_id: 't1', content: 'cleared' }),
      request('r3', 'r2', 2, 'cleared', 'a2', 'u2'),
      answering('r3', chat(5, 'm3', { read: 1120, write1h: 533 })),
    );
    expect(prompts(context).m2).toEqual(['base 1000', 'prompt 100', 'output 20', 'Read a 1000']);
    expect(prompts(context).m3).toEqual([
      'base 1000',
      'prompt 100',
      'output 20',
      'Read a 2',
      'output 30',
      'Read b 501',
    ]);
  });

  it('after a compaction only what the request holds is left', async () => {
    const context = await contextOf(
      user(0, chars(250)),
      request('r1', null, 0, 'mine'),
      answering('r1', chat(1, 'm1', { write1h: 9100, output: 20 })),
      record('system', 2, { subtype: 'compact_boundary', compactMetadata: { trigger: 'manual' } }),
      user(3, chars(1000), { isCompactSummary: true }),
      user(4, 'on'),
      blob('kept', 'assistant', words(500)),
      blob('sum', 'user', words(1000)),
      request('r2', null, 0, 'sum', 'kept', 'on'),
      answering('r2', chat(5, 'm2', { write1h: 9603 })),
    );
    expect(prompts(context).m2).toEqual(['base 9000', 'summary 401', 'output 201', 'prompt 1']);
  });

  it('a notice with words around it is the notice, a text that no record has a note with its beginning', async () => {
    const notice = '<task-notification><task-id>a</task-id><summary>a is done</summary></task-notification>';
    const context = await contextOf(
      user(0, chars(250)),
      request('r1', null, 0, 'mine'),
      answering('r1', chat(1, 'm1', { write1h: 9100, output: 20 })),
      user(2, notice, { origin: { kind: 'task-notification' } }),
      blob('told', 'user', { type: 'text', text: `[SYSTEM NOTIFICATION]\n${notice}${'.'.repeat(400)}` }),
      blob('more', 'user', { type: 'text', text: 'Tool loaded.' }),
      request('r2', 'r1', 1, 'a1', 'told', 'more'),
      answering('r2', chat(3, 'm2', { read: 9100, write1h: 230 })),
    );
    const labels = context.items.map(({ kind, label }) => `${kind} ${label}`);
    expect(labels).toContain('prompt a is done');
    expect(labels).toContain('note Tool loaded.');
  });

  it('a message whose record is lost leaves the prompt to the records, not to the log', async () => {
    const context = await contextOf(
      user(0, chars(250)),
      request('r1', null, 0, 'mine'),
      answering('r1', chat(1, 'm1', { write1h: 9100, output: 20 })),
      user(2, chars(500)),
      rendered(2, 'todo', chars(250), 'user'),
      request('r2', 'r1', 1, 'a1', 'lost'),
      answering('r2', chat(3, 'm2', { read: 9100, write1h: 320 })),
    );
    expect(prompts(context).m2).toEqual(['base 9000', 'prompt 100', 'output 20', 'prompt 200', 'attachment 100']);
  });

  it('a prompt of several texts is all of them, wherever each stands', async () => {
    const context = await contextOf(
      user(0, [words(1000), { type: 'text', text: 'y'.repeat(500) }]),
      shape(4000),
      blob('front', 'user', words(1000), { type: 'text', text: 'y'.repeat(500) }),
      blob('other', 'system', { type: 'text', text: 'z'.repeat(500) }),
      request('r1', null, 0, 'front', 'other'),
      answering('r1', chat(1, 'm1', { write1h: 2400 })),
    );
    expect(prompts(context).m1).toEqual(['base of system system prompt 1600', 'prompt 600', 'note 200']);
    expect(context.items.map(({ kind }) => kind)).toEqual(['base', 'prompt', 'prompt', 'note']);
  });

  it('an image in the first prompt has its own size, and the rest is shared by the characters', async () => {
    const image = { type: 'image', source: { type: 'base64', media_type: 'image/png', data: png(700, 700) } };
    const context = await contextOf(
      user(0, [words(1000), image]),
      shape(4000),
      request('r1', null, 0, 'mine'),
      answering('r1', chat(1, 'm1', { write1h: 2000 + 653 })),
    );
    expect(prompts(context).m1).toEqual(['base of system system prompt 1600', 'prompt 400', 'image 653']);
  });

  it('a request whose base is gone, and one with messages that nothing shows, are laid out by the records', async () => {
    const session = (asked: object) => [
      user(0, chars(250)),
      answering('r1', chat(1, 'm1', { write1h: 9100, output: 20 }, [read('t1', 'a')])),
      results(2, { t1: chars(1000) }),
      asked,
      answering('r2', chat(3, 'm2', { read: 9100, write1h: 420, output: 5 }, [read('t2', 'b')])),
      results(4, { t2: chars(250) }),
      request('r3', 'r2', 4, 'a2', 'u2'),
      answering('r3', chat(5, 'm3', { read: 9520, write1h: 105 })),
    ];
    const expected = ['base 9000', 'prompt 100', 'output 20', 'Read a 400', 'output 5', 'Read b 100'];
    for (const asked of [request('r2', 'gone', 2, 'a1', 'u1'), request('r2', null, 0, 'p', 'q', 'a1', 'u1')])
      expect(prompts(await contextOf(...session(asked))).m3).toEqual(expected);
  });
});

describe('deferred tools are in the prompt where they are named first', () => {
  const schema = tool('mcp__notes__keep', 1000, { defer_loading: true });
  const loaded = (second: number) =>
    record('attachment', second, { attachment: { type: 'deferred_tools_record', entries: [schema] } });

  it('by the result of a search', async () => {
    const found = [{ type: 'tool_reference', tool_name: 'mcp__notes__keep' }];
    const context = await contextOf(
      user(0, chars(250)),
      chat(1, 'm1', { write1h: 9100, output: 20 }, [use('t1', 'ToolSearch', { query: 'keep' })]),
      results(2, { t1: found }),
      loaded(3),
      chat(4, 'm2', { read: 9100, write1h: 420 }),
    );
    expect(prompts(context).m2).toEqual(['base 9000', 'prompt 100', 'output 20', 'base of mcp notes 400']);
  });

  it('by the notice that a server has connected', async () => {
    const context = await contextOf(
      user(0, chars(250)),
      chat(1, 'm1', { write1h: 9100, output: 20 }),
      user(2, chars(250)),
      record('attachment', 3, {
        ...{ version: '2.1.332', renderedRole: 'system', rendered: [{ content: chars(250) }] },
        attachment: { type: 'deferred_tools_delta', addedNames: [], surfacedNames: ['mcp__notes__keep'] },
      }),
      loaded(4),
      chat(5, 'm2', { read: 9100, write1h: 620 }),
    );
    expect(prompts(context).m2).toEqual([
      ...[
        'base 9000',
        'prompt 100',
        'output 20',
        'prompt 100',
        'base of other deferred tools 100',
        'base of mcp notes 400',
      ],
    ]);
  });
});
