import { appendFileSync, mkdirSync, rmSync, utimesSync, writeFileSync } from 'node:fs';
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
  mkdirSync(dirname(path), { recursive: true });
  writeFileSync(path, record('user', 0, { message: { role: 'user', content: 'go' } }) + answer('m1') + answer('m2'));
});

function record(type: string, second: number, more: object): string {
  const timestamp = `2026-03-01T10:00:0${second}.000Z`;
  return `${JSON.stringify({ type, uuid: `${type}${second}`, sessionId: SESSION, cwd: '/w/app', timestamp, ...more })}\n`;
}

function answer(key: string): string {
  const usage = { input_tokens: 3, output_tokens: 2000 };
  const content = [{ type: 'tool_use', id: `call-${key}`, name: 'Bash', input: { command: 'ls' } }];
  const message = { id: key, model: 'claude-opus-4-8', stop_reason: 'tool_use', content, usage };
  return record('assistant', Number(key.at(-1)), { message });
}

function json(...args: string[]) {
  const { status, stdout, stderr } = tj([...args, '--json'], home);
  expect({ status, stderr }).toEqual({ status: 0, stderr: '' });
  return JSON.parse(stdout);
}

const rowsBy = (by: string) =>
  json('usage', '--by', by).rows.map((row: { key: string; responses: number }) => [row.key, row.responses]);

describe('a session that was read for its responses alone', () => {
  it.each([
    ['emptied', ''],
    ['filled with zeros', Buffer.alloc(500)],
  ])('keeps its responses and its project when its transcript is %s, and that is said as damage', (_, content) => {
    expect(rowsBy('project')).toEqual([['/w/app', 2]]);
    writeFileSync(path, content);
    const { vanished } = json('index');
    expect(vanished).toMatchObject([{ damaged: true, responses: 2 }]);
    expect(rowsBy('project')).toEqual([['/w/app', 2]]);
  });

  it('keeps what is cut off while it is read so again, for tj prune --gone to find', () => {
    json('usage');
    writeFileSync(path, answer('m2'));
    const { stdout, stderr } = tj(['usage', '--by', 'project', '--json'], home);
    expect([JSON.parse(stdout).totals.responses, stderr]).toEqual([
      2,
      expect.stringMatching(/^tj: 1 response of .* is no longer in the transcript; tj keeps it\n$/),
    ]);
    expect(rowsBy('project')).toEqual([['/w/app', 2]]);
    expect(json('prune', '--gone', '--yes')).toMatchObject({ usage: { responses: 1 } });
    expect(rowsBy('project')).toEqual([['/w/app', 1]]);
  });

  it('is not taken out for a date that its last record is not before', () => {
    appendFileSync(
      path,
      record('user', 0, { message: { role: 'user', content: 'on' }, timestamp: '2026-03-02T08:00:00Z' }),
    );
    json('usage');
    expect(json('prune', '--before', '2026-03-02', '--dry-run')).toMatchObject({ sessions: 0 });
    expect(json('prune', '--before', '2026-03-03', '--dry-run')).toMatchObject({ sessions: 1 });
  });

  it('is not taken out for a date that its transcript was written after, once that is gone', () => {
    json('usage');
    rmSync(path);
    expect(json('prune', '--before', '2026-03-02', '--dry-run')).toMatchObject({ sessions: 0 });
  });

  it('is looked into for a window that its records lie in, though its file looks older', () => {
    json('usage');
    utimesSync(path, new Date('2025-01-01'), new Date('2025-01-01'));
    json('usage');
    expect(json('usage', '--by', 'tool', '--since', '2026-02-01').rows).toMatchObject([{ key: 'Bash', responses: 2 }]);
  });

  it('is said to be one once its transcript is gone, where more is asked for', () => {
    json('usage');
    rmSync(path);
    expect(rowsBy('tool')).toEqual([['unknown', 2]]);
    const audit = json('quota-audit', '--since', 'all');
    expect(audit.provenance.usage_only_sessions).toBe(1);
    expect(audit.judged_turns ?? audit.turns).toMatchObject({ judged: 0, not_judged: 1 });
    expect(tj(['context', '--since', 'all'], home).stdout.replaceAll('\n', ' ')).toContain(
      'of 1 session only the responses are known: its transcript was gone before it was read whole',
    );
    expect(json('usage').provenance.usage_only_sessions).toBe(0);
  });
});
