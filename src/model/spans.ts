import { contentHash } from './content-hash.ts';
import { MAIN_THREAD } from './ids.ts';
import type { Millis } from './time.ts';
import type { Tokens } from './tokens.ts';

export type SpanKind = 'turn' | 'chat' | 'tool' | 'agent';

/** One span of a session's tree (spans.md): what exports send and `--spans` lists. */
export interface Span {
  /** 16 hex digits, from what the span is of: the same for ever. */
  readonly spanId: string;
  /** 32 hex digits; one turn is one trace. */
  readonly traceId: string;
  /** Null for turns. */
  readonly parentSpanId: string | null;
  readonly sessionId: string;
  readonly kind: SpanKind;
  /** Label of the prompt, model, tool or type of agent. */
  readonly name: string;
  /** Whose thread it belongs to, `main` for the session's own; an agent's span belongs to the agent itself. */
  readonly agentId: string;
  readonly agentName: string;
  readonly startedAt: Millis | null;
  readonly endedAt: Millis | null;
  readonly status: string;
  /** Beginning of the error's text; '' without one. */
  readonly error: string;
  readonly model: string | null;
  readonly toolUseId: string | null;
  readonly responseId: string | null;
  /** What a tool was called on, or an agent was asked for; '' for other kinds. */
  readonly target: string;
  /** Of a chat; null for every other kind, whose tokens are those of the chats below it. */
  readonly tokens: Tokens | null;
  readonly thinkingTokens: number | null;
}

/** Name and id of the session's own thread where owners are told. */
export const MAIN_OWNER = 'main';

/** Id of an owner where owners are told: the agent's own, as long as it is not that of the session's own thread (A5). */
export function ownerIdOf(agentId: string): string {
  if (agentId === MAIN_THREAD) return MAIN_OWNER;
  return CALLED_MAIN.test(agentId) ? `agent-${agentId}` : agentId;
}

/** What such an agent becomes is no other agent's id. */
const CALLED_MAIN = new RegExp(`^(?:agent-)*${MAIN_OWNER}$`);

/** Id of the trace of a turn. */
export function traceIdOf(turnId: string): string {
  return contentHash(`trace\n${turnId}`) + turnId;
}

/** Id of a chat, tool or agent span from its session and its own id there; a turn's is the turn's own. */
export function spanIdOf(kind: Exclude<SpanKind, 'turn'>, sessionId: string, id: string): string {
  return contentHash(`${kind}\n${sessionId}\n${id}`);
}
