import type { Command, Option } from 'commander';
import { LEVER_KINDS } from '../../analyse/advice/lever.ts';
import { MOVED_BY } from '../../analyse/quota/what-moved.ts';
import { GROUPINGS } from '../../model/groupings.ts';
import { PLANS } from '../../model/plan.ts';
import type { CompletedCommand, CompletedOption, Values } from '../../render/completion/completed.ts';
import { SHELLS as HOOK_SHELLS } from '../../render/hook-shell.ts';
import { CONTEXT_VIEWS } from '../commands/context.ts';
import { QUOTA_WINDOWS } from '../commands/quota.ts';
import { WINDOWS } from '../commands/status.ts';
import { CONFIG_KEYS } from '../config-keys.ts';
import { HELP_TOPICS } from '../help-topics.ts';

/** Shells that are completed for. */
export const SHELLS = ['bash', 'zsh', 'fish'] as const;

const ANY: Values = { kind: 'any' };
const SESSION: Values = { kind: 'session' };
const FOLDER: Values = { kind: 'folder' };
const FILE: Values = { kind: 'file' };
const SPANS = words(['24h', '7d', '30d', 'all']);

/** What options take, by their names; where that of one command differs, with its name before. A test names those that are missing. */
const OPTION_VALUES: Readonly<Record<string, Values>> = {
  ...{ '--root': FOLDER, '--db': FILE, '--pricing': FILE, '--output': FILE, '--svg': FILE, '--png': FILE },
  ...{ '--project': { kind: 'project' }, 'hook install --project': FOLDER, 'hook uninstall --project': FOLDER },
  ...{ '--session': SESSION, 'quota-audit --explain': SESSION },
  ...{
    '--since': SPANS,
    '--until': ANY,
    '--before': ANY,
    '--after': ANY,
    '--around': ANY,
    '--days': ANY,
    '--budget': ANY,
  },
  ...{ '--plan': words(PLANS), '--timezone': ANY, '--model': ANY, '--instance': ANY },
  ...{ '--kind': words(LEVER_KINDS), '--top': ANY, '--explain': ANY, '--export-config': words(['claude-code']) },
  ...{
    'usage --by': { ...words(GROUPINGS), isList: true },
    'quota --by': words(MOVED_BY),
    'context --by': words(CONTEXT_VIEWS),
  },
  ...{ 'status --window': words(WINDOWS), 'quota --window': words(Object.keys(QUOTA_WINDOWS)) },
  ...{
    '--fail-above': ANY,
    '--fail-above-cost': ANY,
    'run --name': ANY,
    'runs setup --map': FOLDER,
    'export --endpoint': ANY,
  },
};

/** What the words of commands are that are no options, in turn. */
const ARGUMENT_VALUES: Readonly<Record<string, readonly Values[]>> = {
  ...{ session: [SESSION], label: [SESSION, ANY], runs: [ANY], pricing: [ANY] },
  ...{ 'hook shell': [words(HOOK_SHELLS)], completion: [words(SHELLS)] },
};

/** All commands of tj as they are completed, from commander's own tree. */
export function completedCommands(tj: Command): CompletedCommand {
  const all = completedCommand(tj, '');
  const names = all.commands.map(({ name }) => name);
  return { ...all, commands: all.commands.map((each) => withWords(each, names)) };
}

/** Options whose values are not said, as `command --option`. */
export function unknownValues(tj: Command, path = ''): string[] {
  const own = tj.options.flatMap((option) =>
    takesValue(option) && valuesOf(path, option) === undefined ? [`${path} ${option.long}`] : [],
  );
  return [...own, ...tj.commands.flatMap((each) => unknownValues(each, `${path} ${each.name()}`.trim()))];
}

function completedCommand(command: Command, path: string): CompletedCommand {
  const help = command.createHelp();
  return {
    name: command.name(),
    about: firstSentence(command.summary() || command.description()),
    options: help.visibleOptions(command).flatMap((option) => completedOption(path, option)),
    values: ARGUMENT_VALUES[path] ?? [],
    isVariadic: command.registeredArguments.at(-1)?.variadic ?? false,
    commands: help.visibleCommands(command).map((each) => completedCommand(each, `${path} ${each.name()}`.trim())),
  };
}

function completedOption(path: string, option: Option): CompletedOption[] {
  if (option.long === undefined || option.long === null) return [];
  return [
    {
      long: option.long,
      short: option.short ?? null,
      about: option.description,
      value: takesValue(option) ? (valuesOf(path, option) ?? ANY) : null,
      isRepeatable: option.parseArg !== undefined,
      isValueOptional: option.optional,
    },
  ];
}

function valuesOf(path: string, { long }: Option): Values | undefined {
  return OPTION_VALUES[`${path} ${long}`] ?? OPTION_VALUES[long ?? ''];
}

function takesValue({ required, optional }: Option): boolean {
  return required || optional;
}

/** Words that a command reads by itself, as if they were commands of its own. */
function withWords(command: CompletedCommand, names: readonly string[]): CompletedCommand {
  if (command.name === 'help') return { ...command, values: [words([...HELP_TOPICS, ...names])], isVariadic: false };
  if (command.name !== 'config') return command;
  const keys = CONFIG_KEYS.map(({ name, about, words: values }) =>
    plain(name, about, values === null ? ANY : words(values)),
  );
  const ofKey = words(CONFIG_KEYS.map(({ name }) => name));
  return {
    ...command,
    isVariadic: false,
    commands: [
      plain('get', 'The value of one setting.', ofKey),
      { ...plain('set', 'Gives one setting another value.', ANY), values: [], commands: keys },
      plain('unset', 'Takes one setting out again.', ofKey),
      { ...plain('path', 'Where the file is.', ANY), values: [] },
    ],
  };
}

function plain(name: string, about: string, value: Values): CompletedCommand {
  return { name, about, options: [], values: [value], isVariadic: false, commands: [] };
}

function words(all: readonly string[]): Extract<Values, { kind: 'words' }> {
  return { kind: 'words', words: all, isList: false };
}

/** Beside its name there is room for no more. */
function firstSentence(text: string): string {
  return /^.*?[.:](?= |$)/.exec(text)?.[0].slice(0, -1) ?? text;
}
