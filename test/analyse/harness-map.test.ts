import { describe, expect, it } from 'vitest';
import { launchesIn } from '../../src/analyse/harness-map.ts';

const SDK_TS = "import { query } from '@anthropic-ai/claude-agent-sdk';\n";
const SDK_PY = 'from claude_agent_sdk import query, ClaudeSDKClient\n';

/** Kind and language of the last line of a file; null where it starts nothing. */
function lastOf(path: string, text: string): string | null {
  const lines = text.split('\n').length;
  const found = launchesIn(path, text).find(({ line }) => line === lines);
  return found === undefined ? null : `${found.kind} ${found.language}`;
}

describe('a line that starts', () => {
  it.each<[string, string, string]>([
    ['run.sh', 'claude -p "$task" > out.json', 'cli sh'],
    ['run.sh', 'for t in a b; do claude --model opus --print "$t" & done', 'cli sh'],
    ['run.sh', 'out=$(claude -p x)', 'cli sh'],
    ['run.sh', 'npx -y @anthropic-ai/claude-code -p x', 'cli sh'],
    ['tool', '#!/usr/bin/env bash\nclaude -p x', 'cli sh'],
    ['tool', '#!/usr/bin/env python3\nsubprocess.run(["claude", "-p", "x"])', 'cli python'],
    ['run.py', 'subprocess.Popen(["claude", "-p", prompt])', 'cli python'],
    ['run.py', 'cmd = ["claude", "-p", prompt]', 'cli python'],
    ['run.py', "os.system('claude -p x')", 'cli python'],
    ['run.py', `${SDK_PY}async for m in query(prompt="x"):`, 'sdk python'],
    ['run.py', `${SDK_PY}async with ClaudeSDKClient(options) as client:`, 'sdk python'],
    ['run.ts', "spawn('claude', ['-p', prompt]);", 'cli typescript'],
    ['run.mjs', 'execSync(`claude -p "go"`);', 'cli typescript'],
    ['run.ts', "const args = ['claude', '-p'];", 'cli typescript'],
    ['run.ts', `${SDK_TS}for await (const m of query({ prompt })) {`, 'sdk typescript'],
    ['run.ts', "tools.Task({ subagent_type: 'Explore' });", 'agent typescript'],
    ['.github/workflows/ci.yml', '      - run: claude -p "review"', 'cli other'],
    ['package.json', '  "nightly": "claude -p go"', 'cli other'],
    ['Makefile', '\tclaude -p "write the notes"', 'cli other'],
    ['.claude/commands/fix.md', 'Task(description="look", subagent_type="Explore")', 'agent other'],
  ])('%s: %s', (path, text, expected) => {
    expect(lastOf(path, text)).toBe(expected);
  });
});

describe('a line that starts nothing', () => {
  it.each<[string, string]>([
    ['run.sh', '# claude -p x'],
    ['run.sh', 'claude --version'],
    ['run.sh', 'claude mcp add tj -- tj mcp -p'.replace(' -p', '')],
    ['run.sh', 'echo claude; grep -p x'],
    ['run.sh', 'preclaude -p x'],
    ['run.py', '    # subprocess.run(["claude", "-p"])'],
    ['run.py', 'query("select 1")'],
    ['run.py', `${SDK_PY}rows = db.query("select 1")`],
    ['run.py', `${SDK_PY}def query(text):`],
    ['run.ts', ' * spawn("claude", ["-p"])'],
    ['run.ts', "if (names.includes('claude')) return;"],
    ['run.ts', "const name = 'claude';"],
    ['run.ts', "await query({ prompt: 'x' });"],
  ])('%s: %s', (path, text) => {
    expect(lastOf(path, text)).toBeNull();
  });
});

it('a line is a label: one line, no longer than labels are, keys masked', () => {
  const [launch] = launchesIn(
    'a.sh',
    `  ANTHROPIC_API_KEY=sk-ant-api03-0123456789abcdefghij claude -p "${'x'.repeat(200)}"`,
  );
  expect(launch?.text).toHaveLength(80);
  expect(launch?.text).not.toContain('0123456789');
});

it('a file that says something of TJ_RUN_ID, or has tj run do so, sets it', () => {
  const sets = (text: string) => launchesIn('a.sh', text).map(({ setsRun }) => setsRun);
  expect(sets('claude -p x')).toEqual([false]);
  expect(sets('export TJ_RUN_ID=1\nclaude -p x')).toEqual([true]);
  expect(sets('tj run -- claude -p x')).toEqual([true]);
});
