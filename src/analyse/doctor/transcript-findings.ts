import { fullCount } from '../../model/counted.ts';
import type { Finding, FindingKind } from '../../model/finding.ts';
import { groupBy } from '../../model/group-by.ts';
import type { Issue } from '../../model/issue.ts';
import { isoOf } from '../../model/time.ts';
import type { DoubtfulAgents } from '../../query/doctor/doubtful-agents.ts';
import type { GoneFromFile } from '../../query/doctor/gone-by-file.ts';
import type { KeptIssue } from '../../query/doctor/kept-issues.ts';

/** What the store knows of what is wrong with transcripts. */
export interface TranscriptFacts {
  readonly issues: readonly KeptIssue[];
  readonly gone: readonly GoneFromFile[];
  readonly agents: readonly DoubtfulAgents[];
  /** Transcripts that begin or end with NUL bytes now. */
  readonly zeroed: ReadonlySet<string>;
}

/** Findings about lines, files and agents. */
export function transcriptFindings({ issues, gone, agents, zeroed }: TranscriptFacts): Finding[] {
  return [
    ...gone.map(goneFinding),
    ...[...zeroed].sort().map(zeroedFinding),
    ...issues.flatMap((issue) => (zeroed.has(issue.path) && issue.kind === 'bad-line' ? [] : issueFinding(issue))),
    ...unknownTypes(issues.filter(({ kind }) => kind === 'unknown-type')),
    ...agents.map(agentFinding),
  ];
}

/** What discovery could not look into. */
export function placeFindings(issues: readonly Issue[]): Finding[] {
  return issues.map(({ kind, path, detail }) => {
    const message =
      kind === 'outside-root' ? 'a link that leads out of the root is not followed' : `cannot be read (${detail})`;
    return {
      kind: 'unreadable',
      level: kind === 'outside-root' ? 'info' : 'warning',
      message,
      path,
      do: `ls -ld "${path}"`,
    };
  });
}

function goneFinding({ path, seenAt, why, responses, records }: GoneFromFile): Finding {
  const what = responses > 0 ? `${responses} response${plural(responses)}` : `${records} record${plural(records)}`;
  const on = isoOf(seenAt).slice(0, 10);
  if (why === 'emptied' || why === 'zeroed') {
    const how = why === 'emptied' ? 'empty' : 'full of NUL bytes';
    const message = `was ${how} on ${on}; tj keeps the ${what} that it held`;
    return { kind: 'damaged-transcript', level: 'warning', message, path, do: SHOW_GONE };
  }
  if (why === 'elsewhere') {
    const message = `on ${on} tj import brought the ${what} that it has on another machine and not here`;
    return { kind: 'vanished', level: 'info', message, path, do: SHOW_GONE };
  }
  const how = why === 'cut' ? 'cut shorter' : 'rewritten';
  const message = `${how} by ${on}: tj keeps the ${what} it no longer has`;
  return { kind: 'vanished', level: 'info', message, path, do: SHOW_GONE };
}

/** How much is kept of what transcripts no longer have; without the option it would go. */
const SHOW_GONE = 'tj prune --gone --dry-run';

function zeroedFinding(path: string): Finding {
  const message = 'begins or ends with NUL bytes, as a crash leaves them; tj reads the lines besides';
  return { kind: 'damaged-transcript', level: 'warning', message, path };
}

const LINES: Partial<Record<KeptIssue['kind'], FindingKind>> = {
  'bad-line': 'bad-line',
  'line-too-long': 'long-line',
  'bad-number': 'bad-number',
};

function issueFinding({ kind, path, line, detail, count }: KeptIssue): Finding[] {
  if (kind === 'not-built') {
    return [
      {
        kind: 'not-built',
        level: 'error',
        message: `a session could not be built (${detail}): please report it`,
        path,
      },
    ];
  }
  const of = LINES[kind];
  if (of === undefined) return [];
  const more = count === 1 ? '' : `, and ${fullCount(count - 1)} more behind it`;
  return [
    {
      kind: of,
      level: 'info',
      message: `${detail}${more}`,
      path,
      ...(line > 0 ? { line } : {}),
      ...(count > 1 ? { count } : {}),
    },
  ];
}

/** One finding a type, whichever versions wrote it, with the first place. */
function unknownTypes(issues: readonly KeptIssue[]): Finding[] {
  const types = groupBy(issues, ({ detail }) => detail.split(', Claude Code ')[0] ?? '');
  return [...types]
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .map(([type, those]) => {
      const versions = [...new Set(those.flatMap(({ detail }) => detail.split(', Claude Code ')[1] ?? []))].sort();
      const files = new Set(those.map(({ path }) => path)).size;
      const by = versions.length === 0 ? '' : ` of Claude Code ${versions.slice(0, 3).join(', ')}`;
      const message = `${type}${by} in ${files} transcript${plural(files)}: this tj does not know the type`;
      const [first] = those;
      return {
        ...{ kind: 'unknown-type' as const, level: 'info' as const, message, do: UPDATE },
        ...(first === undefined ? {} : { path: first.path, line: first.line }),
      };
    });
}

/** What brings a tj that knows more. */
export const UPDATE = 'npm install -g tokenjar';

function agentFinding({ sessionId, link, agents }: DoubtfulAgents): Finding {
  const those = agents === 1 ? '1 agent is' : `${agents} agents are`;
  const [kind, how] =
    link === 'unlinked'
      ? (['unlinked-agent', 'linked to no call'] as const)
      : (['ambiguous-agent', 'linked to a call by type and order alone'] as const);
  const message = `${those} ${how} in session ${sessionId.slice(0, 8)}`;
  return { kind, level: 'info', message, do: `tj session ${sessionId.slice(0, 8)} --spans` };
}

function plural(count: number): string {
  return count === 1 ? '' : 's';
}
