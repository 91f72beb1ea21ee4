// tj as an MCP server of the real Claude Code: what it adds to prompts, and what Claude is told when it asks.
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { say, toldTo } from './messages-api.mjs';
import { print } from './print-steps.mjs';
import { REPOSITORY, runClaude } from './sandbox.mjs';

/** Tokens that all of it may take in a prompt, with every schema loaded. */
const MOST_TOKENS = 600;

/** From its start until it has said what it can be asked, where nothing else runs. */
const STARTED_MS = 300;

const TOOLS = ['usage', 'advise', 'context', 'quota_audit', 'sessions', 'session', 'runs'];

/** It is added by hand, costs little in prompts, and its answer comes back as it is. */
export async function askedByClaude(trial, sandbox) {
  const { status, stdout } = await runClaude(sandbox, ['mcp', 'add', 'tj', '--', 'tj', 'mcp']);
  trial.check('claude mcp add tj -- tj mcp', status === 0, stdout.trim().split('\n')[0]);
  trial.api.script = () => say('Hello.');
  const { sessionId } = await print(trial, sandbox, 'say hello');
  const steps = [
    [call('ToolSearch', { query: `select:${TOOLS.map((tool) => `mcp__tj__${tool}`).join()}` })],
    [call('mcp__tj__usage', { by: 'session', since: '24h' }), call('mcp__tj__usage', { by: 'moon' })],
    say('It was not.'),
  ];
  trial.api.script = () => steps.shift() ?? say('That is all.');
  const asking = await print(trial, sandbox, 'why was today expensive', '--allowedTools', 'mcp__tj');
  checkSize(trial, asking.sessionId, 'in every prompt', ['mcp instructions'], MOST_TOKENS / 3);
  checkSize(trial, asking.sessionId, 'with every schema', ['mcp instructions', 'mcp server'], MOST_TOKENS);
  const results = resultsIn(trial.api.asked.at(-1).request).slice(-2);
  const [answer, refusal] = results.sort((a, b) => Number(a.is_error ?? false) - Number(b.is_error ?? false));
  const row = JSON.parse(textOf(answer)).rows.find(({ key }) => key === sessionId);
  const told = toldTo(trial.api, sessionId);
  const fields = ['input_tokens', 'output_tokens', 'cache_read_tokens', 'responses'];
  const isRight = fields.every((field) => row?.[field] === told[field]);
  trial.check('Claude is told what was sent', isRight, JSON.stringify(row));
  const isOneLine = refusal.is_error === true && !textOf(refusal).includes('\n');
  trial.check('and in one line what was wrong with a question', isOneLine, textOf(refusal));
  const started = Math.min(...[await startMs(sandbox), await startMs(sandbox), await startMs(sandbox)]);
  const most = trial.soonMs === Number.POSITIVE_INFINITY ? trial.soonMs : STARTED_MS;
  trial.check('it is there in time', started < most, `${Math.round(started)} ms`);
}

function checkSize(trial, sessionId, when, kinds, most) {
  const { parts } = trial.api.counted.filter((request) => request.sessionId === sessionId).at(-1);
  const own = parts.filter(({ kind, label }) => kinds.includes(kind) && (kind !== 'mcp server' || label === 'tj'));
  const tokens = own.reduce((sum, part) => sum + part.tokens, 0);
  trial.check(
    `${when} less than ${most} tokens`,
    tokens > 0 && tokens < most,
    `${tokens} tokens in ${own.length} parts`,
  );
}

/** Milliseconds until the list of tools is there. */
async function startMs({ env }) {
  const begun = performance.now();
  const server = spawn(process.execPath, [`${REPOSITORY}/bin/tj.js`, 'mcp'], {
    env,
    stdio: ['pipe', 'pipe', 'ignore'],
  });
  const clientInfo = { name: 'trial', version: '1' };
  const params = { protocolVersion: '2025-06-18', capabilities: {}, clientInfo };
  for (const request of [
    { id: 1, method: 'initialize', params },
    { id: 2, method: 'tools/list' },
  ])
    server.stdin.write(`${JSON.stringify({ jsonrpc: '2.0', ...request })}\n`);
  for (let text = ''; !text.includes('"id":2'); ) text += (await once(server.stdout, 'data'))[0];
  const ms = performance.now() - begun;
  server.stdin.end();
  await once(server, 'exit');
  return ms;
}

let calls = 0;

function call(name, input) {
  calls++;
  return { type: 'tool_use', id: `toolu_mcp_${calls}`, name, input };
}

function resultsIn({ messages }) {
  const blocks = messages.flatMap(({ content }) => (Array.isArray(content) ? content : []));
  return blocks.filter((block) => block.type === 'tool_result');
}

function textOf({ content }) {
  return typeof content === 'string' ? content : content.map(({ text }) => text).join('');
}
