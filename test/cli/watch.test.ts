import { type ChildProcess, spawn } from 'node:child_process';
import { appendFileSync, existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, afterEach, beforeEach, describe, expect, it } from 'vitest';
import { removeRoots } from '../corpus.ts';
import { answer } from './history.ts';
import { idOf, RUN_REPORTS, report, runHistory } from './run-history.ts';
import { HAS_TMUX, Terminal, unlessTmux } from './terminal.ts';
import { newHome, removeHomes, TJ, tj } from './tj.ts';

let home: string;
let root: string;
beforeEach(() => {
  home = newHome();
  root = runHistory();
  report(home, RUN_REPORTS);
});
afterAll(() => {
  removeHomes();
  removeRoots();
});

/** One more response of the session that works: 1,010 tokens in the prompt, 60 of output. */
function goOn(count = 1): void {
  const id = `msg_more_${count}`;
  const path = join(root, 'projects', '-w-app', `${idOf('a')}.jsonl`);
  const counts = [10, 60, 300_000 + count, 700];
  appendFileSync(path, `\n${answer('2026-03-05T11:59:30Z', '/w/app', id, 'claude-opus-4-6', counts)}`);
}

describe.skipIf(!HAS_TMUX)(`on a terminal${unlessTmux}`, () => {
  let terminal: Terminal;
  const open = (env: Record<string, string> = {}, size: [number, number] = [80, 24]) => {
    terminal = new Terminal(home, env, size);
  };
  const watch = async (words = '') => {
    terminal.run('echo before it');
    terminal.run(
      `sh -c 'echo $$ > ${home}/pid; exec ${process.execPath} ${TJ} status --watch --root ${root}' ${words}`,
    );
    return await terminal.until(/q quits/);
  };
  afterEach(() => terminal.close());

  /** The screen that was there before, a cursor, and the modes of the shell. */
  const expectRestored = async () => {
    const screen = await terminal.until(/before it[\s\S]*\$\s*$/);
    expect(screen).toContain('before it');
    expect([terminal.value('alternate_on'), terminal.value('cursor_flag')]).toEqual(['0', '1']);
    terminal.run('clear; stty -a | grep -oE -- "-?(icanon|echo|isig)\\b"');
    expect(await terminal.until(/^-?isig$[\s\S]*^-?echo$/m)).toMatch(/^isig\nicanon\necho$/m);
  };

  it('shows running sessions with context, cache and what the last hour took, and draws what changes', async () => {
    open();
    const first = await watch();
    expect(terminal.value('alternate_on')).toBe('1');
    expect(first).toMatch(/12:00:00 · last hour 50\.\dK tokens, \$/);
    expect(first).toMatch(/aaaaaaaa lead +app +active +25\.0K +\d/);
    expect(first).toMatch(/cccccccc Port the pa\S* +lib +idle 1h30 +25\.0K +cold +0 +\$0\.00/);
    goOn();
    expect(await terminal.until(/aaaaaaaa lead +app +active +301K/)).toMatch(/aaaaaaaa lead +app +active +301K/);
  });

  it.each(['q', 'Escape', 'C-c'])('%s ends it with 0, and the terminal is as it was', async (key) => {
    open();
    await watch('; echo "code $?"');
    terminal.keys(key);
    expect(await terminal.until(/code \d/)).toContain('code 0');
    await expectRestored();
  });

  it.each(['SIGTERM', 'SIGHUP', 'SIGINT'] as const)('%s ends it, and the terminal is as it was', async (signal) => {
    open();
    await watch();
    process.kill(Number(readFileSync(join(home, 'pid'), 'utf8')), signal);
    await expectRestored();
  });

  it('a failure ends it, says why on the screen of before, and the terminal is as it was', async () => {
    const failing = 'data:text/javascript,setTimeout(()=>Promise.reject(Error("broken")),4000)';
    open({ NODE_OPTIONS: `--import ${failing}` });
    await watch();
    expect(await terminal.until(/Error: broken/)).toContain('Error: broken');
    await expectRestored();
  });

  it('Ctrl-Z gives the terminal to the shell, fg takes it again', async () => {
    open();
    await watch();
    terminal.keys('C-z');
    expect(await terminal.until(/Stopped/)).toContain('before it');
    expect(terminal.value('alternate_on')).toBe('0');
    terminal.run('fg');
    expect(await terminal.until(/q quits/)).toContain('aaaaaaaa lead');
    expect(terminal.value('alternate_on')).toBe('1');
    terminal.keys('q');
    await expectRestored();
  });

  it('another size is drawn at once, no line wider than it and no more lines than it has', async () => {
    open({}, [80, 24]);
    await watch();
    terminal.tmux('resize-window', '-x', '50', '-y', '9');
    const narrow = await terminal.until(/aaaaaaaa lead\s+active · 25\.0K · cache 3m/, 2_000);
    expect(narrow).toMatch(/aaaaaaaa lead\n +active · 25\.0K/);
    terminal.tmux('resize-window', '-x', '80', '-y', '24');
    expect(await terminal.until(/aaaaaaaa lead +app +active/, 2_000)).toMatch(/^12:00:00[\s\S]*q quits[^\n]*\n*$/);
  });
});

