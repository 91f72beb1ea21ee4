/** What `tj usage` can group by, times first. */
export const GROUPINGS = [
  ...(['hour', 'day', 'week', 'month', 'window', 'session', 'project', 'root', 'machine'] as const),
  ...(['branch', 'pr', 'model'] as const),
  ...([
    'version',
    'context-size',
    'parallel',
    'effort',
    'agent',
    'agent-type',
    'tool',
    'shell',
    'mcp',
    'skill',
    'plugin',
  ] as const),
  'command',
] as const;

export type Grouping = (typeof GROUPINGS)[number];

/** Groupings asked for together: none for totals only, at most two. */
export type Groupings = readonly Grouping[];

/** What only single responses can be told apart by: what they were made for, made on, and with which prompt. */
const PURPOSES = [
  ...(['branch', 'pr', 'version', 'context-size', 'parallel', 'effort'] as const),
  ...(['tool', 'shell', 'mcp', 'skill', 'plugin', 'command'] as const),
];

export type Purpose = (typeof PURPOSES)[number];

export function isPurpose(by: Grouping): by is Purpose {
  return PURPOSES.some((each) => each === by);
}

/** Whether rows of a grouping follow one another in time. */
export function isTimeGrouping(by: Grouping | undefined): boolean {
  return by === 'hour' || by === 'day' || by === 'week' || by === 'month' || by === 'window';
}

/** Sizes of prompts, the smallest first, as Claude Code's own `/usage` cuts them: below so many tokens. */
export const CONTEXT_SIZES: readonly { readonly name: string; readonly below: number }[] = [
  { name: '0-50K', below: 50_000 },
  { name: '50K-100K', below: 100_000 },
  { name: '100K-150K', below: 150_000 },
  { name: '150K-200K', below: 200_000 },
  { name: '200K+', below: Number.POSITIVE_INFINITY },
];
