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
  /** What sets `TJ_RUN_ID` for it; null where nothing in its file does. */
  readonly setBy: RunSetting | null;
}

/** A line that sets `TJ_RUN_ID`. */
export interface RunSetting {
  /** From 1 on: the line itself, or another one of its file. */
  readonly line: number;
  /** Whether what is started there has it for certain; else it depends on where that line is run, or what it is part of. */
  readonly isSure: boolean;
}

/** A program by its name or its path, quoted or not, but no word that only ends so. */
const PROGRAM = String.raw`["']?(?:[\w.~$@+{}-]*\/)*claude["']?`;
const PACKAGE = String.raw`(?:npx|bunx|pnpm\s+dlx|yarn\s+dlx)\s+(?:-\S+\s+)*@anthropic-ai\/claude-code(?:@\S+)?`;

/** Words of a command up to its end. */
const WORDS = String.raw`(?:\s+(?:"[^"]*"|'[^']*'|[^\s;|&"'])+)*?`;

/** What `claude` does without a session. */
const NO_SESSION = 'mcp|config|update|doctor|install|plugin|setup-token|migrate-installer|--version|-v|--help';

/** `claude` as a command with a prompt: in a shell, in a YAML or Markdown block, within quotes that a program hands to one. */
const AS_COMMAND = new RegExp(
  String.raw`(?:^|[\s;&|(\x60"'$=@])(?:${PROGRAM}|${PACKAGE})(?!\s+(?:${NO_SESSION})\b)${WORDS}\s+(?:-p|--print)(?![\w-])`,
);

