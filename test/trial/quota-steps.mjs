// What tj makes of a quota that rises by a rule that is known.
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { say } from './messages-api.mjs';
import { runTj } from './sandbox.mjs';
import { gone, openTerminal } from './terminal.mjs';
import { until } from './until.mjs';

/** One percent of the quota is so many tokens, whatever they cost. */
const PERCENT_TOKENS = 20_000;

/** Points that another device uses between two prompts. */
const ELSEWHERE = 9;

/** Responses of a prompt, and the time that the status line is given after each. */
const RESPONSES = 14;
const PAUSE_MS = 700;

/** Two windows of a quota that goes by tokens: percentages, windows, one percent, the better weight, another device. */
export async function quotaMoved(trial, sandbox) {
  const { status, stdout, stderr } = runTj(sandbox, ['statusline', 'install', '--yes']);
  trial.check('tj statusline install --yes', status === 0, `${stdout}${stderr}`.trim().replaceAll('\n', ' | '));
  const plan = { used: 0, resetsAt: inHours(2), reported: [] };
  const { usageOf, quotaOf } = trial.api;
  trial.api.usageOf = ({ number }) =>
    usage(number % 3 === 0 ? 60_000 : 4000, number % 3 === 0 ? 50 : 2500 + 10 * number);
  trial.api.quotaOf = (one) => taken(plan, one);
  try {
    const terminal = await openTerminal(sandbox);
    await work(trial, sandbox, terminal, 'first stretch');
    plan.used += ELSEWHERE;
    await work(trial, sandbox, terminal, 'second stretch');
    Object.assign(plan, { used: 0, resetsAt: inHours(4) });
    await work(trial, sandbox, terminal, 'third stretch');
    await terminal.type('/exit');
    await gone(terminal.pid);
  } finally {
    Object.assign(trial.api, { usageOf, quotaOf });
  }
  checkReport(trial, plan, JSON.parse(runTj(sandbox, ['quota', '--json', '--since', 'all']).stdout));
}

function checkReport(trial, { reported }, { windows, one_percent: percent }) {
  const used = windows.map((window) => window.used_percentage);
  trial.check(
    'two windows, each with what was reported last',
    String(used) === String(lastOfEach(reported)),
    used.join(),
  );
  const known = new Set(reported.map(({ percentage }) => percentage));
  const samples = windows.flatMap((window) => window.samples.map((sample) => sample.used_percentage));
  trial.check(
    'every percentage is one that the API reported',
    samples.every((each) => known.has(each)),
    samples.join(),
  );
  const { tokens, cost_usd: cost, rises, explained_better_by: better, left_out: leftOut } = percent;
  const isNear = tokens !== null && Math.abs(tokens.median / PERCENT_TOKENS - 1) < 0.05;
  trial.check('one percent is as many tokens as the rule says', isNear, `${tokens?.median} from ${rises} rises`);
  trial.check('tokens explain the rises better', better === 'tokens', `they miss ${tokens?.miss}, cost ${cost?.miss}`);
  const elsewhere = windows[1]?.moved.movers.find(({ kind }) => kind === 'elsewhere')?.points_tokens ?? 0;
  const isElsewhere = leftOut.elsewhere === 1 && Math.abs(elsewhere - ELSEWHERE) <= 1.5;
  trial.check('what another device used is from elsewhere', isElsewhere, `${elsewhere} points of ${ELSEWHERE}`);
}

/** A prompt with several responses, of which each but the last reads a file. */
async function work(trial, sandbox, terminal, prompt) {
  const path = join(sandbox.work, 'note.txt');
  writeFileSync(path, 'a note\n');
  const last = `That was the ${prompt}.`;
  let left = RESPONSES;
  trial.api.script = async (_request, number) => {
    await new Promise((resolve) => setTimeout(resolve, PAUSE_MS));
    if (--left <= 0) return say(last);
    return [{ type: 'tool_use', id: `toolu_quota_${number}`, name: 'Read', input: { file_path: path } }];
  };
  await terminal.type(prompt);
  await until('the answer is there', () => terminal.screen().includes(last), terminal.screen);
  await new Promise((resolve) => setTimeout(resolve, 2 * PAUSE_MS));
}

function usage(read, output) {
  return {
    input_tokens: 10,
    output_tokens: output,
    cache_read_input_tokens: read,
    cache_creation_input_tokens: 0,
    service_tier: 'standard',
  };
}

/** The quota after one more response, in whole percent, as the API reports it. */
function taken(plan, { input_tokens, output_tokens, cache_read_input_tokens }) {
  plan.used += (input_tokens + output_tokens + cache_read_input_tokens) / PERCENT_TOKENS;
  const percentage = Math.floor(plan.used);
  plan.reported.push({ percentage, resetsAt: plan.resetsAt });
  return { '5h': { percentage, resetsAt: plan.resetsAt } };
}

function lastOfEach(reported) {
  const last = new Map(reported.map(({ percentage, resetsAt }) => [resetsAt, percentage]));
  return [...last.values()].reverse();
}

function inHours(hours) {
  return Math.floor(Date.now() / 1000) + hours * 3600;
}
