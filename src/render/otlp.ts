import type { ThreadServer } from '../analyse/thread-servers.ts';
import { usdNumber } from '../model/money.ts';
import type { Turn } from '../model/session-rows.ts';
import type { Span } from '../model/spans.ts';
import type { Millis } from '../model/time.ts';
import { promptTokens } from '../model/tokens.ts';
import { mcpServer } from '../model/tool-kind.ts';
import type { ChatRow } from '../query/chat-rows.ts';
import type { ExportedSession } from '../query/session-states.ts';
import type { TreeRows } from '../query/tree-rows.ts';
import type { SpanCost } from './span-json.ts';

/** What OTLP has for a value here; null and undefined: there is no such attribute. */
type Value = string | number | boolean | readonly string[] | readonly number[] | null | undefined;

/** Attributes by name, in the order in which they are sent. */
export type Attributes = Readonly<Record<string, Value>>;

/** What is sent of a span beside what `Span` has of it. */
export type SpanSource = Span & SpanBeside;

type SpanBeside =
  | { readonly of: 'turn'; readonly turn: Turn; readonly thread: ThreadFacts | null }
  | { readonly of: 'agent'; readonly agent: TreeRows['agents'][number]; readonly thread: ThreadFacts }
  | { readonly of: 'tool'; readonly tool: TreeRows['tools'][number]; readonly isRetry: boolean }
  | ({ readonly of: 'chat'; readonly chat: ChatRow } & PricedChat);

/** What a response cost, with all that was charged on top of it. */
export interface PricedChat {
  /** The model's id in the price list, or as it was written. */
  readonly pricedAs: string;
  readonly cost: SpanCost | null;
  /** What of it was charged for other models: of an advisor, or of an attempt before a fallback. */
  readonly others: readonly { readonly model: string; readonly tokens: number; readonly cost: SpanCost | null }[];
}

/** What is known of a thread as a whole: it stands on the span of an agent, and on the first turn of a main thread. */
export interface ThreadFacts {
  readonly servers: readonly ThreadServer[];
}

/** Whether labels, which are the beginnings of contents, are sent. */
export interface OtlpContent {
  readonly title: string;
}

const INTERNAL = 1;
const CLIENT = 3;
const ERROR = 2;
const UNSET = 0;

/** W3C's "sampled", and that the parent is known not to be remote. */
const FLAGS = 0x101;

/**
 * A span as OTLP/HTTP sends it in JSON, with the GenAI names of OpenTelemetry's semantic conventions (spans.md section 6)
 * and `tj.` before what these do not name. A time that is not known is that of the other end, or 0. `content` is null
 * where no contents are sent: then no prompt, answer, target, error text or title stands in it.
 */
export function otlpSpan(span: SpanSource, content: OtlpContent | null): string {
  const isError = span.status !== 'ok' && span.status !== 'open';
  const parent = span.parentSpanId === null ? '' : `"parentSpanId":"${span.parentSpanId}",`;
  const start = nanos(span.startedAt ?? span.endedAt);
  const end = nanos(span.endedAt ?? span.startedAt);
  const attributes = [
    attributesText(common(span)),
    attributesText(own(span)),
    content === null ? '' : attributesText(contents(span, content)),
  ].filter((text) => text !== '');
  return (
    `{"traceId":"${span.traceId}","spanId":"${span.spanId}",${parent}"name":${JSON.stringify(nameOf(span))},` +
    `"kind":${span.kind === 'chat' ? CLIENT : INTERNAL},"startTimeUnixNano":"${start}","endTimeUnixNano":"${end}",` +
    `"attributes":[${attributes.join(',')}${AFTER_ATTRIBUTES},"droppedEventsCount":0,` +
    `"status":${isError ? errorText(content === null ? '' : span.error) : `{"code":${UNSET}}`},` +
    `"links":[],"droppedLinksCount":0,"flags":${FLAGS}}`
  );
}

function errorText(message: string): string {
  return JSON.stringify({ code: ERROR, message: message || undefined });
}

const AFTER_ATTRIBUTES = '],"droppedAttributesCount":0,"events":[]';