describe('into a pipe', () => {
  let child: ChildProcess;
  let lines: string[];
  const start = (...words: readonly string[]) => {
    const env = { PATH: process.env.PATH ?? '', HOME: home, TZ: 'UTC', TJ_NOW: '2026-03-05T12:00:00Z' };
    child = spawn(process.execPath, [TJ, 'status', '--watch', '--root', root, ...words], { env });
    let text = '';
    lines = [];
    child.stdout?.on('data', (bytes: Buffer) => {
      text += bytes.toString();
      lines = text.split('\n').slice(0, -1);
    });
  };
  const linesFrom = async (count: number) => {
    for (let waited = 0; lines.length < count && waited < 15_000; waited += 50)
      await new Promise((resolve) => setTimeout(resolve, 50));
    return lines;
  };
  afterEach(() => child.kill('SIGKILL'));

  it('a line for each session that runs, then one for what is new', async () => {
    start();
    expect(await linesFrom(2)).toEqual([
      expect.stringMatching(
        /^2026-03-05 12:00 {2}aaaaaaaa lead {2}active {2}context 25\.0K {2}cache until 12:03 {2}last/,
      ),
      expect.stringMatching(
        /^2026-03-05 12:00 {2}cccccccc Port the parser {2}idle {2}context 25\.0K {2}cache cold {2}/,
      ),
    ]);
    goOn();
    expect(await linesFrom(3)).toHaveLength(3);
    expect(lines[2]).toMatch(/aaaaaaaa lead {2}active {2}context 301K/);
  });

  it('with --json a document a line where anything changed; its figures are those of tj usage and tj status', async () => {
    start('--json');
    const [first] = (await linesFrom(1)).map((line) => JSON.parse(line));
    const json = (...words: string[]) => JSON.parse(tj([...words, '--json', '--root', root], home).stdout);
    expect(first).toMatchObject({ schema: 1, at: '2026-03-05T12:00:00.000Z', is_partial: false });
    expect(first.last_hour).toEqual(json('usage', '--since', '2026-03-05T11:00:00Z').totals);
    const { running, frame } = json('status');
    expect(frame).toMatchObject(first.frame);
    const shown = ({ session_id, state, label, last_seen_at }: Record<string, unknown>) => {
      return { session_id, state, label, last_seen_at };
    };
    expect(first.running.map(shown)).toEqual(running.map(shown));
    expect(first.running[0]).toMatchObject({
      context_tokens: 25_010,
      prompt_cache: { ttl: '5m', expires_at: '2026-03-05T12:03:00.000Z', warm: true },
    });
    goOn();
    const [, second] = (await linesFrom(2)).map((line) => JSON.parse(line));
    expect(second.running[0]).toMatchObject({ context_tokens: 300_711 });
    expect(lines).toHaveLength(2);
  });

  it('nothing is written: no store is made, none is changed', async () => {
    const path = join(home, '.tj', 'tj.db');
    const before = readFileSync(path);
    start();
    await linesFrom(2);
    goOn();
    await linesFrom(3);
    expect(readFileSync(path).equals(before)).toBe(true);
    expect(readdirSync(join(home, '.tj'))).toEqual(['tj.db']);
    child.kill('SIGKILL');
    home = newHome();
    start();
    await linesFrom(2);
    expect(existsSync(join(home, '.tj'))).toBe(false);
  });

  it('ends when nobody reads any more', async () => {
    start();
    await linesFrom(2);
    child.stdout?.destroy();
    const ended = new Promise((resolve) => child.once('exit', resolve));
    goOn();
    expect(await ended).toBe(0);
  });

  it('--budget 0 is refused', () => {
    const { status, stderr } = tj(['status', '--watch', '--budget', '0', '--root', root], home);
    expect({ status, stderr }).toEqual({
      status: 2,
      stderr: 'tj: --watch and --budget 0: it shows what it reads, leave --budget out\n',
    });
    child = spawn('true');
  });
});
