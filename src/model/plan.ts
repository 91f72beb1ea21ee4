/** How the user pays, as far as said. */
export const PLANS = ['api', 'pro', 'max', 'ultra', 'team', 'enterprise', 'local', 'unknown'] as const;

export type Plan = (typeof PLANS)[number];
