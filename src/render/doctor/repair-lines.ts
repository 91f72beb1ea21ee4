import { counted } from '../../model/counted.ts';
import { escaped, shownPath } from '../../model/escaped.ts';
import type { GoneForGood, Repaired } from '../../model/repaired.ts';
import { cardLook } from '../card-parts.ts';
import type { Look } from '../style.ts';
import { cutPath, padRight, wrap } from '../text-width.ts';

/** Sessions that are named one by one. */
const SHOWN = 5;
const INDENT = 9;

/** What rows of a table are called. */
const ROWS: Readonly<Record<string, string>> = {
  hook_reports: 'report of a hook',
  labels: 'label',
  quota_samples: 'reported quota percentage',
  gone_records: 'record that had vanished from its transcript',
  pruned: 'transcript that tj prune took out, and that may come back',
  folders: 'folder with its project',
  sessions: 'name and folder of a session',
  session_origins: 'origin of a session',
  responses: 'response',
  turns: 'turn',
  agents: 'agent',
  tools: 'tool call',
  events: 'event',
  ledgers: 'ledger of Claude Code',
  claude_contexts: 'context that Claude Code measured',
  contexts: 'ledger of a context',
};
const PLURALS: Readonly<Record<string, string>> = {
  hook_reports: 'reports of hooks',
  gone_records: 'records that had vanished from their transcripts',
  pruned: 'transcripts that tj prune took out, and that may come back',
  folders: 'folders with their projects',
  sessions: 'names and folders of sessions',
  session_origins: 'origins of sessions',
  ledgers: 'ledgers of Claude Code',
  claude_contexts: 'contexts that Claude Code measured',
  contexts: 'ledgers of contexts',
};

const PERHAPS = 'perhaps labels, reports of hooks or quota percentages: the list of its tables cannot be read';

/** `tj doctor --repair` for people: what was saved, and what is gone. */
export function repairLines(
  { store, keptAs, sessions, responses, filesRead, carriedOver, gone }: Repaired,
  home: string,
  wide: Look,
): string {
  const look = cardLook(wide);
  const ellipsis = look.unicode ? '…' : '~';
  if (keptAs === null) return `${look.paint.bold('Nothing to repair: the store is as it was written.')}\n`;
  const place = (path: string) => cutPath(shownPath(path, home), look.width - INDENT, ellipsis);
  const lost = goneLines(gone, look);
  const head = lost.length === 0 ? 'Repaired: nothing is gone.' : 'Repaired, as far as it could be.';
  const has = `${counted(sessions, 'session')} and ${counted(responses, 'response')}`;
  const read = filesRead === 0 ? [] : fact('read', [`${counted(filesRead, 'transcript')} on disk again`], look);
  const carried = `${counted(carriedOver, 'session')} as they were: what they were built of is damaged, and transcripts are gone`;
  return [
    lost.length === 0 ? look.paint.bold(head) : look.paint.warn(look.paint.bold(head)),
    '',
    ...fact('store', [place(store), ...wrap(has, look.width - INDENT)], look),
    ...read,
    ...(carriedOver === 0 ? [] : fact('saved', wrap(carried, look.width - INDENT), look)),
    ...fact(
      'kept',
      [place(keptAs), ...wrap('the damaged store as it was; nothing reads it', look.width - INDENT)],
      look,
    ),
    ...(lost.length === 0 ? [] : ['', ...fact('gone', lost, look)]),
    '',
  ].join('\n');
}

function fact(name: string, lines: readonly string[], look: Look): string[] {
  const head = name === 'gone' ? look.paint.warn : look.paint.dim;
  return lines.map((line, i) => (i === 0 ? head(padRight(name, INDENT)) : ' '.repeat(INDENT)) + line);
}

function goneLines({ sessions, rows, pages }: GoneForGood, look: Look): string[] {
  const columns = look.width - INDENT;
  const responses = sessions.reduce((sum, session) => sum + session.responses, 0);
  const head = `${counted(responses, 'response')} of ${counted(sessions.length, 'session')}, whose transcripts are gone`;
  const more = sessions.length - SHOWN;
  const named = sessions.slice(0, SHOWN).flatMap(({ sessionId, title, responses: lost, of }) => {
    const name = title === '' ? '' : ` ${escaped(title)}`;
    return wrap(`  ${sessionId.slice(0, 8)}${name}: ${lost} of ${of}`, columns);
  });
  return [
    ...(sessions.length === 0 ? [] : [...wrap(head, columns), ...named]),
    ...(more > 0 ? wrap(`  and ${counted(more, 'session')} more: in --json`, columns) : []),
    ...rows.flatMap(({ table, rows: count }) => {
      return wrap(counted(count, ROWS[table] ?? table, PLURALS[table]), columns);
    }),
    ...pages.flatMap(({ table, pages: count }) => {
      if (table === 'sqlite_schema') return wrap(PERHAPS, columns);
      return wrap(
        `what stood on ${counted(count, 'page')} of ${PLURALS[table] ?? `${ROWS[table] ?? table}s`}`,
        columns,
      );
    }),
  ];
}

/** The same as a document. */
export function repairJson({ store, keptAs, sessions, responses, filesRead, carriedOver, gone }: Repaired): object {
  return {
    schema: 1,
    ok: true,
    repaired: keptAs !== null,
    ...{ store, kept_as: keptAs, sessions, responses, files_read: filesRead, carried_over: carriedOver },
    gone: {
      sessions: gone.sessions.map(({ sessionId, title, responses: lost, of }) => {
        return { session_id: sessionId, title, responses: lost, of };
      }),
      rows: gone.rows,
      pages: gone.pages,
    },
  };
}
