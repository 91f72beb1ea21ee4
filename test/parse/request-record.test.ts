import { describe, expect, test } from 'vitest';
import { AT, parseLines, TIME, theRecord, UUID } from './transcript-lines.ts';

const HASH = 'a'.repeat(16) + 'b'.repeat(48);
const SHORT = 'a'.repeat(16);
const tool = { name: 'Read', description: 'Reads “it”', input_schema: { type: 'object' } };
const attached = (attachment: object) => ({
  type: 'attachment',
  uuid: UUID,
  timestamp: TIME,
  version: '2.1.332',
  attachment,
});

describe('a snapshot of the fixed context', () => {
  test('holds the size of the system prompt and of each tool as it is sent, and no contents', () => {
    const snapshot = {
      type: 'prompt_snapshot',
      systemPrompt: ['abc', 'de'],
      cliPrefix: 'fgh',
      tools: [{ ...tool, schema: tool }],
    };
    const record = theRecord('fixed-context', attached(snapshot));
    expect(record).toMatchObject({ line: 1, at: AT, shape: null, system: { chars: 8 } });
    expect(record.tools).toMatchObject([{ name: 'Read', chars: JSON.stringify(tool).length, deferred: false }]);
    expect(JSON.stringify(record)).not.toMatch(/abc|Reads/);
  });

  test('without tools says so: unknown is not none', () => {
    expect(theRecord('fixed-context', attached({ type: 'prompt_snapshot', systemPrompt: ['abc'] })).tools).toBeNull();
  });

  test('another prompt and another tool have other hashes, the same have the same', () => {
    const hashes = (words: string, name: string) => {
      const tools = [{ name, schema: { ...tool, name } }];
      const record = theRecord('fixed-context', attached({ type: 'prompt_snapshot', systemPrompt: [words], tools }));
      return [record.system.hash, record.tools?.[0]?.hash];
    };
    expect(hashes('abc', 'Read')).toEqual(hashes('abc', 'Read'));
    expect(hashes('abd', 'Read')[0]).not.toBe(hashes('abc', 'Read')[0]);
    expect(hashes('abc', 'Reap')[1]).not.toBe(hashes('abc', 'Read')[1]);
  });

  test('tools that a search found, with their whole definitions', () => {
    const entry = { ...tool, defer_loading: true };
    expect(
      theRecord('loaded-tools', attached({ type: 'deferred_tools_record', entries: [entry] })).tools,
    ).toMatchObject([{ name: 'Read', chars: JSON.stringify(entry).length, deferred: true }]);
  });
});

