// A Messages API that counts what it is sent: 4 characters a token. It tells that as usage, and logs each request part by part.
import { startMessagesApi } from './messages-api.mjs';
import { charactersOfAnswer, partsOfRequest, tokensUpTo } from './prompt-parts.mjs';

/** Tokens at the end of each prompt that are in no cache. */
const UNCACHED = 3;

/** How Claude Code asks for the summary of a compaction. */
export const COMPACTION = 'CRITICAL: Respond with TEXT ONLY';

/**
 * Starts the server. `counted` has an entry for each request: id of the answer, session, agent ('' where there is none),
 * model, usage, and the parts of the prompt: kind, label, tokens, and from which token of the prompt on.
 */
export async function startCountingApi() {
  const counted = [];
  const cached = new Map();
  const usageOf = (asked) => {
    const entry = count(asked, cached);
    counted.push(entry);
    return entry.usage;
  };
  const api = await startMessagesApi(() => [], usageOf);
  return Object.assign(api, { counted });
}

/**
 * What an earlier request of the same thread to the same model began with is read, the rest is written: for an hour by the
 * session, for five minutes by its agents.
 */
function count({ id, sessionId, agentId, request, content }, cached) {
  const sent = partsOfRequest(request);
  const { model } = request;
  const thread = `${sessionId} ${agentId} ${model}`;
  const earlier = cached.get(thread) ?? [];
  cached.set(thread, [...earlier, sent.map(({ text }) => text)]);
  const parts = lay(sent);
  const same = Math.max(0, ...earlier.map((texts) => sameParts(texts, sent)));
  const end = (number) => (number === 0 ? 0 : parts[number - 1].from + parts[number - 1].tokens);
  const read = end(same);
  const usage = usageFor(read, end(parts.length) - read, agentId);
  usage.output_tokens = Math.max(1, tokensUpTo(charactersOfAnswer(content)));
  const thinking = content.filter(({ type }) => type === 'thinking');
  usage.output_tokens_details = { thinking_tokens: tokensUpTo(charactersOfAnswer(thinking)) };
  return { id, sessionId, agentId, model, usage, parts, purpose: purposeOf(request) };
}

/** Each part gets its place: positions are rounded, not sizes. */
function lay(sent) {
  let position = 0;
  return sent.map(({ kind, label, characters }) => {
    const from = tokensUpTo(position);
    position += characters;
    return { kind, label, tokens: tokensUpTo(position) - from, from };
  });
}

function sameParts(texts, sent) {
  const different = sent.findIndex(({ text }, index) => text !== texts[index]);
  return different < 0 ? sent.length : different;
}

function usageFor(read, unread, agentId) {
  const input = Math.min(UNCACHED, unread);
  const written = unread - input;
  const [fiveMinutes, hour] = agentId === '' ? [0, written] : [written, 0];
  return {
    input_tokens: input,
    output_tokens: 0,
    cache_read_input_tokens: read,
    cache_creation_input_tokens: written,
    cache_creation: { ephemeral_5m_input_tokens: fiveMinutes, ephemeral_1h_input_tokens: hour },
    service_tier: 'standard',
  };
}

/** What a request that leaves no answer in a transcript is for. */
function purposeOf({ tools = [], messages }) {
  if (tools.length === 0) return 'no tools: a title or the like';
  return JSON.stringify(messages.slice(-2)).includes(COMPACTION) ? 'a compaction' : 'another answer that was not kept';
}
