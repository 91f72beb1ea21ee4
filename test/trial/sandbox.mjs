// A home of its own with a Claude Code that has been set up, a tj, and nothing else of this machine but its programs.
import { spawn, spawnSync } from 'node:child_process';
import { chmodSync, existsSync, mkdirSync, readdirSync, writeFileSync } from 'node:fs';
import { delimiter, join } from 'node:path';
import { fileURLToPath } from 'node:url';

export const REPOSITORY = fileURLToPath(new URL('../..', import.meta.url)).replace(/\/$/, '');
const TJ = join(REPOSITORY, 'bin/tj.js');
const API_KEY = 'sk-ant-trial-0000000000000000000000000000';
const SUBSCRIPTION = 'sk-ant-oat01-trial-000000000000000000000';

/** Folders and environment of one trial home; `withTj` puts tj on its PATH, `subscribed` pays by a plan and not by the API. */
export function newSandbox(home, claude, apiUrl, { withTj = true, subscribed = false }) {
  const config = join(home, 'claude');
  const work = join(home, 'work');
  const bin = join(home, 'bin');
  const tmp = join(home, 'tmp');
  for (const folder of [config, work, bin, tmp]) mkdirSync(folder, { recursive: true });
  setUp(config, work);
  if (withTj) writeProgram(join(bin, 'tj'), `exec "${process.execPath}" "${TJ}" "$@"`);
  const env = {
    PATH: [bin, ...programFolders()].join(delimiter),
    HOME: home,
    TMPDIR: tmp,
    LANG: 'C.UTF-8',
    TERM: 'xterm-256color',
    CLAUDE_CONFIG_DIR: config,
    TJ_HOME: join(home, 'tj'),
    ...(subscribed ? { CLAUDE_CODE_OAUTH_TOKEN: SUBSCRIPTION } : { ANTHROPIC_API_KEY: API_KEY }),
    ANTHROPIC_BASE_URL: apiUrl,
    CLAUDE_CODE_DISABLE_NONESSENTIAL_TRAFFIC: '1',
    DISABLE_TELEMETRY: '1',
    DISABLE_AUTOUPDATER: '1',
  };
  return { claude, config, work, tmp, env };
}

/** Runs Claude Code to its end: what it printed, and when it was gone. */
export function runClaude(sandbox, args) {
  const child = spawn(sandbox.claude, args, { cwd: sandbox.work, env: sandbox.env, stdio: ['ignore', 'pipe', 'pipe'] });
  let stdout = '';
  let stderr = '';
  child.stdout.on('data', (text) => (stdout += text));
  child.stderr.on('data', (text) => (stderr += text));
  return new Promise((resolve, reject) => {
    child.on('error', reject);
    child.on('close', (status) => resolve({ status, stdout, stderr, endedAt: Date.now() }));
  });
}

/** Runs tj in the sandbox. */
export function runTj(sandbox, args, env = {}) {
  const options = { cwd: sandbox.work, env: { ...sandbox.env, ...env }, encoding: 'utf8' };
  const { status, stdout, stderr } = spawnSync(process.execPath, [TJ, ...args], options);
  return { status, stdout, stderr };
}

/** The sessions that tj tells after it has read what is new, as a user sees them. */
export function askSessions(sandbox) {
  return sessionsIn(runTj(sandbox, ['sessions', '--json']));
}

/**
 * The sessions of the store as it is: nothing is read for the answer, and by the other TJ_HOME no report of a hook is
 * taken from the process that the hook has started.
 */
export function lookAtStore(sandbox) {
  const store = join(sandbox.env.TJ_HOME, 'tj.db');
  if (!existsSync(store)) return [];
  const args = ['sessions', '--json', '--budget', '0', '--db', store];
  return sessionsIn(runTj(sandbox, args, { TJ_HOME: join(sandbox.tmp, 'onlooker') }));
}

function sessionsIn({ status, stdout, stderr }) {
  if (status !== 0) throw new Error(`tj sessions ended with ${status}: ${stderr}`);
  return JSON.parse(stdout).sessions;
}

/** Transcripts below the sandbox's projects. */
export function transcriptsOf(sandbox) {
  const projects = join(sandbox.config, 'projects');
  if (!existsSync(projects)) return [];
  return readdirSync(projects, { recursive: true })
    .filter((path) => path.endsWith('.jsonl'))
    .map((path) => join(projects, path));
}

/** What the first start asks for: a theme, a word for the key, a word for the folder. */
function setUp(config, work) {
  const state = {
    hasCompletedOnboarding: true,
    theme: 'dark',
    customApiKeyResponses: { approved: [API_KEY.slice(-20)], rejected: [] },
    projects: { [work]: { hasTrustDialogAccepted: true } },
  };
  writeFileSync(join(config, '.claude.json'), JSON.stringify(state));
}

function writeProgram(path, command) {
  writeFileSync(path, `#!/bin/sh\n${command}\n`);
  chmodSync(path, 0o755);
}

/** The PATH of this process without a tj that may be installed here. */
function programFolders() {
  return (process.env.PATH ?? '').split(delimiter).filter((folder) => folder && !existsSync(join(folder, 'tj')));
}
