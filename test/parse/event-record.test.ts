import { describe, expect, test } from 'vitest';
import { AT, parseLines, TIME, theRecord, UUID } from './transcript-lines.ts';

const THREAD = { uuid: null, parentUuid: null, agentId: null, sidechain: false, recovered: false };

/** A system record. */
function system(subtype: string, more: object = {}): object {
  return { type: 'system', subtype, uuid: UUID, timestamp: TIME, ...more };
}

describe('an event of a system record', () => {
  test.each<[string, object, string, string]>([
    [
      'an API error',
      system('api_error', { error: { status: 529, type: 'overloaded_error' } }),
      'api-error',
      '529 overloaded_error',
    ],
    [
      'an API error of a status',
      system('api_error', { error: { status: 500, headers: { a: 'b' } } }),
      'api-error',
      '500',
    ],
    ['an API error of a type', system('api_error', { error: { type: 'x\ny', status: null } }), 'api-error', 'x y'],
    [
      'an API error that does not say',
      system('api_error', { error: { cause: { code: 'ConnectionRefused' } } }),
      'api-error',
      '',
    ],
    ['an API error of no shape', system('api_error', { error: 'Connection error.' }), 'api-error', ''],
    ['an API error without error', system('api_error'), 'api-error', ''],
    [
      'a microcompaction',
      system('microcompact_boundary', { content: 'Context microcompacted' }),
      'microcompaction',
      '',
    ],
    [
      'a fallback to another model',
      system('model_refusal_fallback', { originalModel: 'claude-fable-5', fallbackModel: 'claude-opus-4-8' }),
      ...(['model-fallback', 'claude-opus-4-8'] as const),
    ],
    ['a fallback that does not say', system('model_refusal_fallback', { fallbackModel: 7 }), 'model-fallback', ''],
    [
      'a command',
      system('local_command', { content: '<command-name>/model</command-name>\n<command-args>opus</command-args>' }),
      ...(['command', '/model opus'] as const),
    ],
    [
      'a command with its message first',
      system('local_command', {
        content:
          '<command-message>clear</command-message><command-name>/clear</command-name><command-args></command-args>',
      }),
      ...(['command', '/clear'] as const),
    ],
  ])('%s', (_, line, event, label) => {
    expect(parseLines(line).records).toEqual([{ kind: 'event', line: 1, at: AT, ...THREAD, event, label }]);
  });

  test.each<[string, object]>([
    [
      'the output of a command',
      system('local_command', { content: '<local-command-stdout>ok</local-command-stdout>' }),
    ],
    ['a command without content', system('local_command')],
    ['a command whose content is no text', system('local_command', { content: ['<command-name>/x</command-name>'] })],
    ['a duration', system('turn_duration', { durationMs: 7 })],
    ['a summary of hooks', system('stop_hook_summary', { hookCount: 1 })],
    ['a kind that nobody knows', system('new_thing')],
    ['no kind', { type: 'system', timestamp: TIME, content: '<command-name>/x</command-name>' }],
    ['an API error of another record', { ...system('api_error'), type: 'info' }],
  ])('none of %s', (_, line) => {
    expect(parseLines(line).records).toEqual([{ kind: 'other', line: 1, at: AT, until: AT }]);
  });

  test('has no time where its record has none', () => {
    expect(theRecord('event', system('microcompact_boundary', { timestamp: undefined })).at).toBeNull();
  });

  // As Claude Code up to now writes it.
  test('an API error tells its type though it stands within', () => {
    const error = {
      status: 529,
      headers: {},
      error: { type: 'error', error: { type: 'overloaded_error', message: 'x' } },
    };
    expect(theRecord('event', system('api_error', { error })).label).toBe('529 overloaded_error');
  });

  test('an API error whose status is no number has none', () => {
    expect(theRecord('event', system('api_error', { error: { status: '529', type: 'x' } })).label).toBe('x');
  });
});

describe('a mode of permissions from here on', () => {
  test('is an event, mostly without a time', () => {
    expect(parseLines({ type: 'permission-mode', permissionMode: 'plan' }).records).toEqual([
      { kind: 'event', line: 1, at: null, ...THREAD, event: 'permission-mode', label: 'plan' },
    ]);
    expect(theRecord('event', { type: 'permission-mode', permissionMode: ' a\nb', timestamp: TIME })).toMatchObject({
      ...{ at: AT, label: 'a b' },
    });
  });

  test.each(['', null, undefined, 7, { mode: 'plan' }])('is none when it is %j', (permissionMode) => {
    const line = { type: 'permission-mode', timestamp: TIME, permissionMode };
    expect(parseLines(line).records).toEqual([{ kind: 'other', line: 1, at: AT, until: AT }]);
  });
});

const part = (name: string, chars: number) => ({ name, chars });

