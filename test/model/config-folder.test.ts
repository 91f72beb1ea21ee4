import { expect, it } from 'vitest';
import { configFolderOf } from '../../src/model/config-folder.ts';

const S = '11111111-0000-4000-8000-000000000001';
const APP = '/home/me/Library/Application Support/Claude/local-agent-mode-sessions';

it.each([
  [`/home/me/.claude/projects/-w-app/${S}.jsonl`, '/home/me/.claude'],
  [`/home/me/.claude-work/projects/-w-app/${S}/subagents/agent-a.jsonl`, '/home/me/.claude-work'],
  [`/home/me/.claude/projects/-w-app/${S}/subagents/workflows/r/agent-a.jsonl`, '/home/me/.claude'],
  [`/home/me/.claude/projects/-w-app/agent-a.jsonl`, '/home/me/.claude'],
  [`/home/me/projects/app/.claude/projects/-w/${S}.jsonl`, '/home/me/projects/app/.claude'],
  [`/backup/old/-w-app/${S}.jsonl`, '/backup/old'],
  [`/projects/-w-app/${S}.jsonl`, '/'],
  [`C:\\Users\\me\\.claude\\projects\\C--w\\${S}.jsonl`, 'C:\\Users\\me\\.claude'],
])('%s came from %s', (path, folder) => {
  expect(configFolderOf(path, S)).toBe(folder);
});

it('all sessions of the desktop app came from one', () => {
  expect(configFolderOf(`${APP}/a/b/local_1/.claude/projects/-w/${S}.jsonl`, S)).toBe(APP);
  expect(configFolderOf(`${APP}/a/b/local_2/.claude/projects/-w/${S}.jsonl`, S)).toBe(APP);
});
