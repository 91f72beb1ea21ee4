/**
 * What passengers came to is kept with them, so that no answer has to go through all steps. It cannot be reckoned in SQL:
 * contexts are made anew, with the sessions, by the parser version that goes with this.
 */
export const CARRIED_SUMS = `
  DROP TABLE contexts;
  -- What the prompts of a thread are made of: see model/packed-context.ts. What is read last stands last.
  CREATE TABLE contexts (
    session_id TEXT NOT NULL REFERENCES sessions ON DELETE CASCADE,
    agent_id TEXT NOT NULL,
    tools TEXT NOT NULL,
    rates TEXT NOT NULL,
    passengers BLOB NOT NULL,
    stretches BLOB NOT NULL,
    labels TEXT NOT NULL,
    UNIQUE (session_id, agent_id)
  ) STRICT;
`;
