import { hostname } from 'node:os';
import { labelOf } from '../model/label.ts';
import { settingOf } from './config-file.ts';
import { MACHINE, MACHINE_CHARS } from './config-keys.ts';
import type { RunContext } from './run-context.ts';

const UNNAMED = 'this machine';

/** What this machine is called: as configured, else as its host is, without the domain. */
export function machineName(run: Pick<RunContext, 'env' | 'tjHome'>): string {
  return settingOf(run, MACHINE).value || labelOf(hostname().replace(/\..*$/, ''), MACHINE_CHARS) || UNNAMED;
}