/** A line that only shows a command. */
const SHOWN = /^\s*(?:echo|printf|print|puts|console\.\w+|log\w*(?:\.\w+)?)\b(?!.*(?:\||\$\(|`\$?))/;

/** `claude` as the first of a list of words: `['claude', '-p'`, `spawn("claude", [`, `exec.Command("claude"`. */
const FIRST = String.raw`(['"\x60])(?:[^'"\x60\s]*\/)?claude\1`;
const CALLS = String.raw`\b(?:spawn\w*|exec\w*|run|Popen|call|check_\w+|create_subprocess_exec|Command\w*|system|new|ProcessBuilder)`;
const IN_CALL = new RegExp(
  String.raw`${CALLS}\s*\(\s*(?:ctx\s*,\s*)?\[?\s*${FIRST}\s*(?:[,)\]]|$)(?!\s*\[?\s*['"\x60](?:${NO_SESSION})['"\x60])`,
);
const IN_LIST = new RegExp(String.raw`(?:^|[=:])\s*\[\s*${FIRST}\s*(?:,(?!\s*['"\x60][^-])|$)`);

const ACTION = /\buses:\s*["']?anthropics\/claude-code(?:-base)?-action@/;

const SDK_PACKAGE = /@anthropic-ai\/claude-(?:agent-sdk|code)\b|\bclaude_(?:agent|code)_sdk\b/;
const SDK_CALL = /(?<![.\w])(?:query|ClaudeSDKClient|unstable_v2_\w+)\s*\(/;
const DEFINES = /^\s*(?:(?:export|async|default)\s+)*(?:def|function|class)\s/;

const AS_AGENT = /\bsubagent_type\b|(?<![.\w])Task\(\s*(?:description|prompt|subagent)/;

const COMMENT: Readonly<Record<HarnessLanguage, RegExp>> = {
  sh: /^\s*#/,
  python: /^\s*#/,
  typescript: /^\s*(?:\/\/|\*|\/\*)/,
  other: /^\s*(?:#\s|<!--|\/\/)/,
};

/** A call that goes on in the next line, and how many lines of it are looked at. */
const OPEN_END = /[[(]\s*$/;
const LINES_OF_CALL = 8;

/** What sets the variable for whatever a process starts from then on, wherever it is started. */
const FOR_ALL: Readonly<Record<HarnessLanguage, RegExp>> = {
  sh: /^\s*(?:export|declare\s+-x|typeset\s+-x)\s.*\bTJ_RUN_ID\b/,
  python: /\benviron\[\s*["']TJ_RUN_ID["']\s*\]\s*=(?!=)|\b(?:environ\.setdefault|putenv)\(\s*["']TJ_RUN_ID/,
  typescript: /\bprocess\.env(?:\.|\[['"])TJ_RUN_ID(?:['"]\])?\s*(?:\?\?|\|\|)?=(?!=)/,
  other:
    /^\s*(?:export\s.*)?\bTJ_RUN_ID\b\s*[:?]?[:=]|\bexport\s.*\bTJ_RUN_ID\b|\b[Ss]et\s?[Ee]nv\(\s*["']TJ_RUN_ID|^\s*ENV\s+TJ_RUN_ID\b/,
};

/** What sets it within a command or a call: before the command, by `tj run`, or by one of the helpers. */
const FOR_ONE = /\bTJ_RUN_ID\b|\btj\s+run\s|\b(?:tj_env|tjEnv)\(/;

/** So much of a line is looked at: longer ones are made by programs. */
const LINE_CHARS = 1000;

/** The lines of a file that start sessions or agents, as far as its text alone can say. */
export function launchesIn(path: string, text: string): Launch[] {
  if (!/claude|subagent_type|Task\(/.test(text)) return [];
  const language = languageOf(path, text);
  const hasSdk = SDK_PACKAGE.test(text);
  const lines = text.split(/\r?\n/).map((line) => line.slice(0, LINE_CHARS));
  const isCode = (index: number) => !COMMENT[language].test(lines[index] ?? '');
  const found: { readonly index: number; readonly whole: string; readonly kind: LaunchKind }[] = [];
  for (let index = 0; index < lines.length; index++) {
    const whole = continued(lines, index);
    const kind = isCode(index) ? kindOf(whole, callAt(lines, index), language, hasSdk) : null;
    if (kind !== null) found.push({ index, whole, kind });
    while (lines[index]?.endsWith('\\')) index++;
  }
  const forAll = lines.flatMap((line, index) => (isCode(index) && FOR_ALL[language].test(line) ? [index + 1] : []));
  return found.map(({ index, whole, kind }): Launch => {
    const setBy = FOR_ONE.test(wholeCall(whole, lines.slice(index + 1, index + LINES_OF_CALL)))
      ? { line: index + 1, isSure: true }
      : settingFor(index + 1, forAll, language);
    return { path, line: index + 1, kind, language, text: labelOf(whole), setBy };
  });
}

/** Where what a shell exports stands before the line it is certain that it holds there. */
function settingFor(line: number, forAll: readonly number[], language: HarnessLanguage): RunSetting | null {
  const before = forAll.findLast((each) => each < line) ?? forAll[0];
  return before === undefined ? null : { line: before, isSure: language === 'sh' && before < line };
}

/** A line with those that it is continued in. */
function continued(lines: readonly string[], from: number): string {
  let whole = lines[from] ?? '';
  for (let next = from + 1; whole.endsWith('\\') && whole.length < LINE_CHARS && next < lines.length; next++)
    whole = `${whole.slice(0, -1).trimEnd()} ${lines[next]?.trim() ?? ''}`;
  return whole;
}

/** A line with those up to the bracket that closes what it opens. */
function wholeCall(line: string, next: readonly string[]): string {
  let whole = line;
  for (const each of next) {
    if ((whole.match(/[([{]/g)?.length ?? 0) <= (whole.match(/[)\]}]/g)?.length ?? 0)) break;
    whole += `\n${each}`;
  }
  return whole;
}

/** A line whose call or list begins at its end, with what follows. */
function callAt(lines: readonly string[], from: number): string {
  const line = lines[from] ?? '';
  if (!OPEN_END.test(line)) return line;
  return lines.slice(from, from + 3).reduce((whole, each) => `${whole.trimEnd()}${each.trim()}`);
}

function kindOf(line: string, call: string, language: HarnessLanguage, hasSdk: boolean): LaunchKind | null {
  if (AS_COMMAND.test(line) && !SHOWN.test(line)) return 'cli';
  if (IN_CALL.test(call) || IN_LIST.test(call) || ACTION.test(line)) return 'cli';
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
