import { type Finding, LEVELS } from '../../model/finding.ts';
import { doctorCard } from '../../render/doctor/doctor-card.ts';
import { doctorJson } from '../../render/doctor/doctor-json.ts';
import { commandFor } from '../../render/typed-command.ts';
import { engineVersions } from '../../store/open-store.ts';
import { currentFolder } from '../current-folder.ts';
import { examineSettings, examineStore, examineSurroundings } from '../doctor/examine.ts';
import { lookAtFiles } from '../doctor/look-at-files.ts';
import { hookedSince } from '../doctor/look-at-hooks.ts';
import { lookAtStore } from '../doctor/look-at-store.ts';
import { lookAtTranscripts } from '../doctor/look-at-transcripts.ts';
import { lookOf } from '../look.ts';
import { print, printJson } from '../output.ts';
import { ownVersion } from '../own-version.ts';
import { checkingBar } from '../progress-bar.ts';
import { bytesOf } from '../prune-store.ts';
import { calendarFor, type RunContext, storePath } from '../run-context.ts';
import type { CommonOptions } from '../shared-options.ts';

export interface DoctorOptions extends CommonOptions {
  readonly db?: string;
  readonly pricing?: string;
  /** Compare every session with what its journal makes of it. */
  readonly all?: boolean;
  readonly repair?: boolean;
}

/** `tj doctor`: whether all is well, and what to type where it is not; exits with 1 for an error. Nothing is written without `--repair`. */
export async function doctor(options: DoctorOptions, run: RunContext): Promise<void> {
  const path = storePath(run, options.db);
  if (options.repair) return await repair(path, options, run);
  const { hookReport } = await import('../settings/hook-report.ts');
  const looked = await lookAtStore(path, options.all ?? false, checkingBar(run, bytesOf(path)));
  try {
    const settings = await examineSettings(run, options.pricing);
    const { store } = looked;
    const transcripts = await lookAtTranscripts({ store, path }, options.root ?? [], run);
    const hook = hookReport(run, currentFolder(run.home));
    const beside = {
      ...{ table: settings.table, now: run.now, zeroed: transcripts.zeroed },
      hookedSince: hookedSince(hook),
    };
    const examined = store === null ? null : await examineStore(store, path, beside);
    const findings = [
      ...looked.findings,
      ...lookAtFiles(run, path),
      ...settings.findings,
      ...(examined?.findings ?? []),
      ...examineSurroundings(transcripts, hook, run.now),
    ];
    const examination = {
      versions: { tj: ownVersion(), node: process.versions.node, ...engineVersions() },
      store: { path, bytes: bytesOf(path), kept: examined?.kept ?? null, compared: looked.compared },
      transcripts: {
        ...{ roots: transcripts.roots, found: transcripts.found, unkept: transcripts.unkept.transcripts },
        keptOut: transcripts.keptOut,
        ...{ cleanupDays: transcripts.unkept.cleanupDays, lookedIn: transcripts.lookedIn },
      },
      hook: hook.state,
      pricesAsOf: settings.table?.asOf ?? null,
      unpriced: examined?.unpriced ?? [],
      home: run.home,
      findings: LEVELS.flatMap((level) => findings.filter((finding) => finding.level === level)).map((finding) => {
        return asTyped(finding, run);
      }),
    };
    if (options.json) printJson(doctorJson(examination, calendarFor(false, run).name));
    else print(doctorCard(examination, await lookOf(run)));
    if (findings.some(({ level }) => level === 'error')) process.exitCode = 1;
  } finally {
    looked.store?.close();
  }
}

async function repair(
  path: string,
  { json, root = [], all = false, db }: DoctorOptions,
  run: RunContext,
): Promise<void> {
  const { repairStore } = await import('../doctor/repair-store.ts');
  const { repairJson, repairLines } = await import('../../render/doctor/repair-lines.ts');
  const repaired = await repairStore(path, run, { root, all, isNamed: db !== undefined });
  if (json) printJson(repairJson(repaired));
  else print(repairLines(repaired, run.home, await lookOf(run)));
}

/** What to type of tj keeps the store and the folders that doctor was given. */
function asTyped(finding: Finding, { typed }: RunContext): Finding {
  if (finding.do === undefined) return finding;
  const commands = finding.do.split(' && ').map((command) => commandFor(command, typed));
  return { ...finding, do: commands.join(' && ') };
}
