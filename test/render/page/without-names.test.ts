import { describe, expect, it } from 'vitest';
import { nameless } from '../../../src/render/page/without-names.ts';

describe('a document without names', () => {
  it('keeps ids, times, states and figures, and empties every text that it does not know', () => {
    const document = {
      session_id: 'a1',
      state: 'idle',
      at: '2026-03-01',
      tokens: 7,
      title: 'Fix it',
      later_field: 'secret',
    };
    expect(nameless()(document)).toEqual({ ...document, title: '', later_field: '' });
  });

  it('calls one project by one number in every document', () => {
    const hide = nameless();
    expect(hide({ rows: [{ project: '/w/a' }, { project: '/w/b' }] })).toEqual({
      rows: [{ project: 'project 1' }, { project: 'project 2' }],
    });
    expect(hide({ project: '/w/b' })).toEqual({ project: 'project 2' });
  });

  it.each([
    ['a tool of Claude Code', { tool: 'Bash', target: 'npm test' }, { tool: 'Bash', target: '' }],
    ['a tool of a server', { tool: 'mcp__acme__find' }, { tool: 'tool 1' }],
    ['an agent of Claude Code', { agent_type: 'Explore' }, { agent_type: 'Explore' }],
    ["an agent of one's own", { agent_type: 'acme-reviewer' }, { agent_type: 'agent type 1' }],
    [
      'a server in the fixed context',
      { part: 'mcp', name: 'acme', calls: 1 },
      { part: 'mcp', name: 'MCP server 1', calls: 1 },
    ],
    [
      'a part of Claude Code itself',
      { part: 'tool', name: 'Bash', calls: 1 },
      { part: 'tool', name: 'Bash', calls: 1 },
    ],
  ])('tells %s', (_, document, expected) => {
    expect(nameless()(document)).toEqual(expected);
  });
});
