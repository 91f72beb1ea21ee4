// Transcripts of a month that nobody had: made up by a fixed sequence of numbers, for pictures and for measuring the page.
import { mkdirSync, utimesSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';

const MINUTE_MS = 60_000;
const DAY_MS = 86_400_000;

/** When the month ends; who looks at it takes it for now. */
export const END = Date.parse('2026-03-30T20:00:00.000Z');

const PROJECTS = ['/home/ada/orchard', '/home/ada/tidewater', '/home/ada/tools/lantern'];
const TASKS = [
  ...['Fix the flaky import test', 'Add a dark theme to the settings page', 'Why is the first load slow?'],
  ...[
    'Move the queue to the new client',
    'Write the changelog',
    'Rename Account to Workspace',
    'Review the open branch',
  ],
  ...[
    'Make the parser keep comments',
    'Page through the search results',
    'Upgrade the linter',
    'Explain the retry logic',
  ],
  ...['Draw the weekly chart', 'Find out where the memory goes', 'Split the router', 'Ship the export as CSV'],
];
const FOLLOWS = [
  'and the tests?',
  'ok, go on',
  'the same for the other module',
  'commit it',
  'it still fails',
  'shorter, please',
];
const FILES = [
  'src/router.ts',
  'src/queue/client.ts',
  'src/search/page.ts',
  'test/import.test.ts',
  'docs/export.md',
  'src/theme.css',
];
const COMMANDS = ['npm test', 'git diff --stat', 'npx tsc --noEmit', 'rg -n "retry" src', 'npm run build'];
const SAID = [
  'I look at the tests first.',
  'Now the client.',
  'That explains it.',
  'One more place has the same fault.',
  '',
];
const TOOLS = ['Read', 'Bash', 'Edit', 'Grep', 'Bash', 'Read'];

/** Writes so many sessions into a config folder; how many files and responses they are. */
export function makeMonth(dest, { sessions, days = 30, seed = 7 }) {
  const random = numbers(seed);
  const made = { files: 0, responses: 0 };
  for (let i = 0; i < sessions; i++) {
    const day = Math.floor(random() ** 0.8 * days);
    const at = END - day * DAY_MS - (2 + random() * 9) * 60 * MINUTE_MS;
    new MadeUp(dest, random, i, at, made).write();
  }
  return made;
}

/** The same numbers from 0 to 1 for the same seed. */
function numbers(seed) {
  let state = seed;
  return () => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    return state / 2 ** 32;
  };
}

class MadeUp {
  constructor(dest, random, index, at, made) {
    Object.assign(this, { random, index, at, made, lines: [], serial: 0, context: 0, cached: 0 });
    this.id = `${index.toString(16).padStart(8, '0')}-1111-4111-8111-111111111111`;
    this.cwd = PROJECTS[Math.min(2, Math.floor(random() ** 1.6 * 3))];
    this.folder = join(dest, 'projects', this.cwd.replaceAll('/', '-'));
    this.model = random() < 0.72 ? 'claude-opus-4-6' : 'claude-sonnet-4-6';
  }

  write() {
    const prompts = 1 + Math.floor(this.random() ** 2 * 14);
    for (let i = 0; i < prompts; i++) this.turn(i === 0 ? this.one(TASKS) : this.one(FOLLOWS), i);
    this.save(join(this.folder, `${this.id}.jsonl`), this.lines);
  }

  turn(text, place) {
    if (place > 0) this.pause();
    this.push({ type: 'user', message: { role: 'user', content: text } });
    this.context += 400;
    const steps = 2 + Math.floor(this.random() ** 1.5 * 16);
    for (let i = 0; i < steps; i++) this.step(i === steps - 1, text);
    if (this.context > 150_000) this.compact();
  }

  /** Somebody reads, or has lunch, and the cache is lost. */
  pause() {
    const isLong = this.random() < 0.1;
    this.at += (isLong ? 70 : 1 + this.random() * 3) * MINUTE_MS;
    if (isLong) this.cached = 0;
    else if (this.random() < 0.04) {
      this.model = this.model === 'claude-opus-4-6' ? 'claude-sonnet-4-6' : 'claude-opus-4-6';
      this.cached = 0;
    }
  }

  step(isLast, task) {
    this.at += 4_000 + this.random() * 25_000;
    if (this.context < 18_000) this.context += 18_000;
    const said = this.one(SAID);
    const call = isLast ? null : this.random() < 0.03 ? this.agentCall(task) : this.call();
    const output = 60 + Math.floor(this.random() ** 3 * 2600);
    this.answer(
      this.lines,
      this.model,
      output,
      [said || isLast ? [{ type: 'text', text: said || 'Done.' }] : [], call ?? []].flat(),
    );
    if (call !== null) this.result(call);
  }

