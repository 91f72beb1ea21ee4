import { readdirSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import type { Command } from 'commander';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { HELP_TOPICS } from '../../src/cli/help-topics.ts';
import { program } from '../../src/cli/program.ts';
import { textWidth } from '../../src/render/text-width.ts';
import { newHome, removeHomes, tj } from './tj.ts';

const PAGES = fileURLToPath(new URL('../../docs/help/', import.meta.url));

let home: string;
beforeAll(() => {
  home = newHome();
});
afterAll(removeHomes);

const page = (topic: string) => readFileSync(`${PAGES}${topic}.md`, 'utf8');

describe('tj help', () => {
  it('lists every topic that has a page, with its title', () => {
    expect([...HELP_TOPICS].sort()).toEqual(
      readdirSync(PAGES)
        .map((name) => name.replace(/\.md$/, ''))
        .sort(),
    );
    const { status, stdout } = tj(['help'], home);
    expect(status).toBe(0);
    for (const topic of HELP_TOPICS) expect(stdout).toMatch(new RegExp(`^ {2}${topic} +[A-Z]`, 'm'));
    const { topics } = JSON.parse(tj(['help', '--json'], home).stdout);
    expect(topics.map(({ topic }: { topic: string }) => topic)).toEqual(HELP_TOPICS);
  });

  it.each(HELP_TOPICS)('%s is under 60 lines and no wider than the terminal, at 80 and 50 columns', (topic) => {
    for (const columns of [80, 50]) {
      const { status, stdout } = tj(['help', topic], home, { COLUMNS: String(columns) });
      expect(status).toBe(0);
      const lines = stdout.split('\n');
      expect(lines.length).toBeLessThan(60);
      expect(lines.filter((line) => textWidth(line) > columns)).toEqual([]);
      expect(stdout).not.toMatch(/[`#\u2061\u2062]/);
      expect(stdout.replace(/\s+/g, '')).toContain(page(topic).split('\n')[0]?.slice(2).replaceAll(' ', ''));
    }
  });

  it.each(HELP_TOPICS)('%s names no command and no option that is not there', (topic) => {
    const all = program('0');
    const commands = new Set(all.commands.map((each) => each.name()));
    const code = [...page(topic).matchAll(/`([^`\n]+)`|```\n([^`]*)```/g)].map((found) => found[1] ?? found[2] ?? '');
    const named = [...code.join('\n').matchAll(/^tj ([a-z][a-z-]+)/gm)].map((found) => found[1] ?? '');
    expect(named.filter((name) => !commands.has(name))).toEqual([]);
    const options = new Set(optionsOf(all));
    const typed = [...page(topic).matchAll(/(?<![\w-])--[a-z][a-z-]+/g)].map((found) => found[0]);
    expect(typed.filter((option) => !options.has(option))).toEqual([]);
  });

  it('a command that is made by itself, since it is the first word, is as it is among all', () => {
    for (const among of program('0').commands) {
      const alone = program('0', [among.name(), '--json']).commands.find((each) => each.name() === among.name());
      expect(alone?.helpInformation()).toBe(among.helpInformation());
    }
    expect(program('0', ['usage']).commands.map((each) => each.name())).toEqual(['usage']);
  });

  it('a topic of several words may be typed so; in colour what can be typed is, with --json it is a text', () => {
    expect(tj(['help', 'exit', 'codes'], home)).toEqual(tj(['help', 'exit-codes'], home));
    expect(tj(['help', 'cost'], home, { FORCE_COLOR: '1' }).stdout).toContain('\u001b[35mtj pricing\u001b[39m');
    expect(JSON.parse(tj(['help', 'cost', '--json'], home).stdout)).toEqual({
      schema: 1,
      topic: 'cost',
      text: page('cost'),
    });
  });

  it('a topic is found however it is capitalised, and of what follows a command the help is that of the command', () => {
    expect(tj(['help', 'COST'], home)).toEqual(tj(['help', 'cost'], home));
    expect(tj(['help', 'config', 'set'], home)).toEqual(tj(['config', '--help'], home));
    expect(tj(['help', 'hook', 'nothing'], home).status).toBe(2);
  });

  it.each([['usage'], ['hook install'], ['help']])('of a command it is what --help prints: %s', (words) => {
    expect(tj(['help', ...words.split(' ')], home)).toEqual(tj([...words.split(' '), '--help'], home));
  });

  it.each([
    ['countign', "tj: no help on 'countign': did you mean 'counting'? 'tj help' lists topics, 'tj --help' commands\n"],
    ['sesion', "tj: no help on 'sesion': did you mean 'session'? 'tj help' lists topics, 'tj --help' commands\n"],
    ['weather', "tj: no help on 'weather': 'tj help' lists topics, 'tj --help' commands\n"],
  ])('another word is bad usage, with the nearest: %s', (word, stderr) => {
    expect(tj(['help', word], home)).toEqual({ status: 2, stdout: '', stderr });
  });
});

function optionsOf(command: Command): string[] {
  return [...command.options.flatMap(({ long }) => long ?? []), ...command.commands.flatMap(optionsOf)];
}
