/** What tells the shape of the work of turns and agents. */
export const UNITS = `
  -- As JSON: see model/packed-units.ts.
  CREATE TABLE units (
    session_id TEXT PRIMARY KEY REFERENCES sessions ON DELETE CASCADE,
    rates TEXT NOT NULL,
    ids TEXT NOT NULL,
    numbers TEXT NOT NULL
  ) STRICT, WITHOUT ROWID;

  -- Sessions that are there already: no SQL makes their units, so that is left to the next reading.
  CREATE TABLE unkept_units (
    session_id TEXT PRIMARY KEY REFERENCES sessions ON DELETE CASCADE
  ) STRICT, WITHOUT ROWID;
  INSERT INTO unkept_units SELECT session_id FROM sessions;
`;
