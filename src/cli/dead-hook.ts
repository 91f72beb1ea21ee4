import { readFileSync, statSync } from 'node:fs';
import { errorCode } from '../discover/error-code.ts';
import type { Finding } from '../model/finding.ts';
import { currentFolder } from './current-folder.ts';
import type { RunContext } from './run-context.ts';
import { projectSettings, userSettings } from './settings/settings-path.ts';

/**
 * The first hook of tj that cannot run, because its Node or its tj has moved: said by what people run often, since nothing else
 * shows that sessions are no longer kept as they end. Null where there is none. Never throws for settings that are none.
 */
export async function deadHook(run: RunContext): Promise<Finding | null> {
  const folder = currentFolder(run.home);
  const files = [userSettings(run), projectSettings(folder), projectSettings(folder, true)];
  // Most settings have no hook of tj: they need no parser, which takes a while to load.
  if (!files.some(namesHook)) return null;
  const [{ hookReport }, { hookFindings }] = await Promise.all([
    import('./settings/hook-report.ts'),
    import('./doctor/look-at-hooks.ts'),
  ]);
  return hookFindings(hookReport(run, folder)).find(({ kind }) => kind === 'hook-dead') ?? null;
}

function namesHook(path: string): boolean {
  try {
    // A pipe would hold up whoever reads it.
    return statSync(path).isFile() && readFileSync(path, 'utf8').includes('session-end');
  } catch (error) {
    errorCode(error);
    return false;
  }
}
