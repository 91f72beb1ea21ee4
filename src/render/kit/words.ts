import type { Composition } from '../../analyse/composition.ts';
import type { AnswerPart, ItemKind } from '../../model/context.ts';

/** What tokens were, in the order in which a bar of the whole shows them. */
export const CLASSES = ['reread', 'rebuilt', 'written', 'newInput', 'output'] as const satisfies (keyof Composition)[];

export interface ClassWords {
  readonly name: string;
  /** What that is, in a few words; '' where the name says it. */
  readonly meaning: string;
  /** What a sentence on it begins with. */
  readonly subject: string;
  /** What stands for it in a bar without colour, and in one of letters. */
  readonly shade: string;
  readonly letter: string;
}

/** How the five classes of tokens are called, wherever people read of them. */
export const CLASS_WORDS: Readonly<Record<keyof Composition, ClassWords>> = {
  reread: {
    ...{ name: 'cache reads', meaning: 'old context, sent again', subject: 'Old context, sent again,' },
    ...{ shade: '█', letter: 'R' },
  },
  rebuilt: {
    ...{ name: 'cache rebuilds', meaning: 'the cache was lost', subject: 'Rebuilding a lost cache' },
    ...{ shade: '▓', letter: 'B' },
  },
  written: {
    ...{ name: 'new context', meaning: 'what came in', subject: 'New context' },
    ...{ shade: '▒', letter: 'N' },
  },
  newInput: {
    ...{ name: 'uncached input', meaning: '', subject: 'Input that no cache held' },
    ...{ shade: '░', letter: 'U' },
  },
  output: { name: 'output', meaning: '', subject: 'Output', ...{ shade: '█', letter: 'O' } },
};

/** What the things in a prompt are called, by kind. */
export const KIND_NAMES: Readonly<Record<ItemKind, string>> = {
  base: 'fixed context',
  prompt: 'prompts',
  output: 'earlier answers',
  tool: 'tool results',
  attachment: 'attachments',
  memory: 'memory files',
  image: 'images',
  skill: 'skills',
  summary: 'compaction summaries',
  note: 'notes of Claude Code',
  attempts: 'further attempts',
  unattributed: 'not attributed',
  hook: 'hook output',
};

/** What the parts of earlier answers are called; `unknown` is what nothing tells apart. */
export const ANSWER_PART_NAMES: Readonly<Record<AnswerPart | 'unknown', string>> = {
  ...{ thinking: 'thinking', tool_calls: 'tool calls', prose: 'prose', unknown: 'unknown' },
};

/** Heads of the two shares that stand on every row, cost first (counting.md section 3). */
export const COST = 'cost';
export const TOKENS = 'tokens';

/** What somebody did, or what happened, that had the cache rebuilt; of other causes the words of the cause itself. */
export const DEED_WORDS: Readonly<Record<string, string>> = {
  came_back_after_1h: 'came back after more than 1 h',
  came_back_after_5m: 'came back after more than 5 min',
  unknown_after_1h: 'without a known cause, after more than 1 h',
  pause_over_1h: 'came back after more than 1 h',
  model_changed: 'switched the model',
  effort_changed: 'changed the effort',
  version_changed: 'updated Claude Code',
  compacted: 'compacted',
  forked: 'forked a session',
  resumed: 'resumed a session',
  date_changed: 'worked past midnight',
  mcp_server_connected: 'an MCP server connected',
  tools_changed: 'the tools changed',
  system_changed: 'the system prompt changed',
  messages_changed: 'earlier messages changed',
  previous_message_not_found: 'earlier messages were cut',
  context_edited: 'old results were cleared',
  context_shrank: 'the context shrank',
  betas_changed: 'a setting of the requests changed',
  params_changed: 'a setting of the requests changed',
  just_written: 'asked again within seconds',
  unknown: 'without a known cause',
};
