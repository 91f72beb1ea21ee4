import { labelOf } from '../model/label.ts';
import type { PromptKind } from '../model/records.ts';

/** What the text of a user record is: a prompt of some kind, an interruption, or nothing that opens a turn. */
export type UserText =
  | { readonly kind: 'prompt'; readonly promptKind: PromptKind; readonly label: string }
  | { readonly kind: 'interrupt' }
  | { readonly kind: 'none' };

const NONE: UserText = { kind: 'none' };

/** Context that is put before the person's own words, by editors and by Claude Code. */
const CONTEXT_BLOCK =
  /^\s*(?:<(system-reminder|ide_[a-z_]+|uploaded_files)>[\s\S]*?<\/\1>|\[Image: [^\]]*\]|\[Image source: [^\]]*\])/;

/** The same where its end was cut off. */
const OPEN_CONTEXT = /^\s*<(?:system-reminder|ide_[a-z_]+|uploaded_files)>[\s\S]*$/;

/** Texts that Claude Code writes itself and that open no turn (spans.md section 2). */
const NO_PROMPT = [
  '<local-command-',
  '<bash-stdout',
  '<bash-stderr',
  '<session-start-hook>',
  '<user-prompt-submit-hook>',
  '<observed_from_primary_session>',
  'Caveat: The messages below',
  'This session is being continued from',
  'Base directory for this skill',
  'Unknown skill',
];

/** Texts that machines write and that open a turn when an answer follows. */
const MACHINE: readonly (readonly [string, PromptKind])[] = [
  ['<task-notification>', 'notification'],
  ['<teammate-message', 'teammate'],
  ['<agent-message', 'teammate'],
  ['Another Claude session sent', 'teammate'],
  ['<channel ', 'notification'],
  ['<tick>', 'notification'],
  ['<goal>', 'notification'],
  ['Stop hook feedback', 'notification'],
  ['[SUGGESTION MODE', 'notification'],
  ['Implement the following plan:', 'notification'],
];

/** Tags of a slash command, any of which may come first. */
const COMMAND = ['<command-name>', '<command-message>', '<command-args>'];

/** Kinds of `origin.kind` that are no person (Claude Code 2.1.121 and later). */
const PEERS = new Set(['peer', 'coordinator']);

/** Who wrote a text, and what of it is there. */
export interface TextFacts {
  /** Null where the record does not say. */
  readonly originKind: string | null;
  /** It comes with an image or a document. */
  readonly hasAttachment: boolean;
  /** Only its head is at hand. */
  readonly isCut: boolean;
}

/**
 * Classes the text of a user record that holds no tool result and is neither meta nor a compaction summary. What
 * Claude Code writes between tags it closes: a text that only begins with the tag of a command, of its output or of
 * context is a person's.
 */
export function classifyPrompt(text: string, { originKind, hasAttachment, isCut }: TextFacts): UserText {
  const own = withoutContext(text, isCut);
  const begins = (prefix: string) => own.startsWith(prefix) && (isCut || isClosed(own));
  if (own.startsWith('[Request interrupted by user')) return { kind: 'interrupt' };
  if (NO_PROMPT.some(begins)) return NONE;
  if (begins('<bash-input>')) return prompt('bash', `!${inner(own, 'bash-input')}`);
  if (COMMAND.some(begins)) return prompt('command', commandLine(own));
  if (own.trimEnd() === 'Warmup') return prompt('notification', own);
  const machine = MACHINE.find(([prefix]) => own.startsWith(prefix));
  if (machine !== undefined) return prompt(machine[1], inner(own, 'summary') || summaryAttribute(own) || own);
  if (originKind !== null && originKind !== 'human')
    return prompt(PEERS.has(originKind) ? 'teammate' : 'notification', own);
  if (own === '' && !hasAttachment) return NONE;
  return prompt('typed', own === '' ? '[image]' : own);
}

/** The text without the context blocks at its head. */
function withoutContext(text: string, isCut: boolean): string {
  let rest = text.trimStart();
  for (let block = CONTEXT_BLOCK.exec(rest); block !== null; block = CONTEXT_BLOCK.exec(rest)) {
    rest = rest.slice(block[0].length).trimStart();
  }
  return isCut ? rest.replace(OPEN_CONTEXT, '') : rest;
}

/** Whether the tag at the head of a text is closed in it; a text without one has nothing to close. */
function isClosed(text: string): boolean {
  const name = /^<([\w-]+)/.exec(text)?.[1];
  return name === undefined || text.includes(`</${name}>`);
}

/** `/name args` of a slash command's tags. */
export function commandLine(text: string): string {
  const name = inner(text, 'command-name') || inner(text, 'command-message');
  return `${name.startsWith('/') ? name : `/${name}`} ${inner(text, 'command-args')}`.trimEnd();
}

/** What a message between agents says it is about. */
function summaryAttribute(text: string): string {
  return /<(?:teammate|agent)-message\b[^>]*\bsummary="([^"]+)"/.exec(text)?.[1] ?? '';
}

/** Text within the first `<tag>`; '' when there is none. */
export function inner(text: string, tag: string): string {
  const start = text.indexOf(`<${tag}>`);
  if (start < 0) return '';
  const from = start + tag.length + 2;
  const end = text.indexOf(`</${tag}>`, from);
  return text.slice(from, end < 0 ? undefined : end).trim();
}

function prompt(promptKind: PromptKind, text: string): UserText {
  return { kind: 'prompt', promptKind, label: labelOf(text) };
}
