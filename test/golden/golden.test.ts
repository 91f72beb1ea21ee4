import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { stripVTControlCharacters } from 'node:util';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { agentHistory } from '../cli/agent-history.ts';
import { auditHistory } from '../cli/audit-sessions.ts';
import { busySession } from '../cli/busy-session.ts';
import { compareHistory, SERVER_TAKEN_OUT } from '../cli/compare-history.ts';
import { smallHistory } from '../cli/history.ts';
import { emptyHome, hookedHome } from '../cli/hooked-home.ts';
import { leverHistory } from '../cli/lever-history.ts';
import { keepHistory, quotaHistory } from '../cli/quota-history.ts';
import { RUN_REPORTS, report, runHistory } from '../cli/run-history.ts';
import { shareHistory } from '../cli/share-history.ts';
import { newHome, removeHomes, tj } from '../cli/tj.ts';
import { removeRoots } from '../corpus.ts';

/** UPDATE_GOLDEN=1 writes the files anew; look at every line of the difference. */
const UPDATE = process.env.UPDATE_GOLDEN === '1';

const COMMANDS = [
  ['quickstart'],
  ['usage'],
  ['usage', '--by', 'day'],
  ['usage', '--by', 'model'],
  ['usage', '--by', 'session'],
  ['usage', '--by', 'project,month'],
  ['sessions'],
  ['pricing', 'claude-haiku-5-5'],
  ['tokenmaxx', '--weekly'],
  ['context', '--plan', 'max'],
  ['context', '--since', '2030-01-01'],
  ['tokenmaxx', '--since', '2030-01-01'],
  ['agents', '--since', '2030-01-01'],
  ['quota-audit', '--since', '2030-01-01'],
  ['quickstart', '--plan', 'max'],
  ['quickstart', '--plan', 'api'],
  ['quickstart', '--plan', 'local', '--dollars'],
  ['config'],
];

/** Of a session in which much happens. */
const BUSY_COMMANDS = [
  ['session', '--last'],
  ['session', '--last', '--timeline'],
  ['session', '--last', '--map'],
  ['session', '--last', '--spans'],
  ['usage', '--by', 'tool'],
  ['context'],
  ['context', '--by', 'tool'],
  ['tokenmaxx'],
];

/** Of two weeks of work. */
const SHARE_COMMANDS = [['quickstart', '--since', '14d']];

/** Of sessions with many agents. */
const AGENT_COMMANDS = [['agents']];

/** Of sessions in which much could be taken out. */
const LEVER_COMMANDS = [
  ['advise', '--since', 'all'],
  ['advise', '--since', 'all', '--explain', '1'],
  ['advise', '--since', 'all', '--plan', 'max'],
];

/** Of sessions some of which are Sonnet-shaped. */
const AUDIT_COMMANDS = [['quota-audit'], ['quota-audit', '--explain', 'dddddddd']];

/** Of two weeks between which a server was taken out. */
const COMPARE_COMMANDS = [
  ['compare', '--around', '2026-02-26'],
  ['compare', '--around', '2026-02-20'],
];

/** Of a home with hooks, in good order and not. */
const HOOK_COMMANDS = [
  ['hook', 'status'],
  ['hook', 'uninstall', '--dry-run'],
];

/** Of a home without anything. */
const EMPTY_COMMANDS = [['hook']];

/** Of commands that read no transcripts. */
const WITHOUT_ROOT = new Set(['pricing', 'config', 'hook']);

/** Of sessions in every state, some of which belong to runs. */
const RUN_COMMANDS = [
  ['status'],
  ['status', '--window', '7d', '--plan', 'max'],
  ['runs'],
  ['runs', 'nightly-7'],
  ['session', 'eeeeeeee'],
  ['sessions', '--plan', 'max'],
];

/** Of a plan whose percentages Claude Code reported. */
const QUOTA_COMMANDS = [['quota'], ['quota', '--window', '7d'], ['quota', '--since', '7d', '--by', 'model', '--plan', 'max']];

