import { spawnSync } from 'node:child_process';
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, describe, expect, test } from 'vitest';
import { removeRoots } from '../corpus.ts';
import { answer, smallHistory } from './history.ts';
import { newHome, removeHomes, TJ } from './tj.ts';

afterAll(() => {
  removeHomes();
  removeRoots();
});

// In a name space of its own, where nobody else sees it.
const disk = 'mount -t tmpfs -o size=64k tmpfs /tmp && mount -o remount,size=9m /tmp';
const mayMount = spawnSync('unshare', ['-rm', 'sh', '-c', disk]).status === 0;

describe.skipIf(!mayMount)('on a disk that is full (skipped where no disk can be made)', () => {
  /** Runs a script in which `tj` is this tj and `fill` takes what room is left for its folder, which has 9 MB. */
  function onDisk(script: string, home = newHome(), root = smallHistory()): string[] {
    mkdirSync(join(home, '.tj'));
    const prelude = `
      tj() { "${process.execPath}" "${TJ}" "$@"; }
      fill() { cat /dev/zero > "$HOME/.tj/ballast" 2> "$HOME/noise" || true; }
      responses() { grep '^    "responses"'; }
      mount -t tmpfs -o size=9m tmpfs "$HOME/.tj"\n`;
    const { stdout } = spawnSync('unshare', ['-rm', 'sh', '-c', `exec 2>&1\n${prelude}${script}`], {
      encoding: 'utf8',
      env: { PATH: process.env.PATH, HOME: home, LANG: 'C.UTF-8', CLAUDE_CONFIG_DIR: root },
    });
    return stdout.replaceAll(home, 'HOME').trimEnd().split('\n');
  }

  const NOTE = 'tj: the disk is full: this answer comes from memory, and nothing was kept in HOME/.tj/tj.db';
  const COUNT = (responses: number) => expect.stringMatching(new RegExp(`^ +"responses": ${responses},`));

  test('a question is answered from memory, and says that nothing was kept', () => {
    expect(
      onDisk('fill; tj usage --json > "$HOME/told"; echo "exit $?"; responses < "$HOME/told"; ls "$HOME/.tj"'),
    ).toEqual([NOTE, 'exit 0', COUNT(6), COUNT(6), 'ballast', 'tj.db']);
  });

  test('what the store holds is in the answer, also where its transcripts are gone, beside what is new', () => {
    const root = smallHistory();
    const home = newHome();
    const later = answer('2026-03-04T12:00:05Z', '/w/lib', 'msg_7', 'claude-opus-4-6', [2, 70, 0, 3_000]);
    writeFileSync(join(home, 'later.jsonl'), `${later}\n`);
    const script = `
      tj index > "$HOME/noise"; fill
      rm -r "$CLAUDE_CONFIG_DIR/projects/-w-app"; cp "$HOME/later.jsonl" "$CLAUDE_CONFIG_DIR/projects/-w-lib"
      tj usage --json > "$HOME/told"; responses < "$HOME/told"
      rm "$HOME/.tj/ballast"; tj usage --json --budget 0 > "$HOME/told"; responses < "$HOME/told"`;
    expect(onDisk(script, home, root)).toEqual([NOTE, COUNT(7), COUNT(7), COUNT(6), COUNT(6)]);
  });

  test('tj index, whose only purpose is to keep, fails', () => {
    expect(onDisk('fill; tj index; echo "exit $?"')).toEqual([
      expect.stringMatching(/^tj: cannot use the store HOME\/\.tj\/tj\.db: its disk is full/),
      'exit 1',
    ]);
  });
});
