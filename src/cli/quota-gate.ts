import { existsSync } from 'node:fs';
import { currentSample } from '../analyse/quota/quota-windows.ts';
import { UserError } from '../model/errors.ts';
import { type QuotaName, type QuotaSample, wasReset } from '../model/quota-sample.ts';
import { quotaJson, quotaSentence } from '../render/quota-line.ts';
import { lastWindow } from './current-quotas.ts';
import { print, printJson } from './output.ts';
import { calendarFor, type RunContext, storePath } from './run-context.ts';
import { upToDate } from './up-to-date.ts';

/** Exit code where a limit is exceeded. */
export const SHUT = 3;

interface GateOptions {
  readonly db?: string;
  readonly utc?: boolean;
  readonly json?: boolean;
}

/**
 * `tj quota --fail-above`: one line on the quota as it was reported last; nothing is read for it but the store. `UserError`
 * with exit code 3 where it is above the limit, with 1 where nothing was reported yet.
 */
export async function failAboveQuota(
  quota: QuotaName,
  limitText: string,
  options: GateOptions,
  run: RunContext,
): Promise<void> {
  const limit = limitOf(limitText, '--fail-above', 'a percentage from 0 to 100', 100);
  const sample = await newestOf(quota, options, run);
  if (sample === null)
    throw new UserError(
      'no-sample',
      "no quota was reported yet: 'tj statusline install' keeps what Claude Code reports",
      1,
    );
  const fact = quotaSentence(sample, run.now, calendarFor(options.utc ?? false, run));
  const isReset = wasReset(sample, run.now);
  const isAbove = !isReset && sample.usedPercentage > limit;
  const facts = { schema: 1, ...quotaJson([sample])[0], fail_above: limit, above: isAbove };
  if (isAbove) throw new UserError('above-limit', `${fact}, above ${limit} %`, SHUT, facts);
  if (options.json) printJson(facts);
  else print(`${fact}, ${isReset ? 'not reported again' : `not above ${limit} %`}\n`);
}

async function newestOf(quota: QuotaName, { db }: GateOptions, run: RunContext): Promise<QuotaSample | null> {
  const path = storePath(run, db);
  if (!existsSync(path)) return null;
  let sample: QuotaSample | null = null;
  const nothing = async () => null;
  await upToDate(path, run, nothing, async (store) => {
    sample = currentSample(lastWindow(store, quota, run.now), run.now);
  });
  return sample;
}

/** The limit of a gate: a plain number from 0 on, up to `most`. `UserError` for anything else; `expected` says what it is. */
export function limitOf(text: string, option: string, expected: string, most = Number.MAX_VALUE): number {
  const limit = Number(text);
  if (!/^\d+(\.\d+)?$/.test(text.trim()) || limit > most)
    throw new UserError('bad-value', `${option} ${text}: expected ${expected}`, 2);
  return limit;
}
