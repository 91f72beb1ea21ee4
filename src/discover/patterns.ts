/**
 * Sessions and flat agents, then agents and their metadata at any depth below `subagents/`, and directly in the folder
 * of their session (spans.md section 3).
 */
export const PATTERNS = [
  '*/*.jsonl',
  '*/agent-*.meta.json',
  '*/*/subagents/**/agent-*.jsonl',
  '*/*/subagents/**/agent-*.meta.json',
  '*/*/agent-*.jsonl',
  '*/*/agent-*.meta.json',
];
