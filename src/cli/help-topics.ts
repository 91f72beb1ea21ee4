/** What `tj help` has a page on, each in `docs/help/`. */
export const HELP_TOPICS = ['counting', 'cost', 'windows', 'json', 'exit-codes', 'privacy'] as const;