const LOOKS = { '80': {}, '50': { COLUMNS: '50' }, '80-colour': { FORCE_COLOR: '1' }, '50-ascii': { COLUMNS: '50', LANG: 'C' } };

interface History {
  readonly home: string;
  /** Empty where no command reads it. */
  readonly root: string;
  /** The current folder, where it matters. */
  readonly cwd?: string;
}

let small: History;
let busy: History;
let shared: History;
let withAgents: History;
let audited: History;
let compared: History;
let withLevers: History;
let hooked: History;
let empty: History;
let withRuns: History;
let withQuota: History;
beforeAll(() => {
  small = { home: newHome(), root: smallHistory() };
  busy = { home: newHome(), root: busySession() };
  shared = { home: newHome(), root: shareHistory() };
  withAgents = { home: newHome(), root: agentHistory() };
  audited = { home: newHome(), root: auditHistory() };
  compared = { home: newHome(), root: compareHistory(...SERVER_TAKEN_OUT) };
  withLevers = { home: newHome(), root: leverHistory() };
  hooked = hookedHome();
  empty = emptyHome();
  withRuns = { home: newHome(), root: runHistory() };
  report(withRuns.home, RUN_REPORTS);
  withQuota = { home: newHome(), root: quotaHistory() };
  keepHistory(withQuota.home);
});
afterAll(() => {
  removeHomes();
  removeRoots();
});

function historyOf(command: readonly string[]): History {
  const isOneOf = (commands: readonly (readonly string[])[]) =>
    commands.some((each) => each.join(' ') === command.join(' '));
  if (isOneOf(SHARE_COMMANDS)) return shared;
  if (isOneOf(AGENT_COMMANDS)) return withAgents;
  if (isOneOf(AUDIT_COMMANDS)) return audited;
  if (isOneOf(COMPARE_COMMANDS)) return compared;
  if (isOneOf(LEVER_COMMANDS)) return withLevers;
  if (isOneOf(HOOK_COMMANDS)) return hooked;
  if (isOneOf(EMPTY_COMMANDS)) return empty;
  if (isOneOf(RUN_COMMANDS)) return withRuns;
  if (isOneOf(QUOTA_COMMANDS)) return withQuota;
  return isOneOf(BUSY_COMMANDS) ? busy : small;
}

const ALL = [
  ...COMMANDS,
  ...BUSY_COMMANDS,
  ...SHARE_COMMANDS,
  ...AGENT_COMMANDS,
  ...AUDIT_COMMANDS,
  ...COMPARE_COMMANDS,
  ...LEVER_COMMANDS,
  ...HOOK_COMMANDS,
  ...EMPTY_COMMANDS,
  ...RUN_COMMANDS,
  ...QUOTA_COMMANDS,
];

describe.each(ALL)('tj %s %s %s', (...words) => {
  const command = words.filter((word) => typeof word === 'string');
  it.each(Object.entries(LOOKS))('at %s columns', (look, env) => {
    const { home, root, cwd } = historyOf(command);
    // Not as --root: commands that are shown would have it, and a path of another length on each machine.
    const folder = WITHOUT_ROOT.has(command[0] ?? '') ? {} : { CLAUDE_CONFIG_DIR: root };
    const { stdout, stderr, status } = tj(command, home, { ...env, ...folder }, cwd === undefined ? {} : { cwd });
    expect({ status, stderr }).toEqual({ status: 0, stderr: '' });
    const shown = stdout.replaceAll(root || '\0', 'ROOT').replaceAll(home, 'HOME').replaceAll('\u001b', '^[');
    const file = join(import.meta.dirname, `${command.join(' ').replaceAll(/[^a-z0-9]+/g, '-')}.${look}.txt`);
    if (UPDATE || !existsSync(file)) writeFileSync(file, shown);
    expect(shown).toBe(readFileSync(file, 'utf8'));
    const width = Number.parseInt(look, 10);
    for (const line of stripVTControlCharacters(stdout).split('\n')) expect([...line].length, line).toBeLessThanOrEqual(width);
    if (look.endsWith('ascii')) expect(stdout).toMatch(/^[\n -~]*$/);
  });
});
