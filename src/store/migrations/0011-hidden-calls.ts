/**
 * What tells of calls that no transcript holds: what Claude Code's own ledger said at earlier times, as JSON, and the
 * searches that a call of the web search tool made.
 */
export const HIDDEN_CALLS = `
  ALTER TABLE ledgers ADD COLUMN snapshots TEXT NOT NULL DEFAULT '[]';
  ALTER TABLE tools ADD COLUMN searches INTEGER;
`;
