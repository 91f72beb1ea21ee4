import { expect, it } from 'vitest';
import { commandFor } from '../../src/render/typed-command.ts';

const typed = [
  { option: '--since', value: 'all' },
  { option: '--project', value: 'my shop; ls' },
  { option: '--kind', value: 'image' },
  { option: '--root', value: '/a' },
  { option: '--root', value: '/b' },
  { option: '--utc', value: null },
];

it.each([
  [
    'tj advise --explain 1',
    "tj advise --explain 1 --since all --project 'my shop; ls' --kind image --root /a --root /b --utc",
  ],
  ['tj context --by fixed', "tj context --by fixed --since all --project 'my shop; ls' --root /a --root /b --utc"],
  ['tj session 1234abcd --timeline', 'tj session 1234abcd --timeline --since all --root /a --root /b --utc'],
  ['tj index', 'tj index --root /a --root /b'],
])('a command has what was typed, as far as it takes it: %s', (command, shown) => {
  expect(commandFor(command, typed)).toBe(shown);
});

it('keeps what a command says itself', () => {
  const command = 'tj usage --by session --since 2026-10-02 --until 2026-10-02';
  expect(commandFor(command, typed.slice(0, 1))).toBe(command);
});

it.each(['claude mcp remove figma', '/clear', 'tj config set plan max', 'tj usage'])(
  'leaves as it is what takes nothing of it, or where nothing was typed: %s',
  (command) => {
    expect(commandFor(command, command === 'tj usage' ? [] : typed)).toBe(command);
  },
);
