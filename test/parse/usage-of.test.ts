import { describe, expect, test } from 'vitest';
import { readRawUsage } from '../../src/parse/raw-usage.ts';
import { transcriptScanner } from '../../src/parse/transcript-scanner.ts';
import { oddNumbers, usageOf } from '../../src/parse/usage-of.ts';

const NOTHING = { input: 0, output: 0, cacheRead: 0, cacheWrite5m: 0, cacheWrite1h: 0 };

describe('C8: what is no non-negative integer counts as absent, and absent is 0', () => {
  test.each<[string, string, number, number]>([
    ['a count', '7', 7, 0],
    ['zero', '0', 0, 0],
    ['a count written with an exponent', '1e3', 1000, 0],
    ['the largest count', '4294967295', 4_294_967_295, 0],
    ['null', 'null', 0, 0],
    ['a negative', '-1', 0, 1],
    ['a fraction', '1.5', 0, 1],
    ['a boolean', 'true', 0, 1],
    ['a string of digits', '"7"', 0, 1],
    ['an object', '{"n":7}', 0, 1],
    ['a list', '[7]', 0, 1],
    ['more than 32 bits hold', '4294967296', 0, 1],
    ['more than can be exact', '9007199254740992', 0, 1],
    ['infinity', '1e999', 0, 1],
  ])('%s', (_, written, counted, odd) => {
    for (const field of ['input_tokens', 'output_tokens', 'cache_read_input_tokens']) {
      const raw = read(`{"${field}":${written}}`);
      const { input, output, cacheRead } = usageOf(raw).tokens;
      expect(input + output + cacheRead).toBe(counted);
      expect(oddNumbers(raw)).toBe(odd);
    }
  });

  test('no field at all', () => {
    expect(usageOf(read('{}'))).toEqual({
      tokens: NOTHING,
      thinkingTokens: null,
      contextTokens: 0,
      fast: false,
      geo: '',
      tier: '',
      webSearches: 0,
      extras: [],
    });
  });

  test('odd numbers are counted wherever they stand, also in the attempts', () => {
    const raw = read(
      `{"input_tokens":-1,"cache_creation":{"ephemeral_1h_input_tokens":"1"},"output_tokens_details":{"thinking_tokens":true},
        "server_tool_use":{"web_search_requests":[]},"iterations":[{"type":"message","output_tokens":1.5}]}`,
    );
    expect(oddNumbers(raw)).toBe(5);
  });

  test('fields of a type that nobody expects are passed over', () => {
    const raw = read(
      `{"cache_creation":7,"server_tool_use":null,"output_tokens_details":"x","iterations":{"type":"message"},"speed":null,
        "service_tier":1,"inference_geo":{},"input_tokens":3}`,
    );
    expect(usageOf(raw)).toMatchObject({
      tokens: { ...NOTHING, input: 3 },
      fast: false,
      geo: '',
      tier: '',
      extras: [],
    });
  });

  test.each(['null', '7', '"x"', '[]', '[{"input_tokens":1}]', 'true'])('a usage that is %s is no usage', (written) => {
    expect(readWhole(written)).toBeNull();
  });
});

describe('cache writes are split by how long they last', () => {
  test.each<[string, string, number, number]>([
    ['the split says it', split(2118, 118, 2000), 118, 2000],
    ['no split: 5 minutes', '{"cache_creation_input_tokens":500}', 500, 0],
    ['a 0/0 split: 5 minutes', split(17431, 0, 0), 17431, 0],
    ['all for an hour', split(2118, 0, 2118), 0, 2118],
    [
      'only the hour is told: the rest is 5 minutes',
      '{"cache_creation_input_tokens":30,"cache_creation":{"ephemeral_1h_input_tokens":10}}',
      20,
      10,
    ],
    ['a total of 0 with a split: the split', split(0, 3, 4), 3, 4],
    ['no total: the split', '{"cache_creation":{"ephemeral_5m_input_tokens":3,"ephemeral_1h_input_tokens":4}}', 3, 4],
    ['a total below its split: the split', split(5, 3, 4), 3, 4],
    ['a total above its split: what is left over is 5 minutes', split(10, 3, 4), 6, 4],
    [
      'a split that holds no counts: 5 minutes',
      '{"cache_creation_input_tokens":9,"cache_creation":{"ephemeral_1h_input_tokens":-9}}',
      9,
      0,
    ],
  ])('%s', (_, written, fiveMinutes, oneHour) => {
    expect(usageOf(read(written)).tokens).toEqual({ ...NOTHING, cacheWrite5m: fiveMinutes, cacheWrite1h: oneHour });
  });
});

