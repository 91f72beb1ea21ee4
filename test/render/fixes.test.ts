import { expect, it } from 'vitest';
import { fixOf } from '../../src/render/fixes.ts';

const KINDS = [
  ...(['base', 'prompt', 'output', 'tool', 'attachment', 'memory', 'image', 'skill', 'summary', 'note'] as const),
  ...(['attempts', 'unattributed', 'hook'] as const),
];
const TOOLS = [
  '',
  'Read',
  'Bash',
  'Grep',
  'WebFetch',
  'Task',
  'Edit',
  'mcp__figma__get',
  'mcp',
  'skill',
  'agent',
  'other',
];
const LABELS = ['', 'skill listing', 'agent listing', 'deferred tools', 'MCP instructions', 'figma'];

it('a fix has room in the row of its item', () => {
  const fixes = KINDS.flatMap((kind) => TOOLS.flatMap((tool) => LABELS.map((label) => fixOf({ kind, tool, label }))));
  expect(fixes.filter((fix) => fix !== '').length).toBeGreaterThan(20);
  for (const fix of fixes) expect(fix.length, fix).toBeLessThanOrEqual(33);
});
