/**
 * Whether a row of `agents` is of an agent of its own session, in SQL: one that is known by a call alone is another
 * session's where that one made the call (A11).
 */
export const OWN_AGENT = `(link <> 'call' OR EXISTS (
  SELECT 1 FROM tools
  WHERE tools.session_id = agents.session_id AND tools.tool_use_id = agents.tool_use_id AND owned
))`;
