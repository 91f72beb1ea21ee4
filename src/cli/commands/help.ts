import { readFileSync } from 'node:fs';
import type { Command } from 'commander';
import { UserError } from '../../model/errors.ts';
import { labelOf } from '../../model/label.ts';
import { OWN_FOLDER } from '../../model/own-folder.ts';
import { helpText, helpTitle, helpTopics } from '../../render/help-text.ts';
import { HELP_TOPICS } from '../help-topics.ts';
import { lookOf } from '../look.ts';
import { print, printJson } from '../output.ts';
import type { RunContext } from '../run-context.ts';

/**
 * `tj help`: the topics there are; a topic; or what `--help` prints of a command. `UserError` for any other word, with the
 * one that is nearest.
 */
export async function help(words: readonly string[], tj: Command, json: boolean, run: RunContext): Promise<void> {
  const [word] = words;
  const topic = HELP_TOPICS.find((each) => each === words.join('-').toLowerCase());
  const command = commandOf(words, tj);
  if (word === undefined) {
    const topics = HELP_TOPICS.map((each) => [each, helpTitle(pageOf(each))] as const);
    if (json) printJson({ schema: 1, topics: topics.map(([name, title]) => ({ topic: name, title })) });
    else print(helpTopics(topics, await lookOf(run)));
  } else if (topic !== undefined) {
    if (json) printJson({ schema: 1, topic, text: pageOf(topic) });
    else print(helpText(pageOf(topic), await lookOf(run)));
  } else if (command !== null) {
    if (json) printJson({ schema: 1, command: words.join(' '), text: command.helpInformation() });
    else command.outputHelp();
  } else throw unknownTopic(words.join(' '), tj);
}

function pageOf(topic: string): string {
  return readFileSync(new URL(`docs/help/${topic}.md`, OWN_FOLDER), 'utf8');
}

/** The command that these words begin with: of `config set` that is `config`, which has words of its own. */
function commandOf(words: readonly string[], tj: Command): Command | null {
  let command = tj;
  for (const word of words) {
    const next = command.commands.find((each) => each.name() === word);
    if (next === undefined) return command === tj || command.commands.length > 0 ? null : command;
    command = next;
  }
  return command;
}

/** So many letters may be wrong in a word that is taken for another. */
const MOST_WRONG = 2;

function unknownTopic(asked: string, tj: Command): UserError {
  const known = [...HELP_TOPICS, ...tj.commands.map((each) => each.name())];
  const nearest = known
    .map((word) => ({ word, wrong: distance(asked.toLowerCase(), word) }))
    .filter(({ word, wrong }) => wrong <= Math.min(MOST_WRONG, word.length - 2))
    .sort((a, b) => a.wrong - b.wrong)[0];
  const guess = nearest === undefined ? '' : `did you mean '${nearest.word}'? `;
  return new UserError(
    'usage',
    `no help on '${labelOf(asked)}': ${guess}'tj help' lists topics, 'tj --help' commands`,
    2,
  );
}

/** Letters to add, take out or replace to make one word of the other. */
function distance(a: string, b: string): number {
  let row = Array.from({ length: b.length + 1 }, (_, i) => i);
  for (const [i, letter] of [...a].entries()) {
    const next = [i + 1];
    for (let j = 1; j <= b.length; j++)
      next.push(Math.min((next[j - 1] ?? 0) + 1, (row[j] ?? 0) + 1, (row[j - 1] ?? 0) + Number(letter !== b[j - 1])));
    row = next;
  }
  return row[b.length] ?? 0;
}
