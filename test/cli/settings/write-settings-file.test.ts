import { chownSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeEach, describe, expect, it } from 'vitest';
import { readSettingsFile } from '../../../src/cli/settings/settings-file.ts';
import { writeSettingsFile } from '../../../src/cli/settings/write-settings-file.ts';
import { millis } from '../../../src/model/time.ts';

const root = mkdtempSync(join(tmpdir(), 'tj-settings-'));
afterAll(() => rmSync(root, { recursive: true, force: true }));

let folder: string;
let path: string;
beforeEach(() => {
  folder = mkdtempSync(join(root, 'one-'));
  path = join(folder, 'settings.json');
});

const write = (file: ReturnType<typeof readSettingsFile>) => writeSettingsFile(file, '{"new": 1}', millis(0));

describe('settings that are others when they are to be written are left alone, and nothing lies beside them', () => {
  it('changed', () => {
    writeFileSync(path, '{"a": 1}');
    const file = readSettingsFile(path);
    writeFileSync(path, '{"a": 2}');
    expect(() => write(file)).toThrow('changed or vanished in the meantime: nothing was written, try again');
    expect(readFileSync(path, 'utf8')).toBe('{"a": 2}');
    expect(readdirSync(folder)).toEqual(['settings.json']);
  });

  it('vanished', () => {
    writeFileSync(path, '{"a": 1}');
    const file = readSettingsFile(path);
    rmSync(path);
    expect(() => write(file)).toThrow('changed or vanished in the meantime');
    expect(readdirSync(folder)).toEqual([]);
  });

  it('made', () => {
    const file = readSettingsFile(path);
    writeFileSync(path, '{"a": 1}');
    expect(() => write(file)).toThrow('was made in the meantime');
    expect(readFileSync(path, 'utf8')).toBe('{"a": 1}');
    expect(readdirSync(folder)).toEqual(['settings.json']);
  });

  it('turned into a folder', () => {
    const file = readSettingsFile(path);
    mkdirSync(path);
    expect(() => write(file)).toThrow('is a folder');
    expect(readdirSync(folder)).toEqual(['settings.json']);
  });
});

it.skipIf(process.getuid?.() !== 0)(
  'settings of another user stay theirs, with their backup (only root can write them so)',
  () => {
    writeFileSync(path, '{}');
    chownSync(path, 1234, 1235);
    const backup = write(readSettingsFile(path));
    for (const each of [path, backup ?? '']) expect(statSync(each)).toMatchObject({ uid: 1234, gid: 1235 });
  },
);
