/** Answers are made of the rows of each session alone: what summed many sessions together goes. */
export const NO_PAGES = `
  DROP TRIGGER session_begun;
  DROP TRIGGER context_come;
  DROP TRIGGER context_gone;
  DROP TRIGGER usage_come;
  DROP TRIGGER usage_gone;
  DROP TABLE paged_sessions;
  DROP TABLE page_sums;
  DROP TABLE ledger_pages;
`;