describe('the small print is kept as it is written', () => {
  test('thinking is a part of the output and never added to it', () => {
    const usage = usageOf(read('{"output_tokens":736,"output_tokens_details":{"thinking_tokens":210}}'));
    expect([usage.tokens.output, usage.thinkingTokens]).toEqual([736, 210]);
  });

  test('speed, geo, tier and web searches', () => {
    const raw = read(
      '{"speed":"fast","inference_geo":"us","service_tier":"batch","server_tool_use":{"web_search_requests":2,"web_fetch_requests":9}}',
    );
    expect(usageOf(raw)).toMatchObject({ fast: true, geo: 'us', tier: 'batch', webSearches: 2 });
    expect(usageOf(read('{"speed":"standard"}')).fast).toBe(false);
  });
});

describe('iterations are the billing record', () => {
  test.each(['[]', 'null', '"x"', '7', '[null]', '[7,"message"]'])('%s adds nothing', (iterations) => {
    const usage = usageOf(read(`{"input_tokens":5,"output_tokens":2,"iterations":${iterations}}`));
    expect(usage).toMatchObject({ tokens: { input: 5, output: 2 }, contextTokens: 5, extras: [] });
  });

  test('several message entries are in the sum already; the context is that of the last', () => {
    const raw = read(
      `{"input_tokens":30,"cache_read_input_tokens":300,"output_tokens":3,"iterations":[
        {"type":"message","input_tokens":10,"cache_read_input_tokens":100,"output_tokens":1},
        {"type":"message","input_tokens":20,"cache_read_input_tokens":200,"output_tokens":2}]}`,
    );
    expect(usageOf(raw)).toMatchObject({
      tokens: { input: 30, cacheRead: 300, output: 3 },
      contextTokens: 220,
      extras: [],
    });
  });

  test('a last entry without a prompt does not hide the context', () => {
    const raw = read('{"input_tokens":30,"iterations":[{"type":"message","output_tokens":1}]}');
    expect(usageOf(raw).contextTokens).toBe(30);
  });

  test('an advisor comes on top, under its own model, and is no context', () => {
    const raw = read(
      `{"input_tokens":10,"output_tokens":5,"iterations":[
        {"type":"message","input_tokens":10,"output_tokens":5},
        {"type":"advisor_message","model":"claude-opus-5-5","input_tokens":1000,"output_tokens":50,
         "cache_creation_input_tokens":7,"cache_creation":{"ephemeral_1h_input_tokens":7}}]}`,
    );
    expect(usageOf(raw)).toMatchObject({ tokens: { input: 10, output: 5 }, contextTokens: 10 });
    expect(usageOf(raw).extras).toEqual([
      {
        attempt: 'advisor',
        model: 'claude-opus-5-5',
        tokens: { ...NOTHING, input: 1000, output: 50, cacheWrite1h: 7 },
      },
    ]);
  });

  test('an advisor that the top level holds already is taken out of it', () => {
    const raw = read(
      `{"input_tokens":1501,"output_tokens":123,"cache_read_input_tokens":1000,
        "cache_creation_input_tokens":60,"cache_creation":{"ephemeral_5m_input_tokens":0,"ephemeral_1h_input_tokens":60},
        "iterations":[
        {"type":"message","input_tokens":1,"output_tokens":45,"cache_read_input_tokens":1000,"cache_creation_input_tokens":20},
        {"type":"advisor_message","model":"claude-opus-4-7","input_tokens":1500,"output_tokens":78,
         "cache_creation_input_tokens":40,"cache_creation":{"ephemeral_1h_input_tokens":40}}]}`,
    );
    expect(usageOf(raw).tokens).toEqual({ ...NOTHING, input: 1, output: 45, cacheRead: 1000, cacheWrite1h: 20 });
    expect(usageOf(raw).extras).toMatchObject([{ tokens: { input: 1500, output: 78, cacheWrite1h: 40 } }]);
  });

  test('an advisor whose writes are not split takes as much out of what the top level wrote, and no token is lost', () => {
    const raw = read(
      `{"cache_creation_input_tokens":60,"cache_creation":{"ephemeral_1h_input_tokens":60},"iterations":[
        {"type":"message","cache_creation_input_tokens":20},
        {"type":"advisor_message","cache_creation_input_tokens":40}]}`,
    );
    const { tokens, extras } = usageOf(raw);
    expect(tokens).toEqual({ ...NOTHING, cacheWrite1h: 20 });
    expect(extras[0]?.tokens).toEqual({ ...NOTHING, cacheWrite5m: 40 });
  });

  test('a compaction and a declined attempt that the top level holds already are taken out of it', () => {
    const compaction = read(
      `{"input_tokens":203000,"output_tokens":4500,"iterations":[
        {"type":"compaction","input_tokens":180000,"output_tokens":3500},
        {"type":"message","input_tokens":23000,"output_tokens":1000}]}`,
    );
    expect(usageOf(compaction)).toMatchObject({ tokens: { input: 23000, output: 1000 }, contextTokens: 23000 });
    const declined = (output: number) =>
      read(
        `{"input_tokens":12,"output_tokens":${7 + output},"iterations":[
          {"type":"message","model":"claude-fable-5","input_tokens":10,"output_tokens":${output}},
          {"type":"fallback_message","model":"claude-opus-4-8","input_tokens":2,"output_tokens":7}]}`,
      );
    expect(usageOf(declined(3))).toMatchObject({
      tokens: { input: 2, output: 7 },
      extras: [{ tokens: { input: 10 } }],
    });
    expect(usageOf(declined(0))).toMatchObject({ tokens: { input: 2, output: 7 }, extras: [] });
  });

  test('what the top level holds of attempts of a kind that nobody knows stays in it', () => {
    const raw = read(
      `{"input_tokens":6,"output_tokens":2,"iterations":[
        {"type":"message","input_tokens":1,"output_tokens":1},{"type":"new_thing","input_tokens":5,"output_tokens":1}]}`,
    );
    expect(usageOf(raw)).toMatchObject({ tokens: { input: 6, output: 2 }, extras: [] });
  });

  test('V13: a compaction comes on top; the context is that of the message after it', () => {
    const raw = read(
      `{"input_tokens":23000,"output_tokens":1000,"iterations":[
        {"type":"compaction","input_tokens":180000,"output_tokens":3500},
        {"type":"message","input_tokens":23000,"output_tokens":1000}]}`,
    );
    expect(usageOf(raw)).toMatchObject({ tokens: { input: 23000, output: 1000 }, contextTokens: 23000 });
    expect(usageOf(raw).extras).toEqual([
      { attempt: 'compaction', model: '', tokens: { ...NOTHING, input: 180_000, output: 3500 } },
    ]);
  });

  const fallback = (declinedOutput: number) =>
    read(
      `{"input_tokens":2,"cache_read_input_tokens":54112,"output_tokens":136,"iterations":[
        {"type":"message","model":"claude-fable-5","input_tokens":2,"cache_read_input_tokens":32238,"output_tokens":${declinedOutput},
         "cache_creation_input_tokens":21874,"cache_creation":{"ephemeral_5m_input_tokens":0,"ephemeral_1h_input_tokens":21874}},
        {"type":"fallback_message","model":"claude-opus-4-8","input_tokens":2,"cache_read_input_tokens":54112,"output_tokens":136}]}`,
    );

  test('V11: beside a fallback the declined attempt comes on top when it has output', () => {
    expect(usageOf(fallback(2))).toMatchObject({
      tokens: { input: 2, cacheRead: 54112, output: 136 },
      contextTokens: 54114,
    });
    expect(usageOf(fallback(2)).extras).toEqual([
      {
        attempt: 'declined',
        model: 'claude-fable-5',
        tokens: { ...NOTHING, input: 2, output: 2, cacheRead: 32238, cacheWrite1h: 21874 },
      },
    ]);
  });

  test('V12: a declined attempt without output is not billed', () => {
    expect(usageOf(fallback(0)).extras).toEqual([]);
  });

  test('an attempt of a kind that nobody knows is left out', () => {
    const raw = read('{"input_tokens":1,"iterations":[{"type":"new_thing","input_tokens":5},{"input_tokens":5}]}');
    expect(usageOf(raw)).toMatchObject({ contextTokens: 1, extras: [] });
  });
});

function split(total: number, fiveMinutes: number, oneHour: number): string {
  return JSON.stringify({
    cache_creation_input_tokens: total,
    cache_creation: { ephemeral_5m_input_tokens: fiveMinutes, ephemeral_1h_input_tokens: oneHour },
  });
}

function read(written: string) {
  const raw = readWhole(written);
  if (raw === null) throw new Error(`no usage: ${written}`);
  return raw;
}

function readWhole(written: string) {
  const scan = transcriptScanner();
  const bytes = Buffer.from(`${written.replaceAll('\n', ' ')}\n`);
  scan.open(bytes, 0, bytes.length - 1);
  const raw = readRawUsage(scan);
  scan.close();
  return raw;
}
