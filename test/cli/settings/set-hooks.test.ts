import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { editText } from '../../../src/cli/settings/edit-text.ts';
import { removeHooks } from '../../../src/cli/settings/remove-hooks.ts';
import { setHooks } from '../../../src/cli/settings/set-hooks.ts';
import { removeStatusLine, setStatusLine } from '../../../src/cli/settings/set-status-line.ts';

const COMMAND = '"/opt/node" "/opt/tj/bin/tj.js" session-end';
const COMMANDS = { SessionEnd: COMMAND, SessionStart: `${COMMAND} --catch-up` };

const ENTRY = { type: 'command', command: COMMAND, timeout: 30 };

const install = (text: string, catchUp = false) =>
  editText(text, (json) =>
    setHooks(json, catchUp ? ['SessionEnd', 'SessionStart'] : ['SessionEnd'], COMMANDS, 's.json'),
  );
const uninstall = (text: string) => editText(text, (json) => removeHooks(json, 's.json'));

/** Hooks of somebody else, none of them empty: what install leaves behind is only told from them by a backup. */
const groups = fc.array(
  fc.record(
    {
      matcher: fc.constantFrom('', '*', 'clear|other'),
      hooks: fc.array(fc.record({ type: fc.constant('command'), command: fc.constantFrom('x', 'say "done" # tj') }), {
        minLength: 1,
        maxLength: 3,
      }),
    },
    { requiredKeys: ['hooks'] },
  ),
  { minLength: 1, maxLength: 3 },
);
const hooks = fc
  .record({ SessionEnd: groups, SessionStart: groups, Stop: groups }, { requiredKeys: [] })
  .filter((found) => Object.keys(found).length > 0);
const others = fc.dictionary(
  fc.string({ minLength: 1 }).filter((key) => key !== 'hooks' && key !== 'statusLine' && key !== '__proto__'),
  fc.jsonValue(),
);
const settings = fc
  .record({ before: others, hooks: fc.option(hooks, { nil: undefined }), after: others })
  .map(({ before, hooks: found, after }) => ({ ...before, ...(found && { hooks: found }), ...after }));

/** How people and programs write JSON. */
const LAYOUTS: Readonly<Record<string, (value: unknown) => string>> = {
  'two spaces': (value) => JSON.stringify(value, null, 2),
  'four spaces': (value) => JSON.stringify(value, null, 4),
  tabs: (value) => JSON.stringify(value, null, '\t'),
  'no spaces': (value) => JSON.stringify(value),
  'one line': (value) => JSON.stringify(value, null, 1).replace(/\n */g, ' '),
  'a member a line': (value) => {
    const members = Object.entries(value as object).map(([key, of]) => `${JSON.stringify(key)}: ${JSON.stringify(of)}`);
    return members.length === 0 ? '{}' : `{\n    ${members.join(',\n    ')}\n}`;
  },
};

const text = fc
  .record({
    value: settings,
    layout: fc.constantFrom(...Object.keys(LAYOUTS)),
    eol: fc.constantFrom('\n', '\r\n'),
    end: fc.constantFrom('', '\n', '\n\n'),
    mark: fc.constantFrom('', '\ufeff'),
  })
  .map(({ value, layout, eol, end, mark }) => mark + `${LAYOUTS[layout]?.(value)}${end}`.replaceAll('\n', eol));

const parsed = (json: string) => JSON.parse(json.replace('\ufeff', ''));

describe('settings of any shape', () => {
  it('install and uninstall give back every byte', () => {
    fc.assert(
      fc.property(text, fc.boolean(), (before, catchUp) => {
        const installed = install(before, catchUp).text;
        expect(installed).not.toBe(before);
        expect(uninstall(installed).text).toBe(before);
      }),
      { numRuns: 500 },
    );
  });

  it('install adds its entries behind all others and changes nothing else', () => {
    fc.assert(
      fc.property(text, (before) => {
        const was = parsed(before);
        const ends = [...(was.hooks?.SessionEnd ?? []), { hooks: [ENTRY] }];
        expect(parsed(install(before).text)).toEqual({ ...was, hooks: { ...was.hooks, SessionEnd: ends } });
      }),
      { numRuns: 500 },
    );
  });

  it('all that was written stands as it did, around what was put in', () => {
    fc.assert(
      fc.property(text, (before) => {
        if (/^\ufeff?\{\}/.test(before)) return;
        const after = install(before).text;
        let same = 0;
        while (same < before.length && after[same] === before[same]) same++;
        expect(after.endsWith(before.slice(same))).toBe(true);
      }),
      { numRuns: 500 },
    );
  });

  it('a second install changes nothing', () => {
    fc.assert(
      fc.property(text, fc.boolean(), (before, catchUp) => {
        const once = install(before, catchUp).text;
        const twice = install(once, catchUp);
        expect(twice.text).toBe(once);
        expect(twice.entries.map(({ action }) => action)).toEqual(catchUp ? ['unchanged', 'unchanged'] : ['unchanged']);
      }),
      { numRuns: 200 },
    );
  });

  it('ends of lines stay of one kind', () => {
    fc.assert(
      fc.property(text, (before) => {
        if (!before.includes('\r\n')) return;
        expect(install(before, true).text.replaceAll('\r\n', '')).not.toContain('\n');
      }),
    );
  });

  it('the status line comes and goes in the same way', () => {
    const command = '"/opt/node" "/opt/tj/bin/tj.js" statusline';
    fc.assert(
      fc.property(text, (before) => {
        const set = editText(before, (json) => setStatusLine(json, command, 's.json'));
        const statusLine = { type: 'command', command, refreshInterval: 60 };
        expect(parsed(set.text)).toEqual({ ...parsed(before), statusLine });
        expect(editText(set.text, (json) => setStatusLine(json, command, 's.json')).text).toBe(set.text);
        expect(editText(set.text, (json) => removeStatusLine(json, 's.json')).text).toBe(before);
      }),
      { numRuns: 300 },
    );
  });
});

