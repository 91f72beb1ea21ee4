import { spawnSync } from 'node:child_process';
import { chmodSync, existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, describe, expect, it } from 'vitest';
import { BUSY_ID, busySession } from '../cli/busy-session.ts';
import { drained, payload, sessionsIn } from '../cli/hooks.ts';
import { leverHistory } from '../cli/lever-history.ts';
import { newHome, removeHomes, TJ, tj } from '../cli/tj.ts';
import { removeRoots } from '../corpus.ts';

const ROOT = fileURLToPath(new URL('../..', import.meta.url));
const SKILLS = readdirSync(join(ROOT, 'plugin/skills'));

interface Hooks {
  readonly hooks: Readonly<Record<string, readonly { readonly hooks: readonly { readonly command: string }[] }[]>>;
}

const bin = mkdtempSync(join(tmpdir(), 'tj-bin-'));
afterAll(() => {
  rmSync(bin, { recursive: true, force: true });
  removeHomes();
  removeRoots();
});

describe('the plugin', () => {
  it('has the version of the package', () => {
    expect(json('plugin/.claude-plugin/plugin.json')).toMatchObject({
      name: 'tj',
      version: json('package.json').version,
    });
  });

  it('is where the marketplace says, under its own name', () => {
    const { plugins } = json('.claude-plugin/marketplace.json') as { plugins: { name: string; source: string }[] };
    expect(plugins.map(({ name, source }) => [name, source])).toEqual([['tj', './plugin']]);
  });

  it('is no package of its own and not in the package', () => {
    expect(existsSync(join(ROOT, 'plugin/package.json'))).toBe(false);
    expect(json('package.json').files).not.toContain('plugin');
  });
});

describe('the hook of the plugin', () => {
  const { hooks } = json('plugin/hooks/hooks.json') as unknown as Hooks;
  const command = hooks.SessionEnd?.[0]?.hooks[0]?.command ?? '';

  it('is one command at the end of a session', () => {
    expect(Object.keys(hooks)).toEqual(['SessionEnd']);
    expect(hooks.SessionEnd?.flatMap((group) => group.hooks)).toHaveLength(1);
  });

  it('does nothing and says nothing where there is no tj', () => {
    const env = { PATH: join(bin, 'none') };
    expect(run(command, env, payload('s1'))).toEqual({ status: 0, stdout: '', stderr: '' });
  });

  it('says nothing and is no error where the Node of that tj is gone', () => {
    writeFileSync(join(bin, 'tj'), '#!/nowhere/node\n');
    chmodSync(join(bin, 'tj'), 0o755);
    const env = { PATH: `${bin}:/usr/bin:/bin` };
    expect(run(command, env, payload('s1'))).toEqual({ status: 0, stdout: '', stderr: '' });
  });

  it('hands what it is told to the tj on the PATH', async () => {
    writeFileSync(join(bin, 'tj'), `#!/bin/sh\nexec "${process.execPath}" "${TJ}" "$@"\n`);
    chmodSync(join(bin, 'tj'), 0o755);
    const home = newHome();
    const env = { PATH: bin, HOME: home, CLAUDE_CONFIG_DIR: busySession() };
    const told = run(command, env, payload(BUSY_ID, { reason: 'clear' }));
    expect(told).toEqual({ status: 0, stdout: '', stderr: '' });
    await drained(home);
    expect(sessionsIn(home)).toMatchObject([{ session_id: BUSY_ID, state: 'closed', closed_by: 'clear' }]);
  });
});

describe.each(SKILLS)('the skill %s', (name) => {
  const [, head = '', body = ''] = readFileSync(join(ROOT, 'plugin/skills', name, 'SKILL.md'), 'utf8').split(/^---$/m);
  const commands = [...head.matchAll(/Bash\(tj ([a-z-]+):\*\)/g)].map(([, command = '']) => command);

  it('is for people alone, so that it takes no room in prompts', () => {
    expect(head).toContain('disable-model-invocation: true');
  });

  it('may run some commands of tj and nothing else, and those are the ones that it tells to run', () => {
    const tools = /^allowed-tools: (.*)$/m.exec(head)?.[1];
    expect(tools).toBe(commands.map((command) => `Bash(tj ${command}:*)`).join(' '));
    expect(commands.length).toBeGreaterThan(0);
    const told = [...body.matchAll(/tj ([a-z-]+) [^`]*--json/g)].map(([, command]) => command);
    expect([...new Set(told)].sort()).toEqual([...commands].sort());
  });

  it('names only fields that the documents have', () => {
    const [root, home] = [busySession(), newHome()];
    const answers = [root, leverHistory()].flatMap((each) => {
      return commands.map((command) => tj([command, '--json', '--root', each, '--since', 'all'], home).stdout);
    });
    const error = tj([commands[0] ?? '', '--json', '--root', join(root, 'none')], home).stdout;
    const known = fieldsIn([...answers, error].map((text) => JSON.parse(text)));
    const named = [...body.matchAll(/`([a-z][a-z_0-9]*(?:\.[a-z_]+)*)`/g)].map(([, field = '']) => field);
    expect(named.length).toBeGreaterThan(15);
    expect(named.filter((field) => field !== 'tj' && !/^\d+[dhw]$/.test(field) && !known.has(field))).toEqual([]);
  });

  it('asks for figures with what they rest on, and promises nothing', () => {
    expect(body).toContain('`provenance`');
    expect(body).toMatch(/call nothing saved or wasted, and do not\s+say that it is safe to/);
  });
});

function run(command: string, env: Readonly<Record<string, string>>, input: string) {
  const { status, stdout, stderr } = spawnSync('/bin/sh', ['-c', command], { env, input, encoding: 'utf8' });
  return { status, stdout, stderr };
}

function json(path: string): Record<string, unknown> {
  return JSON.parse(readFileSync(join(ROOT, path), 'utf8'));
}

/** Names of all fields below a value, each also after the name of what it stands in. */
function fieldsIn(value: unknown, parent = ''): Set<string> {
  if (typeof value !== 'object' || value === null) return new Set();
  if (Array.isArray(value)) return new Set(value.flatMap((one) => [...fieldsIn(one, parent)]));
  return new Set(
    Object.entries(value).flatMap(([name, below]) => [name, `${parent}.${name}`, ...fieldsIn(below, name)]),
  );
}