/** The span with the number that a receiver tells its versions apart by: the highest is the newest. */
export function withRevision(span: string, revision: number): string {
  const at = span.lastIndexOf(AFTER_ATTRIBUTES);
  return `${span.slice(0, at)},{"key":"tj.revision","value":{"intValue":${revision}}}${span.slice(at)}`;
}

/** Where spans come from: the machine and the person, and the session's repository and version of Claude Code. */
export function otlpResource(session: ExportedSession, machine: Attributes): string {
  const [owner, name] = session.repository?.split('/', 2) ?? [];
  const attributes = {
    'service.name': 'claude-code',
    'service.version': session.version,
    'vcs.owner.name': name === undefined ? undefined : owner,
    'vcs.repository.name': name ?? folderOf(session.project),
    ...machine,
  };
  return `{"attributes":[${attributesText(attributes)}],"droppedAttributesCount":0}`;
}

/**
 * What a request begins and ends with, and what spans of one resource stand between: in it those with one more stand behind a
 * comma. `scope`: the version of tj.
 */
export const OTLP_REQUEST = {
  begin: '{"resourceSpans":[',
  beginResource: (resource: string, scope: string) =>
    `{"resource":${resource},"scopeSpans":[{"scope":${JSON.stringify({ name: 'tj', version: scope })},"spans":[`,
  endResource: ']}]}',
  end: ']}',
} as const;

function nameOf(span: Span): string {
  switch (span.kind) {
    case 'turn':
    case 'agent':
      return `invoke_agent ${span.agentName}`;
    case 'chat':
      return `chat ${span.model ?? ''}`.trimEnd();
    case 'tool':
      return `execute_tool ${span.name}`;
  }
}

const OPERATIONS = { turn: 'invoke_agent', agent: 'invoke_agent', chat: 'chat', tool: 'execute_tool' } as const;

function common(span: Span): Attributes {
  return {
    'gen_ai.operation.name': OPERATIONS[span.kind],
    'gen_ai.provider.name': span.kind === 'tool' ? undefined : 'anthropic',
    'gen_ai.conversation.id': span.sessionId,
    'gen_ai.agent.id': span.agentId,
    'gen_ai.agent.name': span.agentName,
    'error.type': span.status === 'ok' || span.status === 'open' ? undefined : span.status,
    'tj.kind': span.kind,
    'tj.status': span.status,
    'tj.time_known': span.startedAt === null && span.endedAt === null ? false : undefined,
  };
}

function own(span: SpanSource): Attributes {
  switch (span.of) {
    case 'turn':
      return {
        ...{ 'tj.turn.kind': span.turn.kind, 'tj.turn.answered': span.turn.answered },
        ...threadAttributes(span.thread),
      };
    case 'agent':
      return {
        ...{ 'gen_ai.tool.call.id': span.toolUseId, 'tj.agent.link': span.agent.link },
        ...threadAttributes(span.thread),
      };
    case 'tool':
      return {
        'gen_ai.tool.name': span.name,
        'gen_ai.tool.call.id': span.toolUseId,
        'gen_ai.tool.type': 'function',
        'tj.mcp.server': mcpServer(span.name),
        'tj.tool.retry': span.isRetry || undefined,
        'tj.tool.input_chars': span.tool.inputChars,
        'tj.tool.result_chars': span.tool.resultChars,
      };
    case 'chat':
      return { ...chatAttributes(span, span.chat, span.cost), ...modelAttributes(span) };
  }
}