describe('the log of requests', () => {
  test('a shape is a fixed context that requests name', () => {
    const shape = {
      system: [{ type: 'text', text: 'abc' }],
      tools: [tool, { ...tool, name: 'Later', defer_loading: true }],
    };
    const record = theRecord('fixed-context', { type: 'api-request-shape', timestamp: TIME, shapeHash: HASH, shape });
    expect(record).toMatchObject({
      shape: SHORT,
      system: { chars: 3 },
      tools: [{ deferred: false }, { deferred: true }],
    });
  });

  test('a request is what it adds to another one; hashes tell parameters apart, in whatever order they stand', () => {
    const asked = (params: object, more: object = {}) =>
      theRecord('request', {
        ...{ type: 'api-request', timestamp: TIME, id: 'r2', querySource: 'sdk', shapeHash: HASH, params },
        ...{ base: 'r1', keep: 2, tail: [HASH], agentId: 'a1', ...more },
      });
    const params = { model: 'claude-opus-5-5', betas: ['x'], max_tokens: 9, output_config: { effort: 'high' } };
    expect(asked(params)).toMatchObject({
      ...{ at: AT, id: 'r2', source: 'sdk', agentId: 'a1', shape: SHORT, base: 'r1', keep: 2, tail: [SHORT] },
      ...{ model: 'claude-opus-5-5', effort: 'high' },
    });
    const { max_tokens, ...rest } = params;
    expect(asked({ max_tokens, ...rest }).params).toBe(asked(params).params);
    expect(asked({ ...params, max_tokens: 8 }).params).not.toBe(asked(params).params);
    expect(asked({ ...params, betas: ['y'] }).betas).not.toBe(asked(params).betas);
    expect(asked(params, { keep: -1, base: null, tail: null })).toMatchObject({ keep: 0, base: null, tail: [] });
  });

  test('without an id it is no request', () => {
    expect(parseLines({ type: 'api-request', timestamp: TIME, tail: [] }).records).toEqual([
      { kind: 'other', line: 1, at: AT, until: AT },
    ]);
  });

  test('a message: its role, and of each block the size, the call and what it brings', () => {
    const content = [
      { type: 'text', text: 'hello' },
      {
        type: 'tool_result',
        tool_use_id: 't1',
        content: [
          { type: 'text', text: 'abc' },
          { type: 'tool_reference', tool_name: 'X' },
        ],
      },
      { type: 'tool_addition', tool: { type: 'tool_reference', name: 'Y' } },
    ];
    const record = theRecord('message', { type: 'api-request-blob', hash: HASH, message: { role: 'user', content } });
    expect(record).toMatchObject({ hash: SHORT, role: 'user' });
    expect(record.blocks).toMatchObject([
      { chars: 5, label: 'hello', toolUseId: null, loads: null },
      { chars: 3, label: '', toolUseId: 't1', loads: ['X'] },
      { chars: 0, label: '', toolUseId: null, loads: ['Y'] },
    ]);
    const whole = { type: 'api-request-blob', hash: HASH, message: { role: 'user', content: 'hello' } };
    expect(theRecord('message', whole).blocks).toEqual(record.blocks.slice(0, 1));
  });

  test('a reminder has the same hash with its tags and without, as its own record and a message write it', () => {
    const hashOf = (text: string) =>
      theRecord('message', { type: 'api-request-blob', hash: HASH, message: { role: 'user', content: text } }).blocks[0]
        ?.hash;
    const reminder = '<system-reminder>\nbe “brief”\n</system-reminder>';
    const rendered = { ...attached({ type: 'x' }), rendered: [{ content: reminder }] };
    const [own] = theRecord('attachment', rendered).texts;
    expect(hashOf(`${reminder}\n`)).toBe(own?.hash);
    expect(theRecord('attachment', { ...rendered, renderedRole: 'system' }).texts[0]?.hash).toBe(own?.hash);
    expect(hashOf('<system-reminder>\nbe “Brief”\n</system-reminder>')).not.toBe(own?.hash);
  });

  test('an answer names its request', () => {
    const message = { id: 'm', model: 'x', content: [], usage: {} };
    expect(theRecord('answer', { type: 'assistant', requestRef: 'r1', message }).request).toBe('r1');
    expect(theRecord('answer', { type: 'assistant', message }).request).toBeNull();
  });
});

describe('the size of images', () => {
  const png = Buffer.alloc(33);
  png.write('\x89PNG\r\n\x1a\n', 'latin1');
  png.writeUInt32BE(13, 8);
  png.write('IHDR', 12, 'latin1');
  png.writeUInt32BE(1500, 16);
  png.writeUInt32BE(750, 20);
  const image = (data: string) => ({ type: 'image', source: { type: 'base64', media_type: 'image/png', data } });
  const result = (...content: object[]) => ({
    ...{ type: 'user', timestamp: TIME },
    message: { role: 'user', content: [{ type: 'tool_result', tool_use_id: 't1', content }] },
  });

  test('is that of its width and height, of several their sum', () => {
    const one = image(png.toString('base64'));
    expect(theRecord('results', result(one)).results[0]?.mediaPixels).toBe(1500 * 750);
    expect(theRecord('results', result(one, one)).results[0]?.mediaPixels).toBe(2 * 1500 * 750);
  });

  test.each(['', 'AAAA', 'JVBERi0xLjQ=', png.subarray(0, 18).toString('base64')])('is not known of %j', (data) => {
    expect(theRecord('results', result(image(data))).results[0]).toMatchObject({ mediaPixels: null });
  });
});
