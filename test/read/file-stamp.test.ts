import {
  appendFileSync,
  copyFileSync,
  mkdtempSync,
  renameSync,
  rmSync,
  statSync,
  symlinkSync,
  truncateSync,
  unlinkSync,
  utimesSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { compareStamp, type FileNow, type FileStamp, headHashOf } from '../../src/read/file-stamp.ts';

let folder = '';
let path = '';
let made = 0;
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'tj-file-stamp-'));
});
beforeEach(() => {
  path = join(folder, `${++made}.jsonl`);
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const LINES = Array.from({ length: 2000 }, (_, i) => `{"line":${i}}\n`).join('');

describe('a file that is as it was', () => {
  test('is the same, and nothing is looked at inside', () => {
    const stamp = written(LINES);
    expect(compareStamp(stamp, now())).toBe('same');
    const gone = { ...now(), path: join(folder, 'gone') };
    expect(compareStamp(stamp, gone)).toBe('same');
  });

  test('is the same where inodes are not known', () => {
    const stamp = written(LINES);
    expect(compareStamp({ ...stamp, ino: 0 }, now())).toBe('same');
    expect(compareStamp(stamp, { ...now(), ino: 0 })).toBe('same');
  });
});

describe('a file that has more behind what was read', () => {
  test.each([
    ['a short one', '{"a":1}\n'],
    ['a long one', LINES],
  ])('has grown: %s', (_, content) => {
    const stamp = written(content);
    appendFileSync(path, '{"b":1}\n');
    expect(compareStamp(stamp, now())).toBe('grown');
  });

  test('has grown from nothing', () => {
    const stamp = written('');
    appendFileSync(path, '{"b":1}\n');
    expect(compareStamp(stamp, now())).toBe('grown');
  });

  test('has grown when its torn last line was written to its end, for that was not read for good', () => {
    const stamp = written(`${LINES}{"torn`, LINES.length);
    writeFileSync(path, `${LINES}{"other":1}\n`);
    expect(compareStamp(stamp, now())).toBe('grown');
  });

  test('has grown though its folder was renamed, for the inode stays', () => {
    const stamp = written(LINES);
    const moved = `${path}.moved`;
    renameSync(path, moved);
    path = moved;
    appendFileSync(path, 'x\n');
    expect(compareStamp(stamp, now())).toBe('grown');
  });
});

describe('a file that is another now', () => {
  test('other bytes at the head', () => {
    const stamp = written(LINES);
    writeFileSync(path, `{"LINE":0}${LINES.slice(10)}more\n`);
    expect(compareStamp(stamp, now())).toBe('changed');
  });

  test('other bytes before the position', () => {
    const stamp = written(LINES);
    writeFileSync(path, `${LINES.slice(0, -5)}9999}more\n`);
    expect(compareStamp(stamp, now())).toBe('changed');
  });

  test('a line taken out, and more put behind', () => {
    const stamp = written(LINES);
    writeFileSync(path, `${LINES.replace('{"line":1000}\n', '')}${LINES}`);
    expect(compareStamp(stamp, now())).toBe('changed');
  });

  test('fewer bytes', () => {
    const stamp = written(LINES);
    truncateSync(path, 100);
    expect(compareStamp(stamp, now())).toBe('changed');
  });

  test('as many bytes, but another time', () => {
    const stamp = written(LINES);
    utimesSync(path, 1, 1);
    expect(compareStamp(stamp, now())).toBe('changed');
  });

  test('another inode, even with the same bytes at the same time', () => {
    const stamp = written(LINES);
    const { atime, mtime } = statSync(path);
    copyFileSync(path, `${path}.copy`);
    unlinkSync(path);
    renameSync(`${path}.copy`, path);
    utimesSync(path, atime, mtime);
    expect(compareStamp(stamp, now())).toBe('changed');
  });

  test('gone, or a link, since it was found', () => {
    const stamp = written(LINES);
    const grown = { ...now(), size: stamp.size + 1 };
    expect(compareStamp(stamp, { ...grown, path: join(folder, 'gone') })).toBe('changed');
    symlinkSync(path, `${path}.link`);
    expect(compareStamp(stamp, { ...grown, path: `${path}.link` })).toBe('changed');
  });

  test('one whose head could not be read then', () => {
    const stamp = { ...written(LINES), headHash: '' };
    appendFileSync(path, 'x\n');
    expect(compareStamp(stamp, now())).toBe('changed');
  });

  test('one whose head could be read neither then nor now', () => {
    const stamp = { ...written(LINES), headHash: '' };
    const grown = { ...now(), size: stamp.size + 1, path: join(folder, 'gone') };
    expect(compareStamp(stamp, grown)).toBe('changed');
  });

  test('one that shrank below the position while it was read, though nothing happened since', () => {
    expect(compareStamp({ ...written(LINES), position: LINES.length + 1 }, now())).toBe('changed');
  });
});

describe('the hash of the head', () => {
  test('does not change when the file grows', () => {
    const { headHash, position } = written(LINES);
    appendFileSync(path, LINES);
    expect(headHashOf(path, position)).toBe(headHash);
  });

  test('differs by position', () => {
    written(LINES);
    expect(headHashOf(path, 100)).not.toBe(headHashOf(path, 101));
  });

  test('is empty for what cannot be read: no file, a folder', () => {
    expect(headHashOf(join(folder, 'gone'), 10)).toBe('');
    expect(headHashOf(folder, 10)).toBe('');
  });
});

function written(content: string, position = content.length): FileStamp {
  writeFileSync(path, content);
  return { ...now(), position, headHash: headHashOf(path, position) };
}

function now(): FileNow {
  const { size, mtimeMs, ino } = statSync(path);
  return { path, size, mtimeMs: Math.floor(mtimeMs), ino };
}
