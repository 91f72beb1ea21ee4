/** What responses were made on: the branch, Claude Code's version, the pull request; and what program a shell command ran. */
export const WHERE_MADE = `
  -- branch: '' where the folder is of no repository. All of them are null where no record tells.
  ALTER TABLE responses ADD COLUMN branch TEXT;
  ALTER TABLE responses ADD COLUMN version TEXT;
  ALTER TABLE responses ADD COLUMN pull_request TEXT;
  ALTER TABLE tools ADD COLUMN program TEXT;
`;
