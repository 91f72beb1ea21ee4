/** What the store holds of the files that a walk found: see model/walk.ts. Walks of before are made anew. */
export const KNOWN_FILES = `
  DELETE FROM walks;
  ALTER TABLE walks ADD COLUMN known BLOB NOT NULL DEFAULT x'';
`;
