import type { HarnessLanguage, Launch, LaunchKind } from '../analyse/harness-map.ts';
import { counted } from '../model/counted.ts';
import { escaped, shownPath } from '../model/escaped.ts';
import { shellWord } from '../model/shell-word.ts';
import { cardLook } from './card-parts.ts';
import type { HookStatus } from './hook-status.ts';
import type { Look } from './style.ts';
import { type Column, table } from './table.ts';
import { cutPath, wrap } from './text-width.ts';

/** Where a harness starts sessions, and how tj groups them. */
export interface HarnessMap {
  /** Its real path. */
  readonly folder: string;
  readonly filesRead: number;
  readonly filesLeft: number;
  readonly foldersLeft: boolean;
  readonly launches: readonly Launch[];
  /** Sessions of this folder that the store has; null where there is no store. */
  readonly known: { readonly sessions: number; readonly inRuns: number; readonly withParent: number } | null;
  readonly hook: HookStatus['state'];
  readonly home: string;
}

const STARTS: Readonly<Record<LaunchKind, string>> = { cli: 'a session', sdk: 'a session', agent: 'an agent' };

/** Lines that are shown; all of them are in the document. */
const MOST_LINES = 40;

/** `tj runs setup --map` for people. */
export function harnessCard(map: HarnessMap, wide: Look): string {
  const look = cardLook(wide);
  const { launches, folder, home, filesRead, filesLeft } = map;
  const said = (text: string) => wrap(text, look.width);
  const left = [
    ...(filesLeft === 0 ? [] : [`${counted(filesLeft, 'file')} not read: too long, or too many`]),
    ...(map.foldersLeft ? ['not all folders: there are too many'] : []),
  ];
  const next =
    sessionsOf(launches).length === 0
      ? 'tj run -- COMMAND makes one run of all that a command starts'
      : `tj runs setup --map ${shellWord(folder)} --instrument prints what to add`;
  return [
    ...said(`${shownPath(folder, home)}: ${headOf(launches)}`).map(look.paint.bold),
    ...(launches.length === 0 ? [] : ['', ...launchTable(launches.slice(0, MOST_LINES), look)]),
    ...(launches.length > MOST_LINES ? [`and ${launches.length - MOST_LINES} more: --json has all`] : []),
    '',
    ...said(RULES),
    ...knownLines(map).flatMap(said),
    '',
    ...said([`${counted(filesRead, 'file')} read`, ...left].join(look.unicode ? ' · ' : ', ')).map(look.paint.dim),
    ...said(`next: ${next}`).map(look.paint.dim),
    '',
  ].join('\n');
}

const RULES =
  'An agent is part of the session that starts it. A session is of the run that TJ_RUN_ID names in its environment, and ' +
  'below the session that TJ_PARENT_SESSION_ID names. tj run -- COMMAND sets them for all that COMMAND starts.';

function headOf(launches: readonly Launch[]): string {
  const [sessions, all] = [sessionsOf(launches).length, launches.length];
  if (all === 0) return 'no line that starts a session or an agent was found';
  const agents = all === sessions ? '' : `, ${counted(all - sessions, 'starts an agent', 'start agents')}`;
  return `${counted(sessions, 'line starts a session', 'lines start sessions')}${agents}`;
}

function sessionsOf(launches: readonly Launch[]): Launch[] {
  return launches.filter(({ kind }) => kind !== 'agent');
}

function launchTable(launches: readonly Launch[], look: Look): string[] {
  const columns: Column[] = [
    { head: 'where', align: 'left', rank: 0, shrinkTo: 16, cut: cutPath },
    { head: 'starts', align: 'left', rank: 2 },
    { head: 'line', align: 'left', rank: 1, shrinkTo: 12 },
  ];
  const rows = launches.map(({ path, line, kind, text }) => [`${escaped(path)}:${line}`, STARTS[kind], text]);
  return table(columns, rows, look).split('\n');
}

function knownLines({ launches, known, hook }: HarnessMap): string[] {
  const sessions = sessionsOf(launches);
  const sure = sessions.filter(({ setBy }) => setBy?.isSure).length;
  const unsure = sessions.filter(({ setBy }) => setBy?.isSure === false).length;
  const may = unsure === 0 ? '' : `, for ${unsure} another line of the file may`;
  return [
    ...(sessions.length === 0 ? [] : [`TJ_RUN_ID is set for ${sure} of ${sessions.length}${may}.`]),
    known === null
      ? 'There is no store yet: tj index makes one.'
      : `Of this folder tj knows ${counted(known.sessions, 'session')}, ${known.inRuns} of a run, ${known.withParent} with a parent.`,
    ...(hook === 'works' || hook === 'plugin' ? [] : ['No hook reports the environment of sessions: tj hook install.']),
  ];
}

