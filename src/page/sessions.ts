import { counted, fullCount } from '../model/counted.ts';
import type { SessionRow } from '../render/page/page-data.ts';
import { type Column, dataTable } from './data-table.ts';
import { command, fill, h, named } from './dom.ts';
import type { Report } from './report.ts';
import { lasting, shortCount, type Words } from './words.ts';

/** What a session is called: the user's label, else its title, else the head of its id. */
export function sessionName({ label, title, session_id }: Pick<SessionRow, 'label' | 'title' | 'session_id'>): string {
  return label || title || session_id.slice(0, 8);
}

/** A link to a session that can be opened here, else its name. */
export function sessionLinks(report: Report): (sessionId: string) => HTMLElement {
  const rows = new Map(report.sessions.map((row) => [row.session_id, row]));
  return (sessionId) => {
    const row = rows.get(sessionId);
    const name = row === undefined ? sessionId.slice(0, 8) : sessionName(row);
    if (report.data.details[sessionId] === undefined) return named(name, 'cut');
    return h('a', { href: `#session/${sessionId}`, class: 'cut' }, named(name));
  };
}

/** The sessions of the range, in a table that sorts and filters. */
export function sessionsView(report: Report, words: Words, nameOf: (project: string) => string): HTMLElement {
  const link = sessionLinks(report);
  const used = ({ session_id }: SessionRow) => report.sums.bySession.get(session_id);
  const isWhole = () => report.range === null;
  const usd = (row: SessionRow) => (isWhole() ? row.cost_usd : (used(row)?.usd ?? null));
  const tokens = (row: SessionRow) => (isWhole() ? row.total_tokens : (used(row)?.tokens ?? null));
  const responses = (row: SessionRow) => (isWhole() ? row.responses : (used(row)?.responses ?? 0));
  // What is known of sessions as a whole alone is not shown for a range.
  const columns: Column<SessionRow>[] = [
    { head: 'session', value: sessionName, cell: (row) => link(row.session_id) },
    {
      head: 'project',
      value: ({ project }) => project,
      cell: ({ project }) => named(nameOf(project ?? 'unknown'), 'cut dim'),
      isWide: true,
    },
    {
      head: 'last active',
      value: ({ ended_at }) => ended_at,
      cell: ({ ended_at }) => words.moment(ended_at),
      isNumber: true,
    },
    {
      head: 'active',
      value: (row) => row.active_seconds,
      cell: (row) => lasting(row.active_seconds),
      isNumber: true,
      isWide: true,
      holds: isWhole,
    },
    {
      head: 'prompts',
      value: ({ prompts }) => prompts,
      cell: ({ prompts }) => fullCount(prompts),
      isNumber: true,
      isWide: true,
      holds: isWhole,
    },
    { head: 'responses', value: responses, cell: (row) => fullCount(responses(row)), isNumber: true, isWide: true },
    {
      head: 'errors',
      value: (row) => row.tool_errors,
      cell: (row) => (row.tool_errors === 0 ? '' : fullCount(row.tool_errors)),
      isNumber: true,
      isWide: true,
      holds: isWhole,
    },
    {
      head: 'agents',
      value: ({ agents }) => agents,
      cell: ({ agents }) => (agents === 0 ? '' : fullCount(agents)),
      isNumber: true,
      isWide: true,
      holds: isWhole,
    },
    { head: 'tokens', value: tokens, cell: (row) => shortCount(tokens(row) ?? 0), isNumber: true },
    {
      head: 'cost',
      value: usd,
      cell: (row) => h('strong', {}, report.data.with_dollars ? words.cost(usd(row)) : words.share(usd(row))),
      isNumber: true,
    },
  ];
  const table = dataTable({
    caption: 'sessions',
    columns,
    rows: () => report.sessions.filter((row) => isWhole() || used(row) !== undefined),
    sortedBy: columns.length - 1,
    found: (row) => `${sessionName(row)} ${row.project ?? ''} ${row.session_id} ${row.models.join(' ')} ${row.state}`,
    nothing: 'No session in this range.',
  });
  const section = h('section', { id: 'sessions' }, h('h2', {}, 'Sessions'), openedNote(report), table.node);
  report.follow(table.update, 'soon');
  return section;
}

function openedNote({ data, sessions }: Report): HTMLElement {
  const opened = Object.keys(data.details).length;
  const answered = sessions.filter(({ responses }) => responses > 0).length + data.more_sessions;
  const more =
    data.more_sessions > 0
      ? ` ${counted(data.more_sessions, 'lighter session')} are in the sums above, and in no row.`
      : '';
  if (opened === answered) return h('p', { class: 'dim' }, `A click on a name opens the session.${more}`);
  const note = h('p', { class: 'dim' });
  fill(
    note,
    `The ${counted(opened, 'session')} that weigh most can be opened here; there was no room for the other ${fullCount(answered - opened)}.${more} Any of them: `,
    command(`${data.command ?? 'tj report'} --session ID`),
  );
  return note;
}
