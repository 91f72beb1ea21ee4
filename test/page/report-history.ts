import { agentHistory } from '../cli/agent-history.ts';
import { auditHistory } from '../cli/audit-sessions.ts';
import { busySession } from '../cli/busy-session.ts';
import { answer, prompt } from '../cli/history.ts';
import { leverHistory } from '../cli/lever-history.ts';
import { makeRoot } from '../corpus.ts';

/** A session whose names try to be more than names. */
export const HOSTILE_ID = 'dddddddd-0000-4000-8000-000000000666';

/** What it is called. */
export const HOSTILE = '</script><script>alert(1)</script><!-- <img src=x onerror=alert(2)> {{data}} $& ‮gnp.exe';

/** A word that stands in every name that is somebody's own. */
export const SECRET = 'zanzibar';

/** Roots of a history in which there is something for every view. */
export function reportRoots(): string[] {
  return [leverHistory(), busySession(), agentHistory(), auditHistory(), hostileHistory()];
}

function hostileHistory(): string {
  const cwd = `/w/${SECRET}<img src=x onerror=alert(3)>`;
  const at = (minute: number) => `2026-03-03T10:${String(minute).padStart(2, '0')}:00Z`;
  const read = { type: 'tool_use', id: 'toolu_h1', name: 'Read', input: { file_path: `${cwd}/</script>${SECRET}.ts` } };
  const server = { type: 'tool_use', id: 'toolu_h2', name: `mcp__${SECRET}__look`, input: { query: SECRET } };
  const first = JSON.parse(answer(at(1), cwd, 'msg_h1', 'claude-opus-4-6', [3, 400, 0, 40_000])) as Answered;
  first.message.content = [{ type: 'text', text: `I look at ${SECRET} <b>now</b>` }, read, server];
  first.message.stop_reason = 'tool_use';
  const result = (id: string, content: string, is_error = false) => ({
    type: 'tool_result',
    tool_use_id: id,
    content,
    is_error,
  });
  const results = [result('toolu_h1', 'x'.repeat(30_000)), result('toolu_h2', `<u>${SECRET}</u> failed`, true)];
  return makeRoot({
    [`-w-${SECRET}/${HOSTILE_ID}.jsonl`]: [
      prompt(at(0), cwd, `${HOSTILE} ${SECRET}`),
      JSON.stringify({ ...first, gitBranch: `feature/${SECRET}` }),
      JSON.stringify({
        type: 'user',
        timestamp: at(2),
        cwd,
        uuid: 'u-h2',
        message: { role: 'user', content: results },
      }),
      answer(at(3), cwd, 'msg_h2', 'claude-opus-4-6', [3, 200, 40_000, 12_000]),
      answer(at(10), cwd, 'msg_h3', 'claude-sonnet-4-6', [3, 200, 0, 52_000]),
    ].join('\n'),
  });
}

interface Answered {
  readonly message: { content: unknown[]; stop_reason: string };
}
