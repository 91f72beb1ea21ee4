import { describe, expect, it } from 'vitest';
import { launchesIn } from '../../src/analyse/harness-map.ts';

const SDK_TS = "import { query } from '@anthropic-ai/claude-agent-sdk';\n";
const SDK_PY = 'from claude_agent_sdk import query, ClaudeSDKClient\n';

/** Kind and language of the first line of a file that starts something; null where none does. */
function firstOf(path: string, text: string): string | null {
  const [found] = launchesIn(path, text);
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
    ['run.sh', '/usr/local/bin/claude -p x', 'cli sh'],
    ['run.sh', '"$HOME/.claude/local/claude" -p x', 'cli sh'],
    ['run.sh', '"$BIN/claude" --model "a; b" -p x', 'cli sh'],
    ['run.sh', '~/.local/bin/claude --print x', 'cli sh'],
    ['run.sh', './node_modules/.bin/claude -p x', 'cli sh'],
    ['run.sh', 'claude \\\n  --model opus \\\n  -p "x"', 'cli sh'],
    ['run.sh', 'cmd=(claude -p "$x")', 'cli sh'],
    ['run.sh', 'echo "$prompt" | claude -p', 'cli sh'],
    ['run.sh', 'echo "$(claude -p x)"', 'cli sh'],
    ['run.py', 'subprocess.run(["/usr/bin/claude", "-p", "x"])', 'cli python'],
    ['run.py', 'subprocess.run(\n    [\n        "claude",\n        "-p",\n    ]\n)', 'cli python'],
    ['run.py', 'cmd = [\n    "claude", "-p",\n]', 'cli python'],
    ['run.ts', "spawn(\n  '/opt/claude',\n  ['-p', prompt],\n);", 'cli typescript'],
    ['main.go', 'exec.Command("claude", "-p", prompt)', 'cli other'],
    ['main.go', 'exec.CommandContext(ctx, "claude", "-p", prompt)', 'cli other'],
    ['main.rs', 'Command::new("claude").arg("-p")', 'cli other'],
    ['run.rb', 'system("claude -p x")', 'cli other'],
    ['run.rb', "system('claude', '-p', text)", 'cli other'],
    ['.github/workflows/ci.yml', '      - uses: anthropics/claude-code-action@v1', 'cli other'],
    ['.claude/commands/fix.md', 'Task(description="look", subagent_type="Explore")', 'agent other'],
  ])('%s: %s', (path, text, expected) => {
    expect(firstOf(path, text)).toBe(expected);
  });
});

describe('a line that starts nothing', () => {
  it.each<[string, string]>([
    ['run.sh', '# claude -p x'],
    ['run.sh', 'claude --version'],
    ['run.sh', 'claude mcp add tj -- x -p'],
    ['run.sh', 'claude update; mkdir -p x'],
    ['run.sh', 'claude --model opus; mkdir -p x'],
    ['run.sh', '/opt/claude/bin/tool -p x'],
    ['run.sh', 'echo "claude -p in a string"'],
    ['run.sh', '# claude \\\n#  -p x'],
    ['run.py', 'print("claude -p x")'],
    ['run.py', 'subprocess.run(["claude", "mcp", "list"])'],
    ['run.ts', "const agents = ['claude', 'codex'];"],
    ['main.go', '// exec.Command("claude", "-p")'],
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
    expect(firstOf(path, text)).toBeNull();
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

describe('of a line that starts a session it is said what sets TJ_RUN_ID for it', () => {
  const sets = (path: string, text: string) =>
    launchesIn(path, text).map(({ setBy }) => (setBy === null ? 'none' : `${setBy.line}${setBy.isSure ? '' : '?'}`));

  it.each<[string, string, string, string[]]>([
    ['nothing', 'a.sh', 'claude -p x', ['none']],
    ['an export above it, not one below it', 'a.sh', 'claude -p x\nexport TJ_RUN_ID=1\nclaude -p y', ['2?', '2']],
    ['what is set for one command, for that one', 'a.sh', 'claude -p x\nTJ_RUN_ID=a claude -p y', ['none', '2']],
    ['a variable that no command is given, for none', 'a.sh', 'TJ_RUN_ID=a\nclaude -p y', ['none']],
    ['tj run, for its own command', 'a.sh', 'tj run -- claude -p x\nclaude -p y', ['1', 'none']],
    [
      'the helper that is called with it',
      'a.py',
      'run(["claude", "-p"], env=tj_env())\nrun(["claude"])\nx = tj_env()',
      ['1', 'none'],
    ],
    ['the helper in a call of several lines', 'a.ts', "spawn('claude', ['-p'], {\n  env: tjEnv(),\n});", ['1']],
    ['the process, wherever that stands', 'a.py', 'os.environ["TJ_RUN_ID"] = x\nrun(["claude"])', ['1?']],
    ['the process', 'a.ts', "process.env.TJ_RUN_ID ??= id;\nspawn('claude', ['-p']);", ['1?']],
    [
      'what only asks for it, for none',
      'a.ts',
      "if (process.env.TJ_RUN_ID === x) y();\n\nspawn('claude', []);",
      ['none'],
    ],
    ['an environment of YAML', 'a.yml', 'env:\n  TJ_RUN_ID: x\nrun: claude -p x', ['2?']],
    ['a comment, for none', 'a.sh', '# export TJ_RUN_ID=1\nclaude -p x', ['none']],
  ])('%s', (_, path, text, expected) => {
    expect(sets(path, text)).toEqual(expected);
  });
});