describe('what was put beside a prompt', () => {
  const attached = (attachment: unknown) => ({ type: 'attachment', uuid: UUID, timestamp: TIME, attachment });

  test.each<[string, object, string | null, number]>([
    ['file', { filename: '/a', content: { type: 'text', file: { content: 'é\n"' } } }, '/a', 3],
    ['file', { path: '/a/b', content: 'x', displayPath: 'b' }, 'b', 1],
    ['nested_memory', { displayPath: 'b', path: '/a/b', content: { content: 'xy' } }, '/a/b', 2],
    ['nested_memory', { path: '/a/b', content: 'x' }, '/a/b', 1],
    ['edited_text_file', { filename: '/a', snippet: 'abc' }, '/a', 3],
    ['task_reminder', { content: [{ subject: 'ab' }, { subject: 'c', status: 'open' }] }, null, 3],
    ['total_tokens_reminder', { text: '12345' }, null, 5],
    ['skill_listing', { content: 'x'.repeat(5000), skillCount: 9, names: ['x'], digests: ['y'] }, null, 5000],
    ['deferred_tools_delta', { addedNames: ['A', 'B'], addedLines: ['A', 'B: b'] }, null, 5],
    ['hook_additional_context', { content: ['be ', 'brief'], hookName: 'Stop' }, 'Stop', 8],
    ['hook_success', { hookEvent: 'SessionStart', content: 'hello', stdout: 'hello' }, null, 5],
  ])(
    '%s before 2.1.266: the text of it, without names and bookkeeping, and its file or hook',
    (type, more, label, chars) => {
      expect(theRecord('attachment', attached({ ...more, type }))).toMatchObject({
        ...{ line: 1, at: AT, ...THREAD, attachment: type, texts: [{ chars, hash: '' }], label, inSystem: false },
      });
    },
  );

  test.each([
    ['hooks', { path: '' }],
    ['date_change', { newDate: '2026-01-01' }],
    ['', {}],
  ])('%s without a text brings none', (type, more) => {
    expect(theRecord('attachment', attached({ ...more, type }))).toMatchObject({ texts: [], label: null });
  });

  test('from 2.1.266 on it is what was rendered of it, and nothing where nothing was', () => {
    const record = { ...attached({ type: 'skill_listing', content: 'x'.repeat(500) }), version: '2.1.332' };
    expect(theRecord('attachment', record).texts).toEqual([]);
    const rendered = [{ content: '<system-reminder>\nabc\n</system-reminder>' }, { content: 'def' }];
    expect(theRecord('attachment', { ...record, rendered }).texts.map(({ chars }) => chars)).toEqual([40, 3]);
    expect(theRecord('attachment', { ...record, version: '2.1.265' }).texts).toEqual([{ chars: 500, hash: '' }]);
  });

  test('in a message of the role system a reminder has no tags', () => {
    const rendered = [{ content: '<system-reminder>\nabc\n</system-reminder>' }];
    const record = { ...attached({ type: 'date' }), version: '2.1.332', rendered, renderedRole: 'system' };
    expect(theRecord('attachment', record)).toMatchObject({ inSystem: true, texts: [{ chars: 3 }] });
  });

  test.each<[string, object, object[]]>([
    [
      'skill_listing',
      { content: '- a: one\n- b:c: two\n  more', names: ['a', 'b:c'] },
      [part('a', 8), part('b:c', 17)],
    ],
    ['agent_listing_delta', { addedTypes: ['Plan'], addedLines: ['- Plan: x'] }, [part('Plan', 9)]],
    ['mcp_instructions_delta', { addedNames: ['n'], addedBlocks: ['## n\nx'] }, [part('n', 6)]],
    ['instructions', { files: [{ path: '/w/CLAUDE.md', content: 'abc' }] }, [part('/w/CLAUDE.md', 3)]],
    ['deferred_tools_delta', { addedNames: ['A'], addedLines: ['A'] }, []],
  ])('%s: what it consists of by name', (type, more, parts) => {
    expect(theRecord('attachment', attached({ ...more, type })).parts).toEqual(parts);
  });

  test('its kind is a label, and none where it names none', () => {
    expect(theRecord('attachment', attached({ type: ' a\nb' })).attachment).toBe('a b');
    expect(theRecord('attachment', attached({ type: 7 })).attachment).toBe('');
    expect(theRecord('attachment', attached({})).attachment).toBe('');
  });

  test.each(['hook_success', 'hook_system_message', 'hook_non_blocking_error', 'hook_cancelled', 'hook_new_thing'])(
    '%s is what a hook did, and no context',
    (type) => {
      expect(parseLines(attached({ type, hookEvent: 'PostToolUse', content: 'x', stdout: 'y' })).records).toEqual([
        { kind: 'other', line: 1, at: AT, until: AT },
      ]);
    },
  );

  test('a record without attachment has none', () => {
    expect(parseLines({ type: 'attachment', timestamp: TIME }).records).toEqual([
      { kind: 'other', line: 1, at: AT, until: AT },
    ]);
  });

  test('an attachment of another record is none', () => {
    expect(parseLines({ ...attached({ type: 'file' }), type: 'x' }).records).toEqual([
      { kind: 'other', line: 1, at: AT, until: AT },
    ]);
  });
});
