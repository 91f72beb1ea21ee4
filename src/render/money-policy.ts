import type { Plan } from '../model/plan.ts';

/**
 * Whether people are shown dollars: always on API billing and while the plan is not known (as list-price equivalent),
 * on a subscription only when asked, for local models never.
 */
export function showsDollars(plan: Plan, asked: boolean): boolean {
  if (plan === 'local') return false;
  return asked || plan === 'api' || plan === 'unknown';
}
