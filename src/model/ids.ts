/** A session: the stem of its transcript. */
export type SessionId = string & { readonly id: 'session' };
/** A subagent within its session; `MAIN_THREAD` is the session's own thread. */
export type AgentId = string & { readonly id: 'agent' };
/** One turn: 16 hex digits from (session, prompt). */
export type TurnId = string & { readonly id: 'turn' };

/** The owner of what the session itself did. Empty, so that it sorts before every subagent. */
export const MAIN_THREAD = '' as AgentId;

/** Names a string as a session id. */
export function sessionId(text: string): SessionId {
  return text as SessionId;
}

/** Names a string as an agent id. */
export function agentId(text: string): AgentId {
  return text as AgentId;
}
