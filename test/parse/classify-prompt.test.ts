import { describe, expect, test } from 'vitest';
import { classifyPrompt, type TextFacts } from '../../src/parse/classify-prompt.ts';
import { parseLines, user } from './transcript-lines.ts';

const SAYS_NOTHING: TextFacts = { originKind: null, hasAttachment: false, isCut: false };
const WITH_IMAGE: TextFacts = { ...SAYS_NOTHING, hasAttachment: true };

type Row = readonly [what: string, text: string, label: string];

/** What a record without `origin` and without attachments says. */
const plain = (text: string) => classifyPrompt(text, SAYS_NOTHING);

describe('typed: what a person wrote', () => {
  test.each<Row>([
    ['plain words', 'fix the test', 'fix the test'],
    ['words with markup of their own', '<div>why is this red?</div>', '<div>why is this red?</div>'],
    ['a tag that is no wrapper', '<system>hi</system>', '<system>hi</system>'],
    ['a wrapper in the midst', 'what does <local-command-stdout> mean?', 'what does <local-command-stdout> mean?'],
    ['words about an interruption', 'why [Request interrupted by user]?', 'why [Request interrupted by user]?'],
    ['words that begin like a text of Claude Code', 'Caveat: I am new', 'Caveat: I am new'],
    ['words that begin like a warm up', 'Warmup the cache', 'Warmup the cache'],
    ['a slash command typed as plain text', '/compact', '/compact'],
  ])('%s', (_, text, label) => {
    expect(plain(text)).toEqual({ kind: 'prompt', promptKind: 'typed', label });
  });

  test.each<Row>([
    ['a system reminder', '<system-reminder>be good</system-reminder>\nfix it', 'fix it'],
    ['two reminders', '<system-reminder>a</system-reminder><system-reminder>b</system-reminder> fix it', 'fix it'],
    ['an opened file', '<ide_opened_file>The user opened /x/y.ts</ide_opened_file>\nfix it', 'fix it'],
    ['a selection', '<ide_selection>lines 1 to 2\n</ide_selection>fix it', 'fix it'],
    ['diagnostics', '<ide_diagnostics>[]</ide_diagnostics>fix it', 'fix it'],
    ['uploads', '<uploaded_files>/a</uploaded_files>fix it', 'fix it'],
    ['the place of an image', '[Image: source: /a/b.png]\nfix it', 'fix it'],
    [
      'all of them',
      ' <ide_selection>a</ide_selection>\n[Image: source: /a]<system-reminder>b</system-reminder>\nfix it',
      'fix it',
    ],
  ])('behind %s', (_, text, label) => {
    expect(plain(text)).toEqual({ kind: 'prompt', promptKind: 'typed', label });
  });

  test('an image alone is a prompt', () => {
    expect(classifyPrompt('', WITH_IMAGE)).toEqual({ kind: 'prompt', promptKind: 'typed', label: '[image]' });
    expect(classifyPrompt('[Image: source: /a/b.png]', WITH_IMAGE)).toMatchObject({ promptKind: 'typed' });
  });

  test('a person by the record’s own word', () => {
    expect(classifyPrompt('hi', { ...SAYS_NOTHING, originKind: 'human' })).toEqual({
      kind: 'prompt',
      promptKind: 'typed',
      label: 'hi',
    });
  });
});

describe('a person’s own actions', () => {
  test.each<Row>([
    ['a command', '<command-name>/review</command-name><command-args></command-args>', '/review'],
    [
      'a command with arguments',
      '<command-name>/review</command-name>\n<command-args>the diff</command-args>',
      '/review the diff',
    ],
    [
      'its message first',
      '<command-message>review is running</command-message>\n<command-name>/review</command-name>\n<command-args>x</command-args>',
      '/review x',
    ],
    ['its arguments first', '<command-args>x</command-args><command-name>/review</command-name>', '/review x'],
    ['a message alone', '<command-message>review</command-message>', '/review'],
    ['a name without its slash', '<command-name>review</command-name>', '/review'],
  ])('command: %s', (_, text, label) => {
    expect(plain(text)).toEqual({ kind: 'prompt', promptKind: 'command', label });
  });

  test('bash: what was run by hand', () => {
    expect(plain('<bash-input>git status</bash-input>')).toEqual({
      kind: 'prompt',
      promptKind: 'bash',
      label: '!git status',
    });
  });
});

