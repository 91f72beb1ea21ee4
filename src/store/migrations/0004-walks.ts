/** What saves the next walk through a root; as JSON, since it is only ever read as a whole. */
export const WALKS = `
  CREATE TABLE walks (root TEXT PRIMARY KEY, walk TEXT NOT NULL) STRICT;
`;
