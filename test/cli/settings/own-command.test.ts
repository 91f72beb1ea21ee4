import { spawnSync } from 'node:child_process';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { ownCommand } from '../../../src/cli/settings/own-command.ts';
import { quoted, unquoted } from '../../../src/cli/settings/shell-words.ts';

describe('a command is tj’s own', () => {
  it.each([
    '"/usr/bin/node" "/opt/tj/bin/tj.js" session-end',
    '"/usr/bin/node" "/opt/tj/bin/tj.js" session-end --catch-up',
    "  '/n v/node'   '/a b/tj.js'  session-end ",
    'node /opt/tj/bin/tj.js session-end',
    '/opt/tj/bin/tj.js session-end',
    'tj session-end',
    '"/usr/bin/node" "/opt/tj/bin/tj.js" session-end --catch-up 2>/dev/null || true',
    'tokenjar session-end --instance main',
    '/usr/local/bin/tj session-end',
    '"$HOME/.nvm/bin/tj" session-end',
    'TJ_HOME=/data TJ_PROJECT="my app" tj session-end',
    'npx tokenjar session-end',
    'npx -y tokenjar@latest session-end',
    'node --no-warnings /opt/tj/bin/tj.js session-end',
    '"C:\\Program Files\\nodejs\\node.exe" "C:\\tj\\bin\\tj.js" session-end',
  ])('%s', (command) => expect(ownCommand(command, 'session-end')).not.toBeNull());

  it.each([
    ['another verb', 'tj index'],
    ['another program', 'mytj session-end'],
    ['another script', 'node /opt/x/session-end.js'],
    ['a word behind it', 'echo tj session-end'],
    ['words of another program', 'notify --run tj session-end'],
    ['more than one command', 'tj session-end; say done'],
    ['one of several', 'save.sh && tj session-end'],
    ['more behind it', 'tj session-end 2>/dev/null || true; say done'],
    ['another end', 'tj session-end || say failed'],
    ['a pipe', 'tj session-end | tee log'],
    ['a file', 'tj session-end > log'],
    ['the background', 'tj session-end &'],
    ['a substitution', '$(which tj) session-end'],
    ['a comment', 'true # tj session-end'],
    ['a text that does not end', 'tj session-end "'],
    ['one word', '"tj session-end"'],
    ['no word', ''],
    ['the verb alone', 'session-end'],
    ['variables alone', 'A=1 session-end'],
  ])('not with %s', (_, command) => expect(ownCommand(command, 'session-end')).toBeNull());

  it('in its parts, as they are written', () => {
    expect(ownCommand(`A=1 B='x y' "/n 1/node" '/t/tj.js' session-end --root "$R"`, 'session-end')).toEqual({
      variables: "A=1 B='x y' ",
      launch: `"/n 1/node" '/t/tj.js'`,
      words: 'session-end --root "$R"',
      node: '/n 1/node',
      tj: '/t/tj.js',
    });
    expect(ownCommand('tj statusline', 'statusline')).toMatchObject({ node: null, tj: 'tj', variables: '' });
  });
});

/** Paths as they may be, and as nobody wants them. */
const path = fc.array(
  fc.constantFrom('/', 'a', ' ', '"', "'", '$', '`', '\\', '$(id)', '!', '*', '~', ';', '\n', 'é', '#'),
  {
    minLength: 1,
  },
);

describe('a quoted path', () => {
  it.skipIf(process.platform === 'win32')('is one word for a shell, and that path', () => {
    fc.assert(
      fc.property(fc.array(path, { minLength: 1, maxLength: 20 }), (parts) => {
        const paths = parts.map((part) => part.join(''));
        const words = paths.map((each) => quoted(each));
        const { stdout } = spawnSync('sh', ['-c', `printf '%s\\0' ${words.join(' ')}`], { encoding: 'utf8' });
        expect(stdout.split('\0').slice(0, -1)).toEqual(paths);
      }),
      { numRuns: 50 },
    );
  });

  it('is read back', () => {
    fc.assert(
      fc.property(path, (parts) => {
        expect(unquoted(quoted(parts.join('')))).toBe(parts.join(''));
      }),
    );
  });

  it('stands in double quotes as it is on Windows', () => {
    expect(quoted('C:\\Program Files\\node.exe', 'win32')).toBe('"C:\\Program Files\\node.exe"');
    expect(unquoted('"C:\\Program Files\\node.exe"', 'win32')).toBe('C:\\Program Files\\node.exe');
  });

  it('makes a command that is tj’s own', () => {
    fc.assert(
      fc.property(path, path, (node, folder) => {
        const script = `${folder.join('')}/bin/tj.js`;
        const command = `${quoted(`/${node.join('')}`)} ${quoted(script)} session-end`;
        expect(ownCommand(command, 'session-end')).toMatchObject({ node: `/${node.join('')}`, tj: script });
      }),
    );
  });
});