describe('what machines write and what may open a turn', () => {
  test.each([
    [
      'notification',
      '<task-notification><task-id>a1</task-id><summary>Agent "x" completed</summary></task-notification>',
    ],
    ['notification', '<channel source="x">hi</channel>'],
    ['notification', '<tick>1</tick>'],
    ['notification', '<goal>ship it</goal>'],
    ['notification', 'Stop hook feedback:\n- run the tests'],
    ['notification', '[SUGGESTION MODE: suggest what the user might type next]'],
    ['notification', 'Warmup'],
    ['notification', 'Implement the following plan:\n\n# Plan'],
    ['teammate', '<teammate-message teammate_id="lead" summary="go">do it</teammate-message>'],
    ['teammate', '<agent-message from="a1">done</agent-message>'],
    ['teammate', 'Another Claude session sent a message: hi'],
  ])('%s: %s', (promptKind, text) => {
    expect(plain(text)).toMatchObject({ kind: 'prompt', promptKind });
    expect(plain(`<system-reminder>x</system-reminder>\n${text}`)).toMatchObject({ kind: 'prompt', promptKind });
  });

  test('a notification is labelled by its summary', () => {
    expect(
      plain('<task-notification><task-id>a1</task-id><summary>Agent "x" completed</summary></task-notification>'),
    ).toMatchObject({
      label: 'Agent "x" completed',
    });
  });

  test.each<Row>([
    ['a summary', '<teammate-message teammate_id="lead" summary="Go on">do it</teammate-message>', 'Go on'],
    ['a summary of an agent', '<agent-message from="a1" summary="All done" x="y">done</agent-message>', 'All done'],
    [
      'a message further on that says it',
      'Another Claude session sent a message:\n<agent-message from="a1" summary="All done">',
      'All done',
    ],
    ['an empty one', '<agent-message summary="">done', '<agent-message summary="">done'],
    ['none', '<agent-message from="a1">done', '<agent-message from="a1">done'],
    ['one in its text', '<agent-message from="a1">summary="no"', '<agent-message from="a1">summary="no"'],
  ])('a message between agents is labelled by its summary: %s', (_, text, label) => {
    expect(plain(text)).toEqual({ kind: 'prompt', promptKind: 'teammate', label });
  });

  test.each([
    ['task-notification', 'notification'],
    ['peer', 'teammate'],
    ['coordinator', 'teammate'],
    ['channel', 'notification'],
    ['auto-continuation', 'notification'],
    ['unclassified', 'notification'],
    ['observer', 'notification'],
    ['scheduled', 'notification'],
    ['system', 'notification'],
    ['something new', 'notification'],
  ])('words of the origin %s are no person’s: %s', (origin, promptKind) => {
    expect(classifyPrompt('go on', { ...SAYS_NOTHING, originKind: origin })).toEqual({
      kind: 'prompt',
      promptKind,
      label: 'go on',
    });
  });
});

describe('what opens no turn', () => {
  test.each([
    '<local-command-stdout>cleared</local-command-stdout>',
    '<local-command-stderr>no</local-command-stderr>',
    '<local-command-caveat>x</local-command-caveat>',
    '<bash-stdout>ok</bash-stdout><bash-stderr></bash-stderr>',
    '<bash-stderr>no</bash-stderr>',
    '<session-start-hook>x</session-start-hook>',
    '<user-prompt-submit-hook>x</user-prompt-submit-hook>',
    '<observed_from_primary_session>x</observed_from_primary_session>',
    'Caveat: The messages below were generated by the user while running local commands.',
    'This session is being continued from a previous conversation that ran out of context.',
    'Base directory for this skill: /x',
    'Unknown skill: x',
    '',
    ' \n\t ',
    '<system-reminder>only context</system-reminder>',
    '<ide_opened_file>x</ide_opened_file>',
    '[Image: source: /a/b.png]',
  ])('%j', (text) => {
    expect(plain(text)).toEqual({ kind: 'none' });
    expect(plain(`\n ${text}`)).toEqual({ kind: 'none' });
  });

  test.each(['[Request interrupted by user]', '[Request interrupted by user for tool use]'])(
    '%s is an interruption',
    (text) => {
      expect(plain(text)).toEqual({ kind: 'interrupt' });
      expect(classifyPrompt(text, { ...SAYS_NOTHING, originKind: 'human' })).toEqual({ kind: 'interrupt' });
    },
  );
});

describe('a wrapper that is never closed', () => {
  const open = [
    '<system-reminder> is what I see in my log, why?',
    '<command-name> stands in my transcript',
    '<command-message> and so does this',
    '<local-command-stdout> what writes this?',
    '<bash-input> what is that?',
    '<ide_selection> is in there too',
  ];

  test.each(open)('is a person’s own words: %s', (text) => {
    expect(plain(text)).toEqual({ kind: 'prompt', promptKind: 'typed', label: text });
  });

  test.each(['<system-reminder>context', '<local-command-stdout>output', '<ide_selection>code'])(
    'opens no turn where its end is not at hand: %s',
    (text) => {
      expect(classifyPrompt(text, { ...SAYS_NOTHING, isCut: true })).toEqual({ kind: 'none' });
    },
  );

  test('a reminder that is longer than what is looked at is context', () => {
    const text = `<system-reminder>${'x'.repeat(100_000)}</system-reminder>`;
    expect(parseLines(user(text)).records).toMatchObject([{ kind: 'note', chars: text.length }]);
  });
});

describe('a label is short and safe to show', () => {
  test('one line of at most 80 characters', () => {
    const found = plain(`do\n\u001b[31mthis\u001b[0m ${'x'.repeat(500)}`);
    expect(found).toMatchObject({ label: expect.stringMatching(/^do this x{71}…$/) });
  });

  test('long context costs no time: 1,000 blocks, and 100,000 characters that never end', () => {
    const start = performance.now();
    plain(`${'<system-reminder>x</system-reminder>'.repeat(1000)}fix it`);
    plain(`<system-reminder>${'<'.repeat(100_000)}`);
    plain(`${'[Image: '.repeat(10_000)}`);
    expect(performance.now() - start).toBeLessThan(500);
  });
});