function chatAttributes(span: Span, chat: ChatRow, cost: SpanCost | null): Attributes {
  const { tokens } = chat;
  let [input, fiveMinutes, hour] = [0, 0, 0];
  for (const { rebuilt } of chat.attempts) {
    input += rebuilt.input;
    fiveMinutes += rebuilt.cacheWrite5m;
    hour += rebuilt.cacheWrite1h;
  }
  const ofRebuild = {
    'tj.rebuild.cause': chat.rebuildCause,
    'tj.rebuild.inferred': chat.rebuildInferred,
    'tj.rebuild.gap_ms': chat.rebuildGapMs,
    'tj.rebuild.written_tokens': fiveMinutes + hour,
    'tj.rebuild.written_1h_tokens': hour,
    'tj.rebuild.input_tokens': input,
  };
  return {
    'gen_ai.request.model': chat.model,
    'gen_ai.response.model': chat.model,
    'gen_ai.response.id': span.responseId,
    'gen_ai.response.finish_reasons': chat.stopReason === null ? undefined : [chat.stopReason],
    'gen_ai.usage.input_tokens': promptTokens(tokens),
    'gen_ai.usage.output_tokens': tokens.output,
    'gen_ai.usage.cache_read.input_tokens': tokens.cacheRead,
    'gen_ai.usage.cache_creation.input_tokens': tokens.cacheWrite5m + tokens.cacheWrite1h,
    'gen_ai.usage.reasoning.output_tokens': chat.thinkingTokens,
    'tj.cache_write_1h_tokens': tokens.cacheWrite1h,
    'tj.context_tokens': chat.contextTokens,
    'tj.at_ms': chat.at,
    'tj.finished': chat.finished,
    'tj.effort': chat.effort,
    'tj.cost_usd': cost === null ? undefined : usdNumber(cost.cost),
    ...(input + fiveMinutes + hour === 0 ? {} : ofRebuild),
  };
}

/** The model that tj counts a response for, and others that a part of its tokens and cost is of. */
function modelAttributes({ pricedAs, others }: PricedChat): Attributes {
  if (others.length === 0) return { 'tj.model': pricedAs };
  return {
    'tj.model': pricedAs,
    'tj.other.models': others.map(({ model }) => model),
    'tj.other.tokens': others.map(({ tokens }) => tokens),
    'tj.other.cost_usd': others.map(({ cost }) => (cost === null ? 0 : usdNumber(cost.cost))),
  };
}

/** MCP servers in the fixed context of a thread, and beside each what it took. */
function threadAttributes(thread: ThreadFacts | null): Attributes {
  const servers = thread?.servers ?? [];
  if (servers.length === 0) return {};
  return {
    'tj.fixed.mcp.servers': servers.map(({ name }) => name),
    'tj.fixed.mcp.sent_tokens': servers.map(({ tokens }) => tokens),
    'tj.fixed.mcp.responses': servers.map(({ responses }) => responses),
  };
}

/** The labels that the store has, where viewers look for contents. They are beginnings: at most 80 characters, of a path 120. */
function contents(span: SpanSource, { title }: OtlpContent): Attributes {
  switch (span.of) {
    case 'turn':
      return { 'gen_ai.input.messages': message('user', span.turn.label), 'tj.session.title': title || undefined };
    case 'chat':
      return { 'gen_ai.output.messages': message('assistant', span.chat.label) };
    case 'tool':
    case 'agent':
      return { 'tj.target': span.target || undefined };
  }
}

function message(role: string, content: string): string | undefined {
  return content === '' ? undefined : JSON.stringify([{ role, parts: [{ type: 'text', content }] }]);
}

/** As text at once: there are twenty of them in a span, and spans come by the million. */
function attributesText(attributes: Attributes): string {
  let text = '';
  for (const key in attributes) {
    const value = attributes[key];
    if (value === null || value === undefined) continue;
    text += `${text === '' ? '' : ','}{"key":${quoted(key)},"value":${valueText(value)}}`;
  }
  return text;
}

function valueText(value: NonNullable<Value>): string {
  switch (typeof value) {
    case 'string':
      return `{"stringValue":${quoted(value)}}`;
    case 'boolean':
      return `{"boolValue":${value}}`;
    case 'number':
      return Number.isInteger(value) ? `{"intValue":${value}}` : `{"doubleValue":${value}}`;
    default:
      return `{"arrayValue":{"values":[${value.map(valueText).join(',')}]}}`;
  }
}

/** The same few names and words stand in all spans. */
const texts = new Map<string, string>();
const MOST_TEXTS = 2000;

function quoted(text: string): string {
  let known = texts.get(text);
  if (known === undefined) {
    known = JSON.stringify(text);
    if (texts.size < MOST_TEXTS) texts.set(text, known);
  }
  return known;
}

function nanos(at: Millis | null): string {
  return at === null || at === 0 ? '0' : `${at}000000`;
}

/** The last part of a project's path. */
function folderOf(project: string | null): string | undefined {
  return project?.split(/[\\/]/).findLast((part) => part !== '');
}