/** The same as a document. */
export function harnessJson({ folder, filesRead, filesLeft, foldersLeft, launches, known, hook }: HarnessMap): object {
  return {
    ...{ schema: 1, folder, files_read: filesRead, files_left: filesLeft, folders_left: foldersLeft, hook },
    known: known && { sessions: known.sessions, in_runs: known.inRuns, with_parent: known.withParent },
    rules: RULES,
    launches: launches.map(({ path, line, kind, language, text, setBy }) => {
      return { path, line, kind, language, text, sets_run: setBy?.isSure ?? false, set_in_line: setBy?.line ?? null };
    }),
  };
}

/** What sets both variables, as it stands in a file of the language. */
export const HELPERS: Readonly<Record<Exclude<HarnessLanguage, 'other'>, string>> = {
  sh: `export TJ_RUN_ID="\${TJ_RUN_ID:-harness-$(date -u +%Y%m%dT%H%M%SZ)-$$}"
export TJ_PARENT_SESSION_ID="\${CLAUDE_CODE_SESSION_ID:-\${TJ_PARENT_SESSION_ID:-}}"
`,
  python: `import os
import time


def tj_env(parent=None):
    """The environment for Claude Code: one run for all that this process starts."""
    now = time.strftime("%Y%m%dT%H%M%SZ", time.gmtime())
    os.environ.setdefault("TJ_RUN_ID", f"harness-{now}-{os.getpid()}")
    env = dict(os.environ)
    parent = parent or env.get("CLAUDE_CODE_SESSION_ID")
    if parent:
        env["TJ_PARENT_SESSION_ID"] = parent
    return env
`,
  typescript: [
    '/** The environment for Claude Code: one run for all that this process starts. */',
    'export function tjEnv(parent = process.env.CLAUDE_CODE_SESSION_ID): Record<string, string> {',
    "  const now = new Date().toISOString().slice(0, 19).replace(/[-:]/g, '');",
    "  process.env.TJ_RUN_ID ??= ['harness', now + 'Z', process.pid].join('-');",
    '  const env = { ...process.env, ...(parent ? { TJ_PARENT_SESSION_ID: parent } : {}) };',
    '  return env as Record<string, string>;',
    '}',
    '',
  ].join('\n'),
};

const HOW: Readonly<Record<HarnessLanguage, Readonly<Record<'cli' | 'sdk', string>>>> = {
  sh: { cli: 'put the helper above it', sdk: '' },
  python: { cli: 'add env=tj_env() to the call', sdk: 'ClaudeAgentOptions(env=tj_env(), ...)' },
  typescript: {
    cli: 'add env: tjEnv() to the options of the call',
    sdk: 'query({ prompt, options: { env: tjEnv(), ... } })',
  },
  other: { cli: 'put tj run -- before the command, or TJ_RUN_ID into its environment', sdk: '' },
};

const NAMES: Readonly<Record<HarnessLanguage, string>> = {
  ...{ sh: 'Shell', python: 'Python', typescript: 'TypeScript and JavaScript', other: 'Other files' },
};

/** `--instrument`: of each language that starts sessions the helper, and the lines to change; nothing is changed by tj. */
export function instrumentText({ launches }: HarnessMap): string {
  const sessions = sessionsOf(launches);
  if (sessions.length === 0) return 'No line that starts a session was found: there is nothing to add.\n';
  const languages = (['sh', 'python', 'typescript', 'other'] as const).filter((language) =>
    sessions.some((launch) => launch.language === language),
  );
  return languages
    .map((language) => {
      const mark = language === 'typescript' ? '//' : '#';
      const own = sessions.filter((launch) => launch.language === language);
      const lines = own.flatMap((launch) => [
        `${mark} ${escaped(launch.path)}:${launch.line}  ${toDo(launch)}`,
        `${mark}     ${launch.text}`,
      ]);
      const helper = language === 'other' ? [] : ['', HELPERS[language].trimEnd()];
      return [`${mark} ${NAMES[language]}: lines to change`, ...lines, ...helper, ''].join('\n');
    })
    .join('\n');
}

function toDo({ line, kind, language, setBy }: Launch): string {
  const how = HOW[language][kind === 'sdk' ? 'sdk' : 'cli'];
  if (setBy === null) return how;
  if (setBy.line === line) return 'nothing: it sets TJ_RUN_ID';
  return setBy.isSure
    ? `nothing: line ${setBy.line} sets TJ_RUN_ID`
    : `nothing if line ${setBy.line}, which sets TJ_RUN_ID, holds for it; else ${how}`;
}