describe('what is put in looks like what stands there', () => {
  it.each<[string, string, string]>([
    [
      'four spaces',
      '{\n    "model": "opus"\n}\n',
      `{
    "model": "opus",
    "hooks": {
        "SessionEnd": [
            {
                "hooks": [
                    {
                        "type": "command",
                        "command": "\\"/opt/node\\" \\"/opt/tj/bin/tj.js\\" session-end",
                        "timeout": 30
                    }
                ]
            }
        ]
    }
}
`,
    ],
    [
      'one line with spaces',
      '{ "model": "opus" }',
      '{ "model": "opus", "hooks": { "SessionEnd": [ { "hooks": [ { "type": "command", "command": "\\"/opt/node\\" \\"/opt/tj/bin/tj.js\\" session-end", "timeout": 30 } ] } ] } }',
    ],
    [
      'one line without',
      '{"hooks":{"SessionEnd":[{"hooks":[{"type":"command","command":"x"}]}]}}',
      '{"hooks":{"SessionEnd":[{"hooks":[{"type":"command","command":"x"}]},{"hooks":[{"type":"command","command":"\\"/opt/node\\" \\"/opt/tj/bin/tj.js\\" session-end","timeout":30}]}]}}',
    ],
    [
      'beside other hooks, tabs',
      '{\n\t"hooks": {\n\t\t"Stop": []\n\t}\n}',
      '{\n\t"hooks": {\n\t\t"Stop": [],\n\t\t"SessionEnd": [\n\t\t\t{\n\t\t\t\t"hooks": [\n\t\t\t\t\t{\n\t\t\t\t\t\t"type": "command",\n\t\t\t\t\t\t"command": "\\"/opt/node\\" \\"/opt/tj/bin/tj.js\\" session-end",\n\t\t\t\t\t\t"timeout": 30\n\t\t\t\t\t}\n\t\t\t\t]\n\t\t\t}\n\t\t]\n\t}\n}',
    ],
  ])('%s', (_, before, after) => expect(install(before).text).toBe(after));
});

