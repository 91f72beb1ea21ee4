import { existsSync, mkdtempSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { Worker } from 'node:worker_threads';
import { rolldown } from 'rolldown';
import { afterAll, expect, test } from 'vitest';
import { makeFolder } from '../../src/spool/make-folder.ts';

const home = mkdtempSync(join(tmpdir(), 'tj-folder-'));
afterAll(() => rmSync(home, { recursive: true, force: true }));

test('a folder is made with those above it, for the user alone, and may be there already', () => {
  const path = join(home, 'a', 'b', 'c');
  makeFolder(path);
  makeFolder(path);
  for (const folder of ['a', 'a/b', 'a/b/c']) expect(statSync(join(home, folder)).mode & 0o777).toBe(0o700);
});

test('what cannot be made is told', () => {
  writeFileSync(join(home, 'file'), '');
  expect(() => makeFolder(join(home, 'file'))).toThrow(/EEXIST/);
  expect(() => makeFolder(join(home, 'file', 'below'))).toThrow(/ENOTDIR/);
});

test.skipIf(!existsSync('/proc/self'))(
  'below a folder in which nothing can be made it ends (skipped without /proc)',
  () => {
    expect(() => makeFolder('/proc/none/below')).toThrow(/ENOENT/);
  },
);

const AT_ONCE = `
  const { makeFolder } = require(process.argv[2]);
  const { workerData, parentPort } = require('node:worker_threads');
  const { home, arrived, makers, rounds } = workerData;
  const count = new Int32Array(arrived);
  const failed = [];
  for (let round = 0; round < rounds; round++) {
    Atomics.add(count, round, 1);
    while (Atomics.load(count, round) < makers);
    try {
      makeFolder(home + '/at-once-' + round + '/b/c');
    } catch (error) {
      failed.push(String(error));
    }
  }
  parentPort.postMessage(failed);
`;

test('several that make one folder at one moment all find it made', async () => {
  const [makers, rounds] = [2, 500];
  const bundle = await rolldown({ input: fileURLToPath(new URL('../../src/spool/make-folder.ts', import.meta.url)) });
  const code = join(home, 'make-folder.cjs');
  await bundle.write({ file: code, format: 'cjs' });
  const workerData = { home, arrived: new SharedArrayBuffer(4 * rounds), makers, rounds };
  const failed = Array.from({ length: makers }, () => {
    const worker = new Worker(AT_ONCE, { eval: true, argv: [code], workerData });
    return new Promise((resolve, reject) => worker.once('message', resolve).once('error', reject));
  });
  expect(await Promise.all(failed)).toEqual(Array.from({ length: makers }, () => []));
});
