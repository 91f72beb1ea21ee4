// Sessions whose ledger must be true: each is held against what the counting server was sent.
import { existsSync, writeFileSync } from 'node:fs';
import { COMPACTION } from './counting-api.mjs';
import { checkLedger } from './ledger-checks.mjs';
import { furnish } from './ledger-home.mjs';
import { say } from './messages-api.mjs';
import { print } from './print-steps.mjs';
import { gone, openTerminal } from './terminal.mjs';
import { until } from './until.mjs';

const THINKING = { thinking: 'First this, and then that. '.repeat(40), signature: 'c2lnbmVk'.repeat(60) };
const SUMMARY = `<summary>What was done: ${'a list was read and changed. '.repeat(60)}</summary>`;

/** Tools that every session has; memory files come with the prompt, and with what is read beside them. */
export async function toolsAndMemory(trial, sandbox) {
  const files = furnish(sandbox);
  answerInTurn(trial, [
    [{ type: 'thinking', ...THINKING }, ...say('I look at it.'), bash('seq 1 1500')],
    [call('Read', { file_path: files.text })],
    [edit(files.text, 'line 3 of', 'LINE 3 of')],
    [bash('echo oops >&2; exit 3')],
    [call('Skill', { skill: 'deploy' })],
    [call('Read', { file_path: files.image })],
    [{ type: 'thinking', ...THINKING }, bash('seq 1 200'), call('Read', { file_path: files.text, limit: 40 })],
    say('It is done.'),
  ]);
  const { sessionId } = await print(trial, sandbox, 'sort the list');
  checkLedger(trial, sandbox, sessionId);
}

/** A server whose schemas are in the prompt, and one whose schemas are searched for. */
export async function servers(trial, sandbox) {
  furnish(sandbox);
  answerInTurn(trial, [
    [call('mcp__notes__keep_0', { text: 'one' })],
    [call('ToolSearch', { query: 'select:mcp__archive__keep_1,mcp__archive__keep_3' })],
    [call('mcp__archive__keep_1', { text: 'two' })],
    [call('mcp__archive__keep_3', { text: 'three' })],
    say('Kept.'),
  ]);
  const { sessionId } = await print(trial, sandbox, 'keep three notes');
  checkLedger(trial, sandbox, sessionId);
}

/** Agents that are waited for, and one that reports later. */
export async function agents(trial, sandbox) {
  furnish(sandbox);
  const later = [() => bash('seq 1 300'), () => bash('sleep 1; seq 1 300')];
  const ofAgent = new Map();
  answerInTurn(
    trial,
    [
      [agent('general-purpose', false)],
      [agent('Explore', true)],
      say('I wait for the other one.'),
      say('Both have counted.'),
    ],
    (agentId) => {
      const number = ofAgent.get(agentId) ?? 0;
      ofAgent.set(agentId, number + 1);
      return number < later.length ? [later[number]()] : say('Counted to three hundred, twice. '.repeat(10));
    },
  );
  const { sessionId } = await print(trial, sandbox, 'have it counted');
  checkLedger(trial, sandbox, sessionId);
}

/** One session that is resumed, by another model too, and compacted. */
export async function resumedAndCompacted(trial, sandbox) {
  const files = furnish(sandbox);
  answerInTurn(trial, [[bash('seq 1 800')], say('Counted.')]);
  const { sessionId } = await print(trial, sandbox, 'count');
  const on = (prompt, ...args) => print(trial, sandbox, prompt, '--resume', sessionId, ...args);
  answerInTurn(trial, [[call('Read', { file_path: files.text })], say('Read.')]);
  await on('read the list');
  answerInTurn(trial, [[bash('seq 1 400')], say('Counted again.')]);
  await on('count again', '--model', 'sonnet');
  answerInTurn(trial, []);
  await on('/compact');
  answerInTurn(trial, [[bash('seq 1 100')], say('Counted once more.')]);
  await on('count once more');
  checkLedger(trial, sandbox, sessionId);
}

