import { mkdirSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { afterAll, beforeEach, describe, expect, it } from 'vitest';
import { newHome, removeHomes, tj } from './tj.ts';

afterAll(removeHomes);

const SESSION = '00000001-0000-4000-8000-000000000000';

let home: string;
let path: string;
beforeEach(() => {
  home = newHome();
  path = join(home, '.claude/projects/-w-app', `${SESSION}.jsonl`);
  write(answer('m1') + answer('m2') + answer('m3'));
  tj(['index'], home);
});

function answer(key: string): string {
  const message = {
    id: key,
    model: 'claude-opus-4-8',
    stop_reason: 'end_turn',
    content: [],
    usage: { output_tokens: 9 },
  };
  const timestamp = `2026-03-01T10:00:0${key.at(-1)}.000Z`;
  return `${JSON.stringify({ type: 'assistant', sessionId: SESSION, cwd: '/w/app', timestamp, message })}\n`;
}

function write(content: string | Buffer, place = path): void {
  mkdirSync(dirname(place), { recursive: true });
  writeFileSync(place, content);
}

function json(...args: string[]) {
  const { status, stdout } = tj([...args, '--json'], home);
  expect(status).toBe(0);
  return JSON.parse(stdout);
}

const source = () => [json('session', SESSION).session.source, json('sessions').sessions[0].source];

describe('tj index', () => {
  it.each([
    [
      'a part of it is gone',
      answer('m1'),
      'are no longer in the transcript; tj keeps them',
      { why: 'cut', damaged: false },
    ],
    ['it is empty', '', 'is empty; tj keeps the 3 responses that it held', { why: 'emptied', damaged: true }],
    [
      'it holds NULs',
      Buffer.alloc(999),
      'holds zeros in place of 3 responses; tj keeps them',
      { why: 'zeroed', damaged: true },
    ],
  ])('tells once what is missing from a transcript: %s', (_, content, words, fields) => {
    write(content);
    const { stdout } = tj(['index'], home, { COLUMNS: '300' });
    expect(stdout).toContain(words);
    expect(stdout).toContain(path.slice(-60));
    expect(json('index').vanished).toEqual([]);
    write(answer('m1') + answer('m2') + answer('m3'));
    json('index');
    write(content);
    expect(json('index').vanished).toMatchObject([{ session_id: SESSION, ...fields }]);
    expect(json('usage').totals.responses).toBe(3);
  });

  it('no line of it is wider than the terminal', () => {
    write('');
    const { stdout } = tj(['index'], home, { COLUMNS: '50' });
    expect(
      Math.max(
        ...stdout
          .split('\n')
          .slice(2)
          .map((line) => line.length),
      ),
    ).toBeLessThanOrEqual(50);
  });
});

describe('whichever command meets it first', () => {
  it.each(['usage', 'sessions', 'context', `label ${SESSION} mine`, 'prune --gone --dry-run'])(
    'says on standard error, once, what is missing: tj %s',
    (command) => {
      write(answer('m2'));
      const words = command.split(' ');
      const said = /^tj: 2 responses of \S+ are no longer in the transcript; tj keeps them\n/;
      expect(tj(words, home).stderr).toMatch(said);
      expect(tj(words, home).stderr).not.toMatch(said);
      expect(tj(['index'], home).stdout).not.toContain('no longer in the transcript');
    },
  );
});

describe('source', () => {
  it('transcript: all of it stands there', () => {
    expect(source()).toEqual(['transcript', 'transcript']);
  });

  it('partly gone: some of it was cut off', () => {
    write(answer('m1'));
    expect(source()).toEqual(['partly gone', 'partly gone']);
    expect(tj(['session', SESSION], home).stdout).toContain('a part of this is gone from its transcripts: tj kept it');
  });

  it.each([
    ['it was emptied', () => write('')],
    ['it was deleted', () => rmSync(path)],
    [
      'a folder stands in its place',
      () => {
        rmSync(path);
        mkdirSync(path);
      },
    ],
  ])('gone: %s', (_, change) => {
    change();
    expect(source()).toEqual(['gone', 'gone']);
    expect(tj(['session', SESSION], home).stdout).toContain('its transcript is gone: this is what tj kept of it');
    expect(tj(['sessions', '--csv'], home).stdout).toMatch(/,source\r?\n.*,gone\r?\n/);
  });

  it('partly gone: an agent of it is gone', () => {
    const agent = join(path.replace('.jsonl', ''), 'subagents/agent-x.jsonl');
    write(answer('m4').replace('{', '{"agentId":"x","isSidechain":true,'), agent);
    expect(source()).toEqual(['transcript', 'transcript']);
    rmSync(agent);
    expect(source()).toEqual(['partly gone', 'partly gone']);
  });

  it('transcript: it was moved, or put back', () => {
    const moved = path.replace('-w-app', '-w-lib');
    mkdirSync(dirname(moved));
    renameSync(path, moved);
    expect(source()).toEqual(['transcript', 'transcript']);
    write('', moved);
    expect(source()).toEqual(['gone', 'gone']);
    write(answer('m1') + answer('m2') + answer('m3'), moved);
    expect(source()).toEqual(['transcript', 'transcript']);
  });
});
