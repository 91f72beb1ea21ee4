import type { SessionReport } from '../analyse/session-report.ts';
import { sessionLabel } from '../model/session-label.ts';
import type { Millis } from '../model/time.ts';
import { agoOf, stateText } from './format-session.ts';
import { projectNames } from './project-names.ts';
import { type Look, linked } from './style.ts';
import { cutTo } from './text-width.ts';

/** What Claude Code is asked with; the short form where the whole id would not fit in one line beside the long one. */
const RESUME = 'claude --resume';
const SHORT_RESUME = 'claude -r';

/** Sessions that can be taken up again: what to type, and below it what each of them was. */
export function resumeLines(
  sessions: readonly SessionReport[],
  { look, now }: { readonly look: Look; readonly now: Millis },
): string[] {
  if (sessions.length === 0) return [];
  const dot = look.unicode ? ' · ' : ' - ';
  const folderOf = ({ cwd, project }: SessionReport) => cwd ?? project;
  const nameOf = projectNames(sessions.map(folderOf));
  const lines = sessions.flatMap((session) => {
    const long = `  ${RESUME} ${session.sessionId}`;
    const command = long.length <= look.width ? long : `  ${SHORT_RESUME} ${session.sessionId}`;
    const ended = session.state === 'closed' ? session.closedAt : session.endedAt;
    const when = ended === null ? '' : ` ${agoOf(now - ended)}`;
    const what = [nameOf(folderOf(session)), `${stateText(session)}${when}`, sessionLabel(session)].join(dot);
    const line = cutTo(what, look.width - 4, look.unicode ? '…' : '~');
    const folder = nameOf(folderOf(session));
    const leading = line.startsWith(folder)
      ? linked(folder, folderOf(session), look.paint) + line.slice(folder.length)
      : line;
    return [look.paint.typed(command), look.paint.dim(`    ${leading}`)];
  });
  return [look.paint.bold('resume, in the folder that is named'), ...lines];
}
