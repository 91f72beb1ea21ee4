// Two ledgers of a session in the same rows: what the counting server was sent, and what tj tells.

/** Rows of the fixed context. */
export const FIXED = ['system prompt', 'tools', 'mcp servers', 'fixed context, unnamed'];

/** Prompts, commands and notifications are told by tj as prompts and notes, in one way or another. */
const TRUTH_ROWS = {
  tool: () => 'tools',
  'mcp server': () => 'mcp servers',
  'mcp instructions': () => 'mcp servers',
  reminder: () => 'reminders',
  'tool result': ({ label }) => `result of ${label}`,
  command: () => 'prompts and notes',
  notification: () => 'prompts and notes',
  prompt: () => 'prompts and notes',
  'assistant output': ({ label }) => `answers: ${label}`,
};

/** What tj calls the blocks of an answer. */
const ANSWER_ROWS = { thinking: 'thinking', tool_calls: 'tool_use', prose: 'text', unknown: 'unknown' };

const TJ_ROWS = {
  base: ({ tool }) =>
    ({
      ...{ system: 'system prompt', tool: 'tools', mcp: 'mcp servers' },
      ...{ skill: 'skill listing', agent: 'agent listing', other: 'deferred tools' },
    })[tool] ?? 'fixed context, unnamed',
  prompt: () => 'prompts and notes',
  note: () => 'prompts and notes',
  tool: ({ tool }) => `result of ${tool}`,
  attachment: () => 'reminders',
  skill: () => 'skill text',
  summary: () => 'compaction summary',
  hook: () => 'hook context',
};

/**
 * The truth of some requests: tokens sent in all and share of cost, by row, by MCP server and by memory file. By position:
 * the first tokens of a prompt were read, the next written, the last neither. `priceOf(model)` has prices per token.
 */
export function truthOf(requests, priceOf) {
  const truth = { rows: new Map(), servers: new Map(), files: new Map() };
  let cost = 0;
  for (const { model, usage, parts } of requests) {
    const price = priceOf(model);
    cost += usage.output_tokens * price.output;
    for (const part of parts) {
      const paid = costAt(part, usage, price);
      cost += paid;
      const row = TRUTH_ROWS[part.kind]?.(part) ?? part.kind;
      add(truth.rows, row, part.tokens, paid);
      if (row === 'mcp servers') add(truth.servers, part.label, part.tokens, paid);
      if (row === 'memory') add(truth.files, part.label, part.tokens, paid);
    }
  }
  for (const sum of truth.rows.values()) sum.share /= cost;
  return truth;
}

/** What tj tells, in the same rows; its shares are of the cost of the session. */
export function toldBy({ ledger }) {
  const told = { rows: new Map(), servers: new Map(), files: new Map() };
  for (const item of ledger.items.flatMap(apart)) {
    const row = TJ_ROWS[item.kind]?.(item) ?? item.kind;
    add(told.rows, row, item.carried_tokens, item.share_list_price);
    if (row === 'mcp servers') add(told.servers, item.label, item.carried_tokens, item.share_list_price);
    if (row === 'memory') add(told.files, item.label, item.carried_tokens, item.share_list_price);
  }
  return told;
}

/** Earlier answers as their parts. */
function apart(item) {
  if (item.kind !== 'output') return [item];
  const known = Object.entries(item.parts).filter(([, part]) => part !== null && part.carried_tokens > 0);
  return known.map(([name, part]) => ({ ...part, kind: `answers: ${ANSWER_ROWS[name]}` }));
}

function costAt({ from, tokens }, usage, price) {
  const { cache_read_input_tokens: read, cache_creation_input_tokens: written } = usage;
  const { ephemeral_1h_input_tokens: hour } = usage.cache_creation;
  const within = (begin, end) => Math.max(0, Math.min(from + tokens, end) - Math.max(from, begin));
  const writing = hour > 0 ? price.cache_write_1h : price.cache_write_5m;
  const rest = within(read + written, Number.POSITIVE_INFINITY);
  return within(0, read) * price.cache_read + within(read, read + written) * writing + rest * price.input;
}

function add(sums, name, tokens, share) {
  const sum = sums.get(name) ?? { tokens: 0, share: 0 };
  sums.set(name, { tokens: sum.tokens + tokens, share: sum.share + share });
}
