import { expect, it } from 'vitest';
import { agentActions, pluginActions, serverActions, skillActions } from '../../../src/analyse/advice/fixed-actions.ts';
import type { LeverAction } from '../../../src/analyse/advice/lever.ts';
import { endsOfPaths } from '../../../src/analyse/advice/lever-of.ts';
import { often } from '../../../src/model/counted.ts';

const commandsOf = (actions: readonly LeverAction[]) => actions.flatMap(({ command }) => command ?? []);

const NAMES = ['x; rm -rf ~', '$(ls)', 'a b', '`ls`', '--scope', "it's", 'a"b', 'a\\b', 'ünder'];

it.each(NAMES)('a name that a shell reads otherwise is in no command that is typed: %s', (name) => {
  const commands = [...commandsOf(serverActions(name, [])), ...commandsOf(pluginActions(name, []))];
  expect(commands.filter((command) => command.includes(name))).toEqual([]);
  expect(serverActions(name, [])[0]?.text).toContain('claude mcp remove');
});

it.each(NAMES)('settings with any name are JSON: %s', (name) => {
  for (const command of commandsOf([...skillActions(name), ...agentActions(name), ...pluginActions('p', [name])]))
    if (command.startsWith('"')) expect(() => JSON.parse(`{${command}}`)).not.toThrow();
});

it('names that are one word stay in commands', () => {
  expect(commandsOf(serverActions('figma', []))).toEqual(['claude mcp remove figma', '/mcp disable figma']);
  expect(commandsOf(pluginActions('@a/b.c:d', []))[0]).toBe('claude plugin disable @a/b.c:d');
});

it('skills that may be of a folder of commands get no command that is for plugins', () => {
  const actions = pluginActions('gsd', ['gsd:plan']);
  expect(actions[0]).toEqual({ text: expect.stringContaining('/plugin') });
  expect(commandsOf(actions)).toEqual(['"skillOverrides": {"gsd:plan": "user-invocable-only"}']);
});

it('two files with the same end are told apart by more of their paths', () => {
  const paths = [
    '/w/a/types/evaluation.ts',
    '/w/b/types/evaluation.ts',
    'C:\\w\\types\\other.ts',
    'types/evaluation.ts',
  ];
  expect([...endsOfPaths(paths).values()]).toEqual([
    'a/types/evaluation.ts',
    'b/types/evaluation.ts',
    'types/other.ts',
    'types/evaluation.ts',
  ]);
});

it('what came once is said so', () => {
  expect([often(1), often(2), often(1200)]).toEqual(['once', '2 times', '1,200 times']);
});
