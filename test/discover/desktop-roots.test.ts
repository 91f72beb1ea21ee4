import { symlinkSync } from 'node:fs';
import { join } from 'node:path';
import { beforeAll, describe, expect, test } from 'vitest';
import { findRoots } from '../../src/discover/find-roots.ts';
import { findTranscripts } from '../../src/discover/find-transcripts.ts';
import { plant, tempFolder } from './temp-tree.ts';

const folder = tempFolder();
const SESSIONS = 'local-agent-mode-sessions';
const home = (name: string) => join(folder, name);
const roots = (name: string, env: Record<string, string> = {}) => findRoots({ roots: [], env, home: home(name) });

beforeAll(() => {
  const mac = `Library/Application Support/Claude/${SESSIONS}/account/org`;
  plant(home('mac'), '.claude/projects/', `${mac}/local_1/.claude/projects/-s/a.jsonl`, `${mac}/local_1/audit.jsonl`);
  plant(home('mac'), `${mac}/local_2/.claude/projects/`, `${mac}/local_2/outputs/.claude/projects/-x/b.jsonl`);
  plant(home('mac'), `${mac}/local_3/`, `${mac}/agent/deep/er/local_4/.claude/projects/`);
  plant(home('mac'), 'elsewhere/.claude/projects/');
  symlinkSync(home('mac/elsewhere'), join(home('mac'), mac, 'link'));
  plant(home('linux'), `.config/Claude/${SESSIONS}/a/.claude/projects/`, `xdg/Claude/${SESSIONS}/b/.claude/projects/`);
  const store = `Packages/AnthropicClaude_x1/LocalCache/Roaming/Claude/${SESSIONS}/c/.claude/projects/`;
  plant(
    home('windows'),
    `roaming/Claude/${SESSIONS}/d/.claude/projects/`,
    `local/${store}`,
    'local/Packages/Other_x1/',
  );
  plant(home('windows'), `AppData/Roaming/Claude/${SESSIONS}/e/.claude/projects/`);
  plant(home('deep'), `.config/Claude/${SESSIONS}/${'x/'.repeat(9)}.claude/projects/`);
});

describe('each session of the desktop app has a config folder of its own, and each is a root', () => {
  const mac = (path: string) => join(home('mac'), 'Library/Application Support/Claude', SESSIONS, 'account/org', path);

  test('beside the defaults, at any depth, but not in what the session worked on, nor through a link', () => {
    expect(roots('mac')).toEqual([
      home('mac/.claude/projects'),
      mac('agent/deep/er/local_4/.claude/projects'),
      mac('local_1/.claude/projects'),
      mac('local_2/.claude/projects'),
    ]);
  });

  test('on Linux, where XDG_CONFIG_HOME says', () => {
    expect(roots('linux')).toEqual([home(`linux/.config/Claude/${SESSIONS}/a/.claude/projects`)]);
    expect(roots('linux', { XDG_CONFIG_HOME: home('linux/xdg') })).toEqual([
      home(`linux/xdg/Claude/${SESSIONS}/b/.claude/projects`),
    ]);
  });

  test('on Windows, of the classic app and of the one from the store', () => {
    const env = { APPDATA: home('windows/roaming'), LOCALAPPDATA: home('windows/local') };
    expect(roots('windows', env)).toEqual([
      home(`windows/roaming/Claude/${SESSIONS}/d/.claude/projects`),
      home(`windows/local/Packages/AnthropicClaude_x1/LocalCache/Roaming/Claude/${SESSIONS}/c/.claude/projects`),
    ]);
    expect(roots('windows')).toEqual([home(`windows/AppData/Roaming/Claude/${SESSIONS}/e/.claude/projects`)]);
  });

  test('not where somebody names a root, nor deeper than sessions lie', () => {
    expect(roots('mac', { CLAUDE_CONFIG_DIR: home('mac/.claude') })).toEqual([home('mac/.claude/projects')]);
    expect(roots('deep')).toEqual([]);
  });

  test('its audit is no transcript, whichever root is named', async () => {
    const names = async (root: string) => (await findTranscripts([root])).files.map(({ path }) => path);
    expect(await names(mac('local_1/.claude/projects'))).toEqual([mac('local_1/.claude/projects/-s/a.jsonl')]);
    expect(await names(mac('.'))).toEqual([]);
  });
});
