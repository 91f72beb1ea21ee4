import { PassThrough } from 'node:stream';
import { expect, test } from 'vitest';
import { type Bounds, readBounded } from '../../src/cli/read-bounded.ts';

const LIMITS = { mostBytes: 100, waitMs: 60_000, isEnough: (text: string) => text === '{"a":{}}' };

/** What is read of these pieces, which come one after the other on a stream that never ends by itself. */
async function read(
  pieces: readonly string[],
  bounds: Partial<Bounds> = {},
  last: (stream: PassThrough) => void = () => {},
) {
  const stream = new PassThrough();
  const reading = readBounded(stream, { ...LIMITS, ...bounds });
  for (const piece of pieces) stream.write(piece);
  last(stream);
  const { text, stopped } = await reading;
  return [text, stopped, stream.destroyed];
}

test('reading stops when what came is enough, in one piece or in several, with white space behind it', async () => {
  expect(await read(['{"a":{}}'])).toEqual(['{"a":{}}', 'enough', true]);
  expect(await read(['{"a"', ':{}', '}'])).toEqual(['{"a":{}}', 'enough', true]);
  const isEnough = (text: string) => text.trim() === '{}';
  expect(await read(['{}\n \n'], { isEnough })).toEqual(['{}\n \n', 'enough', true]);
});

test('reading stops at the end, whatever came', async () => {
  expect(await read(['no'], {}, (stream) => stream.end())).toEqual(['no', 'end', true]);
  expect(await read([], {}, (stream) => stream.end())).toEqual(['', 'end', true]);
});

test('a character may be cut in two', async () => {
  const stream = new PassThrough();
  const reading = readBounded(stream, LIMITS);
  const bytes = Buffer.from('ä');
  stream.write(bytes.subarray(0, 1));
  stream.end(bytes.subarray(1));
  expect(await reading).toEqual({ text: 'ä', stopped: 'end' });
});

test('reading stops when too much came, or too late', async () => {
  expect(await read(['x'.repeat(60), 'x'.repeat(60)])).toEqual(['x'.repeat(60), 'too-much', true]);
  expect(await read(['{"a"'], { waitMs: 1 })).toEqual(['{"a"', 'too-late', true]);
});

test('a stream that fails has ended', async () => {
  expect(await read(['{"a"'], {}, (stream) => stream.destroy(new Error('EIO')))).toEqual([
    expect.any(String),
    'end',
    true,
  ]);
});
