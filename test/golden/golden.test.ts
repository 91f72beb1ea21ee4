import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { stripVTControlCharacters } from 'node:util';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { auditHistory } from '../cli/audit-sessions.ts';
import { busySession } from '../cli/busy-session.ts';
import { smallHistory } from '../cli/history.ts';
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
  ['sessions'],
  ['pricing', 'claude-haiku-5-5'],
];

/** Of a session in which much happens. */
const BUSY_COMMANDS = [
  ['session', '--last'],
  ['session', '--last', '--timeline'],
  ['session', '--last', '--map'],
  ['session', '--last', '--spans'],
  ['usage', '--by', 'tool'],
];

/** Of sessions some of which are Sonnet-shaped. */
const AUDIT_COMMANDS = [['quota-audit'], ['quota-audit', '--explain', 'dddddddd']];

const LOOKS = { '80': {}, '50': { COLUMNS: '50' }, '80-colour': { FORCE_COLOR: '1' }, '50-ascii': { COLUMNS: '50', LANG: 'C' } };

interface Place {
  readonly home: string;
  readonly root: string;
}

let small: Place;
let busy: Place;
let audited: Place;
beforeAll(() => {
  small = { home: newHome(), root: smallHistory() };
  busy = { home: newHome(), root: busySession() };
  audited = { home: newHome(), root: auditHistory() };
});
afterAll(() => {
  removeHomes();
  removeRoots();
});

describe.each([...COMMANDS, ...BUSY_COMMANDS, ...AUDIT_COMMANDS])('tj %s %s %s', (...words) => {
  const command = words.filter((word) => typeof word === 'string');
  it.each(Object.entries(LOOKS))('at %s columns', (look, env) => {
    const isOf = (commands: readonly string[][]) => commands.some((each) => each.join(' ') === command.join(' '));
    const { home, root } = isOf(BUSY_COMMANDS) ? busy : isOf(AUDIT_COMMANDS) ? audited : small;
    const args = command[0] === 'pricing' ? command : [...command, '--root', root];
    const { stdout, stderr, status } = tj(args, home, env);
    expect({ status, stderr }).toEqual({ status: 0, stderr: '' });
    const shown = stdout.replaceAll(root, 'ROOT').replaceAll('\u001b', '^[');
    const file = join(import.meta.dirname, `${command.join(' ').replaceAll(/[^a-z0-9]+/g, '-')}.${look}.txt`);
    if (UPDATE || !existsSync(file)) writeFileSync(file, shown);
    expect(shown).toBe(readFileSync(file, 'utf8'));
    const width = Number.parseInt(look, 10);
    for (const line of stripVTControlCharacters(stdout).split('\n')) expect([...line].length, line).toBeLessThanOrEqual(width);
    if (look.endsWith('ascii')) expect(stdout).toMatch(/^[\n -~]*$/);
  });
});
