// What Claude Code tells its status line of the quota, on a subscription.
import { TOLD_QUOTA } from './messages-api.mjs';
import { runTj } from './sandbox.mjs';
import { gone, openTerminal } from './terminal.mjs';
import { ask } from './terminal-steps.mjs';
import { until } from './until.mjs';

/** tj's line shows the quota that the API told, and the store keeps it. */
export async function quotaTold(trial, sandbox) {
  const { status, stdout, stderr } = runTj(sandbox, ['statusline', 'install', '--yes']);
  trial.check('tj statusline install --yes', status === 0, `${stdout}${stderr}`.trim().replaceAll('\n', ' | '));
  const terminal = await openTerminal(sandbox);
  await ask(trial, terminal, 'how much is left');
  await until('the status line tells a quota', () => lineIn(terminal) !== null, terminal.screen);
  const line = lineIn(terminal);
  const isTold = line.includes(`5-hour ${TOLD_QUOTA.five_hour} %`) && line.includes(`7-day ${TOLD_QUOTA.seven_day} %`);
  trial.check('the status line tells what the API told', isTold, line);
  const cache = /cache until \d\d:\d\d \(then \S+ again\)/.exec(line)?.[0] ?? null;
  trial.check('until when the cache lives, and what is written again then', cache !== null, cache ?? line);
  trial.check('in colour', terminal.painted().includes('\u001b[1m'), 'bold');
  await terminal.type('/exit');
  await gone(terminal.pid);
  const { quota } = JSON.parse(runTj(sandbox, ['tokenmaxx', '--json']).stdout);
  const kept = Object.fromEntries(quota.map((sample) => [sample.quota, sample.used_percentage]));
  trial.check('the store keeps it', JSON.stringify(kept) === JSON.stringify(TOLD_QUOTA), JSON.stringify(kept));
}

function lineIn(terminal) {
  return /^.*5-hour.*$/m.exec(terminal.screen())?.[0].trim() ?? null;
}
