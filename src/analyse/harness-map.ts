import { labelOf } from '../model/label.ts';

/** What a helper can be printed in; other files start sessions too, but have no place for one. */
export type HarnessLanguage = 'sh' | 'python' | 'typescript' | 'other';

/**
 * What a line starts: `cli` the program `claude` with a session of its own, `sdk` the same by the Agent SDK, `agent` an agent
 * within the session that runs already.
 */
export type LaunchKind = 'cli' | 'sdk' | 'agent';

/** A line of a harness that starts something. */
export interface Launch {
  readonly path: string;
  /** From 1 on. */
  readonly line: number;
  readonly kind: LaunchKind;
  readonly language: HarnessLanguage;
  /** What is written there, as a label. */
  readonly text: string;
  /** Whether its file says something of `TJ_RUN_ID`, or has `tj run` do so. */
  readonly setsRun: boolean;
}

/** `claude` as a command with a prompt: in a shell, in a YAML or Markdown block, within quotes that a program hands to one. */
const AS_COMMAND =
  /(?:^|[\s;&|(`"'$=])(?:claude|npx\s+(?:-\S+\s+)*@anthropic-ai\/claude-code)\s(?:.*\s)?(?:-p|--print)(?![\w-])/;

/** `claude` as the first of a list of words: `['claude', '-p'`, `spawn("claude", [`. */
const AS_WORDS =
  /(?:\b(?:spawn\w*|exec\w*|run|Popen|call|check_\w+|create_subprocess_exec)\s*\(\s*\[?|(?:^|[=:])\s*\[)\s*(['"`])claude\1\s*(?:,|$)/;

const SDK_PACKAGE = /@anthropic-ai\/claude-(?:agent-sdk|code)\b|\bclaude_(?:agent|code)_sdk\b/;
const SDK_CALL = /(?<![.\w])(?:query|ClaudeSDKClient|unstable_v2_\w+)\s*\(/;
const DEFINES = /^\s*(?:(?:export|async|default)\s+)*(?:def|function|class)\s/;

const AS_AGENT = /\bsubagent_type\b|(?<![.\w])Task\(\s*(?:description|prompt|subagent)/;

const COMMENT: Readonly<Record<HarnessLanguage, RegExp>> = {
  sh: /^\s*#/,
  python: /^\s*#/,
  typescript: /^\s*(?:\/\/|\*|\/\*)/,
  other: /^\s*(?:#\s|<!--)/,
};

/** The lines of a file that start sessions or agents, as far as its text alone can say. */
export function launchesIn(path: string, text: string): Launch[] {
  if (!/claude|subagent_type|Task\(/.test(text)) return [];
  const language = languageOf(path, text);
  const hasSdk = SDK_PACKAGE.test(text);
  const setsRun = /\bTJ_RUN_ID\b|\btj\s+run\s/.test(text);
  return text.split('\n').flatMap((line, index): Launch[] => {
    const kind = COMMENT[language].test(line) ? null : kindOf(line, language, hasSdk);
    return kind === null ? [] : [{ path, line: index + 1, kind, language, text: labelOf(line), setsRun }];
  });
}

function kindOf(line: string, language: HarnessLanguage, hasSdk: boolean): LaunchKind | null {
  if (AS_COMMAND.test(line) || AS_WORDS.test(line)) return 'cli';
  const isCode = language === 'python' || language === 'typescript';
  if (isCode && hasSdk && SDK_CALL.test(line) && !DEFINES.test(line)) return 'sdk';
  return AS_AGENT.test(line) ? 'agent' : null;
}

function languageOf(path: string, text: string): HarnessLanguage {
  const ending = /\.([a-z]+)$/.exec(path)?.[1] ?? '';
  if (/^(?:sh|bash|zsh)$/.test(ending)) return 'sh';
  if (ending === 'py') return 'python';
  if (/^[mc]?[jt]sx?$/.test(ending)) return 'typescript';
  if (ending !== '') return 'other';
  if (/^#!.*\bpython/.test(text)) return 'python';
  if (/^#!.*\b(?:node|bun|deno|tsx)\b/.test(text)) return 'typescript';
  return /^#!.*sh\b/.test(text) ? 'sh' : 'other';
}
