import { expect, test } from 'vitest';
import { identifyTranscript } from '../../src/discover/identify-transcript.ts';

test.each([
  ['-p/5f0c.jsonl', { kind: 'main', sessionId: '5f0c', agentId: null }],
  ['-p/any name at all.jsonl', { kind: 'main', sessionId: 'any name at all', agentId: null }],
  ['.p/s.jsonl', { kind: 'main', sessionId: 's', agentId: null }],
  ['-p/agent-1a2b3c4.jsonl', { kind: 'flat-agent', sessionId: null, agentId: '1a2b3c4' }],
  ['-p/agent-1a2b3c4.meta.json', { kind: 'meta', sessionId: null, agentId: '1a2b3c4' }],
  ['-p/s/subagents/agent-aexplore-me-0f.jsonl', { kind: 'agent', sessionId: 's', agentId: 'aexplore-me-0f' }],
  ['-p/s/subagents/agent-a1.meta.json', { kind: 'meta', sessionId: 's', agentId: 'a1' }],
  ['-p/s/subagents/workflows/wf_1-2/agent-a2.jsonl', { kind: 'agent', sessionId: 's', agentId: 'a2' }],
  ['-p/s/agent-a77.jsonl', { kind: 'agent', sessionId: 's', agentId: 'a77' }],
  ['-p/s/agent-a77.meta.json', { kind: 'meta', sessionId: 's', agentId: 'a77' }],
  ['-p/agent-s/subagents/agent-a3.jsonl', { kind: 'agent', sessionId: 'agent-s', agentId: 'a3' }],
])('the place of a file says what it is: %s', (path, identity) => {
  expect(identifyTranscript(path)).toEqual({ client: 'claude-code', ...identity });
});

test.each([
  's.jsonl',
  '-p/journal.jsonl',
  '-p/sessions-index.json',
  '-p/agent-.jsonl',
  '-p/.jsonl',
  '-p/._5f0c.jsonl',
  '-p/.#5f0c.jsonl',
  '-p/5f0c.jsonl.orphaned-1764',
  '-p/5f0c.orphaned-1764.jsonl',
  '-p/5f0c.jsonl.superseded',
  '-p/5f0c.superseded-2.jsonl',
  '-p/5f0c.jsonl.backup',
  '-p/5f0c.backup.jsonl',
  '-p.backup/5f0c.jsonl',
  '-p/s.orphaned-1764/subagents/agent-a1.jsonl',
  '-p/.s/subagents/agent-a1.jsonl',
  '-p/s/subagents/.old/agent-a1.jsonl',
  '-p/s/subagents/other.jsonl',
  '-p/s/subagents/workflows/wf_1-2/journal.jsonl',
  '-p/s/other.jsonl',
  '-p/s/tool-results/agent-a1.jsonl',
  '-p/s/agent-a1.jsonl.backup',
  '-p/memory/agent-a1.jsonl',
])('what is set aside, hidden or no transcript is passed over: %s', (path) => {
  expect(identifyTranscript(path)).toBeUndefined();
});
