/** Texts that have broken readers, terminals, spreadsheets or pages before. */
export const ODD_TEXTS: readonly string[] = [
  ...['', ' ', '\u0000', '\u001b[2J\u001b]0;x\u0007', '\u009b31m', '\r\n', '\u2028', '\u202egnp.exe', '\u2066x\u2069'],
  ...[
    '\ud800',
    '\udfff',
    'a\udc00b\ud83d',
    '\ufeff',
    '\u200b\u061c',
    '👩‍👩‍👧‍👦',
    'e\u0301'.repeat(40),
    '\u{e0041}\u{e007f}',
  ],
  ...[
    '=cmd|x!A1',
    '+1',
    '-1',
    '@SUM(1)',
    '\t=1',
    '<script>alert(1)</script>',
    '"><img src=x>',
    '&lt;',
    ']]>',
    '| a | b |',
  ],
  ...[
    '__proto__',
    'constructor',
    'toString',
    'hasOwnProperty',
    'null',
    'undefined',
    'NaN',
    'Infinity',
    '-0',
    '1e400',
    '0x10',
  ],
  ...['../../etc/passwd', '/a\u0000b', 'C:\\x', '$(id)', "'; DROP TABLE responses; --", '%s%n', '{{x}}'],
  ...[
    '<synthetic>',
    'assistant',
    'user',
    '{"usage"',
    '"usage"',
    'msg_1',
    'agent-x',
    'main',
    '[Request interrupted by user]',
  ],
  ...[
    '<command-name>/x</command-name>',
    '<task-notification><task-id>x</task-id>',
    'agentId: x',
    '[Image #1]',
    '!ls',
    '/',
  ],
  ...['x'.repeat(81), 'ж'.repeat(130), '😀'.repeat(45), `${'y '.repeat(3000)}z`, 'sk-ant-api03-0123456789abcdefghij'],
];

/** Numbers that are no counts, and the largest that are. */
export const ODD_NUMBERS: readonly number[] = [
  ...[
    0,
    -0,
    -1,
    1,
    0.5,
    -1.5,
    1e3,
    2 ** 31,
    2 ** 32,
    -(2 ** 31),
    999_999_999_999_999,
    2 ** 53 - 1,
    2 ** 53,
    -(2 ** 53),
  ],
  ...[1e20, 1e300, -1e300, 5e-324, 1.7e308, 86_400_000, 1_700_000_000_000, 8.64e15, 8.64e15 + 1],
];

/** What stands where a moment is expected: moments that are far off, and what is none. */
export const ODD_TIMES: readonly unknown[] = [
  ...['1969-12-31T23:59:59.999Z', '1970-01-01T00:00:00.000Z', '0000-01-01T00:00:00.000Z', '9999-12-31T23:59:59.999Z'],
  ...[
    '2026-03-05T12:00:00+14:00',
    '2026-03-05T12:00:00',
    '2026-03-05',
    '2026-13-05T12:00:00Z',
    '+275760-09-13T00:00:00.000Z',
  ],
  ...['-271821-04-20T00:00:00.000Z', '2026-03-05T24:00:00Z', '2026-03-05T12:00:00.123456789Z', 'yesterday', ''],
  ...[null, 0, 1_700_000_000_000, -1, true, {}, []],
];

/** Values of a type that the member at hand does not have. */
export const ODD_VALUES: readonly unknown[] = [
  ...[null, true, false, '', 'x', 'NaN', '12', [], {}, [null], [[]], [{}], { a: 1 }, [1, 'a', null, { b: [] }]],
  ...ODD_NUMBERS,
];
