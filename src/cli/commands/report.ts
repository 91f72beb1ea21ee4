import { spawn } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { dirname, resolve } from 'node:path';
import { counted } from '../../model/counted.ts';
import { UserError } from '../../model/errors.ts';
import { OWN_FOLDER } from '../../model/own-folder.ts';
import { TOGETHER } from '../../query/usage-groups.ts';
import { frame } from '../../render/json-frame.ts';
import { PAGE_MARK } from '../../render/page/page-html.ts';
import { whyNothing } from '../../render/provenance-lines.ts';
import { answer, ownStore, USUAL_DAYS } from '../ask.ts';
import { spansWithin } from '../bring-up.ts';
import { ofSession } from '../choose-session.ts';
import { print, printError, printJson } from '../output.ts';
import { reportPage } from '../report-page.ts';
import type { RunContext } from '../run-context.ts';
import type { AnswerOptions, BudgetOptions } from '../shared-options.ts';
import { writeOver } from '../write-new-file.ts';

export interface ReportOptions extends AnswerOptions, BudgetOptions {
  readonly session?: string;
  readonly output: string;
  readonly open?: boolean;
  readonly force?: boolean;
  readonly names: boolean;
}

/** The name of a file that is none, as everywhere. */
const STANDARD_OUTPUT = '-';

/** `tj report`: all of it as one page. */
export async function report(options: ReportOptions, run: RunContext): Promise<void> {
  const { output, json = false, open = false, force = false } = options;
  const isPrinted = output === STANDARD_OUTPUT;
  if (isPrinted && (json || open))
    throw new UserError('usage', `-o - prints the page: give it without ${json ? '--json' : '--open'}`, 2);
  if (output === '') throw new UserError('bad-value', '-o: the name of the file is missing', 2);
  const own = ownStore(options, run, spansWithin, USUAL_DAYS);
  const source = options.session === undefined ? own : ofSession(own, options.session);
  const page = readFileSync(new URL('dist/page/report.html', OWN_FOLDER), 'utf8');
  const { version } = JSON.parse(readFileSync(new URL('package.json', OWN_FOLDER), 'utf8')) as { version: string };
  await answer(options, run, source, TOGETHER, async (asked) => {
    const answerFrame = frame({ ...asked, days: asked.calendar.name });
    if (asked.groups.length === 0) {
      if (json) printJson({ ...answerFrame, report: null });
      else printError(`tj: no page was written: ${whyNothing(asked.provenance)}\n`);
      return;
    }
    const how = { withNames: options.names, looks: looksOf(options), roots: options.root };
    const made = reportPage(asked, run, { ...how, version, page });
    if (isPrinted) return print(made.html);
    const mayReplace = (beginning: string) => {
      if (beginning.startsWith(DATABASE))
        throw new UserError('file-exists', `${output} is a database: it is left as it is`, 1);
      return force || beginning.includes(PAGE_MARK);
    };
    writeOver(output, made.html, asked.refreshed.roots.map(dirname), mayReplace);
    const bytes = Buffer.byteLength(made.html);
    const { sessions, opened, window } = made;
    if (json)
      printJson({ ...answerFrame, report: { path: resolve(output), bytes, sessions, sessions_opened: opened } });
    else {
      const of = [window, counted(sessions, 'session')].filter(Boolean).join(' · ');
      print(`${output} written, ${Math.round(bytes / 1000)} KB: ${of}\n`);
    }
    if (open) await openPage(resolve(output));
  });
}

/** How the file of a store begins. */
const DATABASE = 'SQLite format 3\0';

function looksOf({ names, plan, dollars }: ReportOptions): string[] {
  return [
    ...(names ? [] : ['--no-names']),
    ...(plan === undefined ? [] : [`--plan ${plan}`]),
    ...(dollars ? ['--dollars'] : []),
  ];
}

/** Hands the page to what opens files here, and says so where nothing does. */
async function openPage(path: string): Promise<void> {
  const [program, ...words] =
    process.platform === 'darwin'
      ? ['open', path]
      : process.platform === 'win32'
        ? ['cmd', '/c', 'start', '', path]
        : ['xdg-open', path];
  const opened = await new Promise<boolean>((done) => {
    const child = spawn(program ?? '', words, { detached: true, stdio: 'ignore', windowsHide: true });
    child.once('error', () => done(false));
    child.once('spawn', () => {
      child.unref();
      done(true);
    });
  });
  if (!opened) printError(`tj: nothing here opens a page (no ${program}): open ${path} in a browser\n`);
}
