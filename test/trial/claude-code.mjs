// node test/trial/claude-code.mjs: tj beside the real Claude Code, which TJ_TRIAL_CLAUDE names, in a home of its own and in a network
// of its own that has nothing but loopback. An API of ours answers there. Prints each check with what was observed. Exit code 0: all hold.
// --unhurried tells times but does not hold them against a limit; --lacking says what this machine has not got for it, and no more;
// --only TEXT takes only steps with the text in their name; --keep FOLDER leaves everything in an empty folder.
import { spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { delegated } from './agent-step.mjs';
import { startCountingApi } from './counting-api.mjs';
import { onlyGrows } from './growing-steps.mjs';
import { findClaude, lacking } from './lacking.mjs';
import {
  agents,
  inTerminal,
  lateServers,
  resumedAndCompacted,
  resumedInTerminal,
  servers,
  toolsAndMemory,
} from './ledger-steps.mjs';
import { askedByClaude } from './mcp-steps.mjs';
import { say, startMessagesApi } from './messages-api.mjs';
import { pluginBesideHook, pluginInstalled, pluginSkills, pluginWithoutTj } from './plugin-steps.mjs';
import { hookInstalled, hookOfNothing, resumed, withoutHook } from './print-steps.mjs';
import { quotaMoved } from './quota-steps.mjs';
import { runningInPrint, runningInTerminal } from './running-steps.mjs';
import { newSandbox, runClaude } from './sandbox.mjs';
import { ranAsOne, titled } from './started-steps.mjs';
import { quotaTold } from './status-line-step.mjs';
import { clearedAndLeft, killed, switched, windowClosed } from './terminal-steps.mjs';

/** Interfaces, processes and folders of its own; `sh` stays to bury what ends. */
const ALONE = ['--user', '--map-root-user', '--net', '--pid', '--fork', '--mount-proc', '--kill-child'];
const LOOPBACK = 'ip link set lo up && "$@"; exit $?';

/** How long after its end a session may take to be in the store. */
const SOON_MS = 5000;

const { values } = parseArgs({
  options: {
    lacking: { type: 'boolean' },
    unhurried: { type: 'boolean' },
    only: { type: 'string', default: '' },
    keep: { type: 'string' },
    inside: { type: 'string' },
  },
});

if (values.lacking) console.log(lacking() ?? '');
else if (values.inside) process.exitCode = await trialIn(values.inside);
else process.exitCode = startAlone();

/** The trial in namespaces of its own; nothing is left of it, neither processes nor files. */
function startAlone() {
  const what = lacking();
  if (what !== null) {
    console.error(`the trial needs ${what}`);
    return 1;
  }
  const folder = values.keep ?? mkdtempSync(join(tmpdir(), 'tj-trial-'));
  try {
    const itself = [process.execPath, fileURLToPath(import.meta.url), ...process.argv.slice(2), '--inside', folder];
    return spawnSync('unshare', [...ALONE, 'sh', '-c', LOOPBACK, 'sh', ...itself], { stdio: 'inherit' }).status ?? 1;
  } finally {
    if (!values.keep) rmSync(folder, { recursive: true, force: true });
  }
}

/** All steps in turn: 0 when every check holds. A step that cannot go on ends the trial. */
async function trialIn(folder) {
  const failed = [];
  const apis = [await startMessagesApi(), await startCountingApi()];
  const trial = { api: null, check: () => {}, soonMs: values.unhurried ? Number.POSITIVE_INFINITY : SOON_MS };
  const steps = [...stepsIn(folder, apis[0]), ...countedStepsIn(folder, apis[1])];
  try {
    for (const [title, run, api = apis[0]] of steps.filter(([title]) => title.includes(values.only))) {
      console.log(title);
      trial.api = api;
      api.script = (_request, number) => say(`Answer ${number}.`);
      trial.check = (name, holds, observed) => {
        if (!holds) failed.push(`${title}: ${name}`);
        console.log(`  ${holds ? 'ok  ' : 'FAIL'} ${name}: ${observed}`);
      };
      await run(trial);
    }
  } catch (error) {
    failed.push(error.message);
    console.log(`  FAIL ${error.stack}`);
  } finally {
    for (const api of apis) api.close();
    if (values.keep) writeFileSync(join(folder, 'asked.json'), JSON.stringify(apis[1].asked));
  }
  console.log(failed.length === 0 ? 'every check holds' : `failed:\n${failed.join('\n')}`);
  return failed.length === 0 ? 0 : 1;
}

function stepsIn(folder, api) {
  const sandbox = (name, kind = {}) => newSandbox(join(folder, name), findClaude(), api.url, kind);
  const hooked = sandbox('hooked');
  const plugged = sandbox('plugged');
  const bare = sandbox('bare', { withTj: false });
  const subscribed = sandbox('subscribed', { subscribed: true });
  return [
    ['where it runs', (trial) => surroundings(trial, hooked)],
    ['without a hook', (trial) => withoutHook(trial, hooked)],
    ['a hook in settings.json', (trial) => hookInstalled(trial, hooked)],
    ['a hook whose Node is gone', (trial) => hookOfNothing(trial, sandbox('gone'))],
    ['a terminal: /clear and /exit', (trial) => clearedAndLeft(trial, hooked)],
    ['a session of a terminal, resumed', (trial) => resumed(trial, hooked)],
    ['a terminal: /resume', (trial) => switched(trial, hooked)],
    ['a terminal whose window is closed', (trial) => windowClosed(trial, hooked)],
    ['a kill in the middle of an answer', (trial) => killed(trial, hooked)],
    ['running sessions: a terminal', (trial) => runningInTerminal(trial, hooked)],
    ['running sessions: claude -p', (trial) => runningInPrint(trial, hooked)],
    ['a session with an agent', (trial) => delegated(trial, hooked)],
    ['the plugin', (trial) => pluginInstalled(trial, plugged)],
    ['the skills of the plugin', (trial) => pluginSkills(trial, plugged)],
    ['the plugin where there is no tj', (trial) => pluginWithoutTj(trial, bare)],
    ['the plugin beside a hook in settings.json', (trial) => pluginBesideHook(trial, hooked)],
    ['a transcript only grows', (trial) => onlyGrows(trial, sandbox('growing'))],
    ['tj run', (trial) => ranAsOne(trial, sandbox('ran'))],
    ['tj label --suggest', (trial) => titled(trial, sandbox('titled'))],
    ['a status line on a subscription', (trial) => quotaTold(trial, subscribed)],
    ['a quota that rises by a rule', (trial) => quotaMoved(trial, sandbox('metered', { subscribed: true }))],
  ];
}

/** What tj's ledger says of a session against what a counting server was sent, and what tj itself adds to prompts. */
function countedStepsIn(folder, api) {
  const step = (name, run, title = `ledger: ${name}`) => [
    title,
    (trial) => run(trial, newSandbox(join(folder, name.replaceAll(/\W+/g, '-')), findClaude(), api.url, {})),
    api,
  ];
  return [
    step('tools and memory', toolsAndMemory),
    step('MCP servers', servers),
    step('agents', agents),
    step('resumed, another model, compacted', resumedAndCompacted),
    step('in a terminal', inTerminal),
    step('in a terminal, resumed', resumedInTerminal),
    step('in a terminal, servers that are late', lateServers),
    step('tj as an MCP server', askedByClaude, 'tj as an MCP server'),
  ];
}

async function surroundings(trial, sandbox) {
  const interfaces = [...readFileSync('/proc/net/dev', 'utf8').matchAll(/^ *(\S+):/gm)].map(([, name]) => name).join();
  trial.check('no network but loopback', interfaces === 'lo', interfaces);
  const { status, stdout } = await runClaude(sandbox, ['--version']);
  trial.check('Claude Code starts', status === 0, stdout.trim());
}
