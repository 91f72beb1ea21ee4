import { UserError } from '../model/errors.ts';

/** Whether somebody has agreed, or nothing is to be done. */
export interface Consent {
  readonly yes?: boolean;
  readonly dryRun?: boolean;
  readonly json?: boolean;
}

/** `UserError` where nobody has agreed and nobody can be asked; `what` says what --yes is for. */
export function checkConsent({ yes, dryRun, json }: Consent, what: string): void {
  if (yes || dryRun) return;
  if (json) throw new UserError('usage', `with --json nobody is asked: add --yes ${what}, or --dry-run to look`, 2);
  if (process.stdin.isTTY) return;
  throw new UserError('usage', `nobody can be asked here: add --yes ${what}, or --dry-run to look`, 2);
}