/** The same in a terminal: what is read, a compaction, an agent that reports later, another model, and all of it resumed. */
export async function inTerminal(trial, sandbox) {
  const files = furnish(sandbox);
  const terminal = await openTerminal(sandbox);
  await ask(trial, terminal, 'the first prompt', [
    [{ type: 'thinking', ...THINKING }, bash('seq 1 1500')],
    [call('Read', { file_path: files.text })],
    [call('mcp__notes__keep_1', { text: 'one' })],
    [call('ToolSearch', { query: 'select:mcp__archive__keep_2' })],
    [call('mcp__archive__keep_2', { text: 'two' })],
  ]);
  const { sessionId } = trial.api.counted.at(-1);
  await ask(trial, terminal, 'the second prompt', [[bash('seq 1 300')]]);
  answerInTurn(trial, []);
  await terminal.type('/compact');
  await until('it is compacted', () => /Compacted/.test(terminal.screen()), terminal.screen);
  await ask(trial, terminal, 'the third prompt', [[bash('seq 1 100')]]);
  await terminal.type('/exit');
  await gone(terminal.pid);
  checkLedger(trial, sandbox, sessionId);
}

/** Servers that connect when a session of a terminal has begun. */
export async function lateServers(trial, sandbox) {
  const { gates } = furnish(sandbox, { late: true });
  const terminal = await openTerminal(sandbox);
  await ask(trial, terminal, 'the first prompt', [[bash('seq 1 300')]]);
  const { sessionId } = trial.api.counted.at(-1);
  for (const gate of gates) writeFileSync(gate, '');
  await until('the servers are connected', () => !gates.some((gate) => existsSync(gate)), terminal.screen);
  await ask(trial, terminal, 'the second prompt', [[call('mcp__notes__keep_0', { text: 'one' })], [bash('seq 1 200')]]);
  await ask(trial, terminal, 'the third prompt', []);
  await terminal.type('/exit');
  await gone(terminal.pid);
  checkLedger(trial, sandbox, sessionId);
}

/** A session of a terminal that is resumed in another one, changes its model and has an agent. */
export async function resumedInTerminal(trial, sandbox) {
  const files = furnish(sandbox);
  const mode = ['--permission-mode', 'acceptEdits'];
  const first = await openTerminal(sandbox, mode);
  await ask(trial, first, 'the first prompt', [
    [call('Read', { file_path: files.image })],
    [call('Skill', { skill: 'deploy' })],
  ]);
  const { sessionId } = trial.api.counted.at(-1);
  await first.type('/exit');
  await gone(first.pid);
  const second = await openTerminal(sandbox, [...mode, '--resume', sessionId]);
  await ask(trial, second, 'the second prompt', [[agent('general-purpose', false)], [bash('seq 1 300')]]);
  await second.type('/model sonnet');
  await until('it asks whether to switch', () => second.screen().includes('Enter to confirm'), second.screen);
  second.press('Enter');
  await until('the model is another one', () => /Set model to/.test(second.screen()), second.screen);
  await ask(trial, second, 'the third prompt', [
    [edit(files.text, 'line 3 of', 'LINE 3 of')],
    [bash('seq 1 100; exit 3')],
  ]);
  await second.type('/exit');
  await gone(second.pid);
  checkLedger(trial, sandbox, sessionId);
}

/** Asks in a terminal and waits for the last answer. */
async function ask(trial, terminal, prompt, steps) {
  const last = `That was ${prompt}.`;
  answerInTurn(trial, [...steps, say(last)]);
  await terminal.type(prompt);
  await until('the answer is on the screen', () => terminal.screen().includes(last), terminal.screen);
}

/** Answers the session's requests in turn, its agents' by `ofAgent`, and what Claude Code asks for beside in few words. */
function answerInTurn(trial, steps, ofAgent = () => say('Done.')) {
  const left = [...steps];
  trial.api.script = (request, _number, agentId) => {
    if (!request.tools?.length) return say('{"title": "A list"}');
    if (JSON.stringify(request.messages.slice(-2)).includes(COMPACTION)) return say(SUMMARY);
    return agentId === '' ? (left.shift() ?? say('That is all.')) : ofAgent(agentId);
  };
}

let calls = 0;

function call(name, input) {
  calls++;
  return { type: 'tool_use', id: `toolu_ledger_${calls}`, name, input };
}

function bash(command) {
  return call('Bash', { command });
}

function edit(file_path, old_string, new_string) {
  return call('Edit', { replace_all: false, file_path, old_string, new_string });
}

function agent(subagent_type, run_in_background) {
  const prompt = 'Count to three hundred, twice, and say when it is done.';
  return call('Agent', { description: 'Count', prompt, subagent_type, run_in_background });
}
