/** Second 0 of every transcript written here. */
export const ZERO = '2026-01-01T00:00:00Z';

/** A time in seconds after `ZERO`, as records write it. */
export function at(second: number): string {
  return new Date(Date.parse(ZERO) + second * 1000).toISOString();
}

/** A transcript of these records, one a line. */
export function lines(...records: readonly object[]): string {
  return records.map((record) => `${JSON.stringify(record)}\n`).join('');
}

/** A user record; `content` is a text or a list of blocks. */
export function user(second: number, content: string | readonly object[], more: object = {}): object {
  return record('user', second, { message: { role: 'user', content }, ...more });
}

/** One finished response of 1 token in and 10 out: its text, or its blocks. */
export function answer(second: number, id: string, content: string | readonly object[], more: object = {}): object {
  const blocks = typeof content === 'string' ? [text(content)] : content;
  const usage = { input_tokens: 1, output_tokens: 10 };
  const message = { role: 'assistant', id, model: 'claude-opus-4-8', stop_reason: 'end_turn', content: blocks, usage };
  return record('assistant', second, { message, ...more });
}

/** The results of one or more calls, by id, in one record. */
export function results(second: number, found: Readonly<Record<string, unknown>>, more: object = {}): object {
  const blocks = Object.entries(found).map(([id, content]) => ({ type: 'tool_result', tool_use_id: id, content }));
  return user(second, blocks, more);
}

/** Any other record that stands at a time. */
export function record(type: string, second: number, more: object): object {
  return { type, uuid: `${type}-${second}`, timestamp: at(second), cwd: '/w', ...more };
}

export function text(words: string): object {
  return { type: 'text', text: words };
}

export function use(id: string, name: string, input: object = {}): object {
  return { type: 'tool_use', id, name, input };
}

/** A call that starts an agent. */
export function spawn(id: string, type: string, prompt: string): object {
  return use(id, 'Agent', { subagent_type: type, prompt });
}

/** The end of a background task, as Claude Code tells the model. */
export function notice(task: string, call: string): string {
  const ids = `<task-id>${task}</task-id><tool-use-id>${call}</tool-use-id>`;
  return `<task-notification>${ids}<status>completed</status><summary>${task} is done</summary></task-notification>`;
}
