/** A quota that was used up tells when it is reset. */
export const QUOTA_LIMITS = `
  ALTER TABLE events ADD COLUMN resets_at INTEGER;
`;
