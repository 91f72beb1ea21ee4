// The Messages API as far as Claude Code needs it, on loopback: answers by a script, and remembers the usage it told.
import { createServer } from 'node:http';

/** Percentages of the quotas that subscriptions are told to have used. */
export const TOLD_QUOTA = { five_hour: 42, seven_day: 31 };

/**
 * Starts the server. `script(request, number, agentId)` gives the content blocks of an answer, or a promise of them to let
 * Claude Code wait; agentId is '' for the session itself. `usageOf({id, number, sessionId, agentId, request, content})` is
 * the usage of an answer, `quotaOf(usage)` the percentage and the reset (seconds) of each quota that a subscription is told
 * with it. `asked` holds each request for a message as it comes, `answers` each message that was sent.
 */
export async function startMessagesApi(script, usageOf = uniqueUsage) {
  const api = { script, usageOf, quotaOf: toldQuota, asked: [], answers: [], url: '', close: () => server.close() };
  const server = createServer(async (request, response) => {
    const body = await bodyOf(request);
    const { pathname } = new URL(request.url, 'http://loopback');
    if (request.method === 'POST' && pathname === '/v1/messages') await answer(api, request.headers, body, response);
    else
      send(response, 'application/json', JSON.stringify(pathname.endsWith('/count_tokens') ? { input_tokens: 9 } : {}));
  });
  await new Promise((done) => server.listen(0, '127.0.0.1', done));
  api.url = `http://127.0.0.1:${server.address().port}`;
  return api;
}

/** An answer of words alone. */
export function say(text) {
  return [{ type: 'text', text }];
}

/** What the answers to a session add up to, in the words of `tj sessions --json`. */
export function toldTo(api, sessionId) {
  const own = api.answers.filter((answer) => answer.sessionId === sessionId);
  const sum = (field) => own.reduce((total, { usage }) => total + usage[field], 0);
  return {
    input_tokens: sum('input_tokens'),
    output_tokens: sum('output_tokens'),
    cache_read_tokens: sum('cache_read_input_tokens'),
    cache_write_5m_tokens: sum('cache_creation_input_tokens'),
    cache_write_1h_tokens: 0,
    responses: own.length,
  };
}

async function bodyOf(request) {
  const chunks = [];
  for await (const chunk of request) chunks.push(chunk);
  try {
    return JSON.parse(Buffer.concat(chunks).toString('utf8'));
  } catch (error) {
    if (error instanceof SyntaxError) return {};
    throw error;
  }
}

async function answer(api, headers, request, response) {
  const sessionId = headers['x-claude-code-session-id'];
  const agentId = headers['x-claude-code-agent-id'] ?? '';
  const number = api.asked.push({ sessionId, request });
  const content = await api.script(request, number, agentId);
  if (response.destroyed) return;
  const id = `msg_trial_${number}`;
  const usage = api.usageOf({ id, number, sessionId, agentId, request, content });
  const message = messageOf(id, request.model ?? 'unknown', content, usage);
  if (headers.authorization) response.setHeaders(quotaHeaders(api.quotaOf(usage)));
  if (request.stream) send(response, 'text/event-stream', eventsOf(message));
  else send(response, 'application/json', JSON.stringify(message));
  api.answers.push({ sessionId, usage: message.usage });
}

function toldQuota() {
  const now = Math.floor(Date.now() / 1000);
  return {
    '5h': { percentage: TOLD_QUOTA.five_hour, resetsAt: now + 3 * 3600 },
    '7d': { percentage: TOLD_QUOTA.seven_day, resetsAt: now + 3 * 86_400 },
  };
}

function quotaHeaders(quotas) {
  const told = Object.entries(quotas).flatMap(([name, { percentage, resetsAt }]) => [
    [`${name}-status`, 'allowed'],
    [`${name}-utilization`, String(percentage / 100)],
    [`${name}-reset`, String(resetsAt)],
  ]);
  return new Map(
    [['status', 'allowed'], ...told].map(([name, value]) => [`anthropic-ratelimit-unified-${name}`, value]),
  );
}

/** Every number is another one in each answer, so that no sum can come out right by another way. */
function uniqueUsage({ number }) {
  const written = 1000 + 7 * number;
  return {
    input_tokens: 10 + number,
    output_tokens: 30 + 3 * number,
    cache_read_input_tokens: 20_000 + 101 * number,
    cache_creation_input_tokens: written,
    cache_creation: { ephemeral_5m_input_tokens: written, ephemeral_1h_input_tokens: 0 },
    service_tier: 'standard',
  };
}

function messageOf(id, model, content, usage) {
  const calls = content.some((block) => block.type === 'tool_use');
  const stop = { stop_reason: calls ? 'tool_use' : 'end_turn', stop_sequence: null };
  return { id, type: 'message', role: 'assistant', model, content, ...stop, usage };
}

/** An answer as server-sent events: the first tells the usage of the prompt, the last but one that of the output. */
function eventsOf(message) {
  const { content, stop_reason, stop_sequence, usage } = message;
  const begun = { ...message, content: [], stop_reason: null, usage: { ...usage, output_tokens: 1 } };
  const events = [
    { type: 'message_start', message: begun },
    ...content.flatMap(blockEvents),
    { type: 'message_delta', delta: { stop_reason, stop_sequence }, usage: { output_tokens: usage.output_tokens } },
    { type: 'message_stop' },
  ];
  return events.map((event) => `event: ${event.type}\ndata: ${JSON.stringify(event)}\n\n`).join('');
}

function blockEvents(block, index) {
  const [content_block, ...deltas] = begunAndGrown(block);
  return [
    { type: 'content_block_start', index, content_block },
    ...deltas.map((delta) => ({ type: 'content_block_delta', index, delta })),
    { type: 'content_block_stop', index },
  ];
}

/** A block as it begins, then what is added to it. */
function begunAndGrown(block) {
  if (block.type === 'tool_use')
    return [
      { ...block, input: {} },
      { type: 'input_json_delta', partial_json: JSON.stringify(block.input) },
    ];
  if (block.type === 'thinking')
    return [
      { type: 'thinking', thinking: '', signature: '' },
      { type: 'thinking_delta', thinking: block.thinking },
      { type: 'signature_delta', signature: block.signature },
    ];
  return [
    { type: 'text', text: '' },
    { type: 'text_delta', text: block.text },
  ];
}

function send(response, type, text) {
  response.writeHead(200, { 'content-type': type });
  response.end(text);
}
