/**
 * Passengers tell what of them a command read from a file and what is a copy, and contexts whether they hold responses of
 * other sessions. No SQL makes that: contexts are made anew, with the sessions, by the parser version that goes with this.
 */
export const COPIED_CONTEXTS = `
  DELETE FROM contexts;
  ALTER TABLE contexts ADD COLUMN copies INTEGER NOT NULL DEFAULT 0;
  CREATE INDEX contexts_with_copies ON contexts (session_id) WHERE copies = 1;
`;