describe('an entry of tj that is there', () => {
  const own = (...handlers: object[]) => JSON.stringify({ hooks: { SessionEnd: [{ hooks: handlers }] } }, null, 2);
  const handlersIn = (json: string) => JSON.parse(json).hooks.SessionEnd[0].hooks;

  it('of another tj is brought up to date where it stands, with its variables, options and timeout', () => {
    const command = "TJ_HOME=/data/tj '/old/node' /old/bin/tj.js session-end --root '/my claude'";
    const before = own({ type: 'command', command: 'first' }, { type: 'command', command, timeout: 45 }, { type: 'x' });
    const { text: after, entries } = install(before);
    const renewed = `TJ_HOME=/data/tj ${COMMAND} --root '/my claude'`;
    expect(handlersIn(after)).toEqual([
      { type: 'command', command: 'first' },
      { type: 'command', command: renewed, timeout: 45 },
      { type: 'x' },
    ]);
    expect(entries).toEqual([{ key: 'SessionEnd', command: renewed, timeout: 45, action: 'updated' }]);
  });

  it('gets a timeout where it has none, because Claude Code gives it little time then', () => {
    const { text: after, entries } = install(own({ type: 'command', command: COMMAND }));
    expect(handlersIn(after)).toEqual([ENTRY]);
    expect(entries[0]?.action).toBe('updated');
  });

  it('is not doubled, and a double is taken out', () => {
    const before = own({ ...ENTRY, timeout: 5 }, { type: 'command', command: 'npx tokenjar session-end' }, ENTRY);
    expect(handlersIn(install(before).text)).toEqual([{ ...ENTRY, timeout: 5 }]);
  });

  it('with a list of arguments, which older versions do not read, becomes a command', () => {
    const exec = { type: 'command', command: '/old/node', args: ['/old/bin/tj.js', 'session-end'], timeout: 30 };
    const { text: after, entries } = install(own(exec));
    expect(handlersIn(after)).toEqual([ENTRY]);
    expect(entries.map(({ action }) => action)).toEqual(['removed', 'added']);
  });

  it('at the beginning of sessions stays, and is brought up to date, without being asked for', () => {
    const old = '"/old/node" "/old/bin/tj.js" session-end --catch-up';
    const before = JSON.stringify({ hooks: { SessionStart: [{ hooks: [{ type: 'command', command: old }] }] } });
    const after = JSON.parse(install(before).text);
    expect(after.hooks.SessionStart[0].hooks[0].command).toBe(`${COMMAND} --catch-up`);
    expect(after.hooks.SessionEnd).toHaveLength(1);
  });

  it('goes alone: what else stands in its group, and other hooks, stay', () => {
    const before = own({ type: 'command', command: 'first' }, ENTRY, { type: 'command', command: 'last' });
    expect(handlersIn(uninstall(before).text)).toEqual([
      { type: 'command', command: 'first' },
      { type: 'command', command: 'last' },
    ]);
  });

  it('goes with what held nothing else', () => {
    const mine = [{ matcher: '*', hooks: [ENTRY] }];
    const without = (value: object) => JSON.parse(uninstall(JSON.stringify(value)).text);
    expect(without({ hooks: { SessionEnd: mine } })).toEqual({});
    expect(without({ hooks: { SessionEnd: mine, Stop: [] } })).toEqual({ hooks: { Stop: [] } });
    expect(without({ a: 1, hooks: { SessionEnd: mine, SessionStart: mine }, b: 2 })).toEqual({ a: 1, b: 2 });
    expect(without({ hooks: { SessionEnd: [...mine, { hooks: [] }] } })).toEqual({
      hooks: { SessionEnd: [{ hooks: [] }] },
    });
  });

  it('for some reasons only is not enough, and stays', () => {
    const narrow = { matcher: 'clear', hooks: [ENTRY] };
    const before = JSON.stringify({ hooks: { SessionEnd: [narrow] } });
    const after = install(before).text;
    expect(JSON.parse(after).hooks.SessionEnd).toEqual([narrow, { hooks: [ENTRY] }]);
    expect(install(after).text).toBe(after);
    expect(uninstall(after).text).toBe(before);
  });

  it('that is not there leaves empty hooks as they are', () => {
    const before = '{ "hooks": { "SessionEnd": [ ] } }';
    expect(uninstall(before)).toEqual({ text: before, entries: [] });
  });
});

describe('what cannot be changed without harm is refused, with its place', () => {
  it.each<[string, string, string]>([
    ['a comment', '{\n  // mine\n  "a": 1\n}', 's.json:2:3: a comment, which settings cannot have'],
    ['a trailing comma', '{\n  "a": 1,\n}', 's.json:2:9: a comma before nothing'],
    ['a trailing comma in a list', '{"a": [1, ]}', 's.json:1:9: a comma before nothing'],
    ['a missing brace', '{"a": 1', "s.json:1:8: '}' was expected"],
    ['a missing comma', '{\r\n"a": 1\r\n"b": 2}', "s.json:3:1: ',' was expected"],
    ['single quotes', "{'a': 1}", 's.json:1:2: a word that JSON does not know'],
    ['two documents', '{} {}', 's.json:1:4: nothing more was expected'],
    ['a list', '[]', 's.json:1:1: an object was expected'],
    ['a word', '"hooks"', 's.json:1:1: an object was expected'],
    ['hooks that are a list', '{"hooks": []}', "s.json:1:11: 'hooks' was expected to be an object"],
    [
      'an event that is an object',
      '{"hooks": {"SessionEnd": {}}}',
      "s.json:1:26: 'SessionEnd' was expected to be a list",
    ],
    ['an event that is null', '{"hooks": {"SessionStart": null}}', "'SessionStart' was expected to be a list"],
    ['hooks twice', '{"hooks": {}, "hooks": {}}', "s.json:1:15: 'hooks' stands here a second time"],
    ['an event twice', '{"hooks": {"SessionEnd": [], "SessionEnd": []}}', "'SessionEnd' stands here a second time"],
    ['too many brackets', '['.repeat(200_000), 's.json:1:1: nested too deeply'],
  ])('%s', (_, before, message) => {
    expect(() => install(before)).toThrow(message);
    expect(() => uninstall(before)).toThrow(message);
  });

  it('another status line', () => {
    const before = '{"statusLine": {"type": "command", "command": "~/bin/line.sh"}}';
    expect(() => setStatusLine(before, '"/n" "/tj.js" statusline', 's.json')).toThrow('has another status line');
    expect(removeStatusLine(before, 's.json')).toEqual({ text: before, entries: [] });
  });

  it('groups of a shape that tj does not know are left alone', () => {
    const odd = [null, 7, { hooks: 'x' }, { hooks: [null, 'x', { command: 3 }, { type: 'prompt', command: COMMAND }] }];
    const before = JSON.stringify({ hooks: { SessionEnd: odd } });
    expect(JSON.parse(install(before).text).hooks.SessionEnd).toEqual([...odd, { hooks: [ENTRY] }]);
  });
});
