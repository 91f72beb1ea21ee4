/** What is known of working folders, also when they are gone. */
export const EDGES = `
  -- See model/folder-facts.ts.
  CREATE TABLE folders (
    folder TEXT NOT NULL,
    known_by TEXT NOT NULL,
    project TEXT NOT NULL,
    PRIMARY KEY (folder, known_by)
  ) STRICT, WITHOUT ROWID;
  CREATE INDEX sessions_by_cwd ON sessions (cwd, project);
`;
