import { UserError } from '../../model/errors.ts';
import { labelOf } from '../../model/label.ts';

/** What clients put into every prompt, or have their model read before it calls a tool: each word is paid for. */
export const INSTRUCTIONS =
  'What Claude Code spent on this machine: tokens, list prices in dollars, quota. ' +
  'since, until: 24h, 7d, 2026-08-01, or all; default 30 days. project: part of its path.';

/** What makes an answer shorter. */
export const NARROW = 'ask for a shorter window, one project, model or session';
export const NARROW_MAP = 'ask for a folder below';

const DEFAULT_SINCE = '30d';

type Argument = 'since' | 'until' | 'project' | 'model' | 'session' | 'by' | 'id' | 'map';

/** A question that Claude can ask: the tj command that answers it. */
export interface Tool {
  readonly name: string;
  readonly description: string;
  /** With what is to be said of each; '' where its name says it. */
  readonly takes: Readonly<Partial<Record<Argument, string>>>;
  /** Whether the command answers for all that is kept where no window is asked for. */
  readonly isUnbounded: boolean;
}

const WINDOW = { since: '', until: '', project: '', model: '' };
const SESSION = { session: '' };

export const TOOLS: readonly Tool[] = [
  {
    name: 'usage',
    description: 'Tokens and cost, by group',
    takes: { by: 'day, hour, project, session, model, tool, agent-type, mcp, ...; or two: project,day', ...WINDOW },
    isUnbounded: true,
  },
  {
    name: 'advise',
    description: 'What would have cost less, with evidence and commands',
    takes: { ...WINDOW, ...SESSION },
    isUnbounded: false,
  },
  {
    name: 'context',
    description: 'What prompts held: fixed parts, items, cache rebuilds',
    takes: { by: 'item, kind, tool, file, mcp', ...WINDOW, ...SESSION },
    isUnbounded: false,
  },
  {
    name: 'quota_audit',
    description: 'Turns of premium models that look simple',
    takes: WINDOW,
    isUnbounded: false,
  },
  { name: 'sessions', description: 'Sessions with titles and cost', takes: WINDOW, isUnbounded: true },
  {
    name: 'session',
    description: 'One session: prompts, tools, agents, context',
    takes: { id: 'or its beginning; default: the newest' },
    isUnbounded: false,
  },
  {
    name: 'runs',
    description: 'Sessions started as one run; or where code starts sessions',
    takes: { id: 'of a run', map: 'folder of the code', since: '', until: '' },
    isUnbounded: true,
  },
];

/** The input schema of a tool, as short as it can be. */
export function inputSchemaOf({ takes }: Tool): Record<string, unknown> {
  const properties = Object.entries(takes).map(([name, description]) => {
    return [name, description === '' ? { type: 'string' } : { type: 'string', description }];
  });
  return { type: 'object', properties: Object.fromEntries(properties) };
}

/** What a call asks tj for, as its command line. */
export interface Question {
  readonly command: readonly string[];
  readonly words: readonly string[];
  /** Whether it is answered from transcripts. */
  readonly isOfTranscripts: boolean;
  /** What makes its answer shorter. */
  readonly narrow: string;
}

/** The question of a call. `UserError` for an argument that the tool does not take, or that is no text. */
export function questionOf(tool: Tool, given: unknown): Question {
  const { id, map, ...options } = Object.fromEntries(argumentsOf(tool, given));
  if (map !== undefined) {
    const others = [...(id === undefined ? [] : ['id']), ...Object.keys(options)];
    if (others.length > 0)
      throw new UserError('usage', `map: it goes with no other argument, not with ${others[0]}`, 2);
    const words = ['--json', '--instrument', `--map=${map}`];
    return { command: ['runs', 'setup'], words, isOfTranscripts: false, narrow: NARROW_MAP };
  }
  if (tool.isUnbounded && id === undefined && options.since === undefined && options.until === undefined)
    options.since = DEFAULT_SINCE;
  const words = Object.entries(options).map(([name, value]) => `--${name}=${value}`);
  const chosen = id === undefined ? (tool.name === 'session' ? ['--last'] : []) : ['--', id];
  const command = [tool.name.replace('_', '-')];
  return { command, words: ['--json', ...words, ...chosen], isOfTranscripts: true, narrow: NARROW };
}

function argumentsOf({ takes }: Tool, given: unknown): [string, string][] {
  if (given !== undefined && (typeof given !== 'object' || given === null || Array.isArray(given)))
    throw new UserError('usage', 'expected an object of arguments', 2);
  return Object.entries(given ?? {}).flatMap(([name, value]): [string, string][] => {
    if (!Object.hasOwn(takes, name))
      throw new UserError('usage', `no argument ${labelOf(name)}: expected ${Object.keys(takes).join(', ')}`, 2);
    if (value === null || value === '') return [];
    if (typeof value !== 'string') throw new UserError('bad-value', `${name}: expected a text`, 2);
    return [[name, value]];
  });
}