  call() {
    const name = this.one(TOOLS);
    const file = `${this.cwd}/${this.one(FILES)}`;
    const inputs = {
      Read: { file_path: file },
      Edit: { file_path: file, old_string: 'a\nb', new_string: 'a\nb\nc' },
      Grep: { pattern: 'retry', path: `${this.cwd}/src` },
      Bash: { command: this.one(COMMANDS) },
    };
    return { type: 'tool_use', id: this.name('toolu'), name, input: inputs[name] };
  }

  agentCall(task) {
    const input = {
      subagent_type: this.one(['Explore', 'general-purpose', 'Explore']),
      description: 'Find the callers',
      prompt: task,
    };
    return { type: 'tool_use', id: this.name('toolu'), name: 'Agent', input };
  }

  result(call) {
    const agentId = call.name === 'Agent' ? this.agent(call) : null;
    const isError = call.name === 'Bash' && this.random() < 0.12;
    const size = call.name === 'Read' ? 9000 : agentId === null ? 1500 : 3000;
    const content = isError ? 'Exit code 1: 2 tests fail' : 'x'.repeat(Math.floor(this.random() ** 2 * size * 2) + 40);
    this.context += Math.ceil(content.length / 3);
    const block = { type: 'tool_result', tool_use_id: call.id, content, is_error: isError };
    const more = agentId === null ? {} : { toolUseResult: { agentId, status: 'completed' } };
    this.push({ type: 'user', message: { role: 'user', content: [block] }, ...more });
  }

  /** An agent with a transcript of its own; its id. */
  agent({ input }) {
    const agentId = this.name('a');
    const [context, cached, lines] = [this.context, this.cached, []];
    [this.context, this.cached] = [14_000, 0];
    for (let i = 0; i < 4 + this.random() * 9; i++) {
      this.at += 5_000 + this.random() * 12_000;
      const call = { type: 'tool_use', id: this.name('toolu'), name: 'Grep', input: { pattern: 'retry' } };
      this.answer(lines, 'claude-sonnet-4-6', 120, [call], { isSidechain: true, agentId });
      const content = 'y'.repeat(600 + Math.floor(this.random() * 4000));
      this.context += Math.ceil(content.length / 3);
      this.push(
        {
          type: 'user',
          isSidechain: true,
          agentId,
          message: { role: 'user', content: [{ type: 'tool_result', tool_use_id: call.id, content }] },
        },
        lines,
      );
    }
    [this.context, this.cached] = [context, cached];
    const path = join(this.folder, this.id, 'subagents', `agent-${agentId}`);
    this.save(`${path}.jsonl`, lines);
    this.save(`${path}.meta.json`, [{ agentType: input.subagent_type }]);
    return agentId;
  }

  answer(lines, model, output_tokens, content, more = {}) {
    const usage = {
      ...{ input_tokens: 3, output_tokens, cache_read_input_tokens: this.cached },
      cache_creation_input_tokens: this.context - this.cached,
    };
    const stop_reason = content.some(({ type }) => type === 'tool_use') ? 'tool_use' : 'end_turn';
    this.push(
      { type: 'assistant', ...more, message: { id: this.name('msg'), model, stop_reason, content, usage } },
      lines,
    );
    this.cached = this.context;
    this.context += output_tokens;
    this.made.responses++;
  }

  compact() {
    const compactMetadata = { trigger: 'auto', preTokens: this.context };
    this.push({ type: 'system', subtype: 'compact_boundary', compactMetadata });
    [this.context, this.cached] = [30_000, 0];
  }

  push(record, lines = this.lines) {
    const frame = { sessionId: this.id, cwd: this.cwd, version: '2.1.60', gitBranch: 'main', uuid: this.name('u') };
    lines.push({ ...frame, timestamp: new Date(this.at).toISOString(), ...record });
  }

  save(path, lines) {
    mkdirSync(dirname(path), { recursive: true });
    writeFileSync(path, `${lines.map((line) => JSON.stringify(line)).join('\n')}\n`);
    utimesSync(path, this.at / 1000, this.at / 1000);
    this.made.files++;
  }

  one(list) {
    return list[Math.floor(this.random() * list.length)];
  }

  name(kind) {
    return `${kind}_${this.index}x${this.serial++}`;
  }
}
