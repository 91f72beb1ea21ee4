import { type ChildProcess, spawn } from 'node:child_process';
import { PassThrough } from 'node:stream';
import { setTimeout as sleep } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { fromJsonSchema, type JsonSchemaValidator, McpServer } from '@modelcontextprotocol/server';
import { StdioServerTransport, serveStdio } from '@modelcontextprotocol/server/stdio';
import { UserError } from '../../model/errors.ts';
import { OWN_FOLDER } from '../../model/own-folder.ts';
import { fitJson } from '../../render/fit-json.ts';
import { INSTRUCTIONS, inputSchemaOf, questionOf, TOOLS, type Tool } from '../mcp/tools.ts';
import { printError } from '../output.ts';
import type { CommonOptions } from '../shared-options.ts';

export interface McpOptions extends Omit<CommonOptions, 'json' | 'color'> {
  readonly db?: string;
  readonly pricing?: string;
  readonly utc?: boolean;
  readonly timezone?: string;
  readonly budget: string;
}

/** After one of these nobody is there any more to hear an answer. */
const ENDS = ['SIGTERM', 'SIGINT', 'SIGHUP'] as const;

/** How long no question is being answered until all that were asked have been. */
const QUIET_MS = 50;

/**
 * `tj mcp`: an MCP server on standard input and output, until either is closed; what was asked before is still answered. Each
 * question is answered by a tj of its own, with the document of its `--json`: what it reads, holds or fails at is that one's,
 * and a client that cancels ends it.
 */
export async function mcp(options: McpOptions, version: string): Promise<void> {
  const asking = new Set<ChildProcess>();
  const stop = () => {
    for (const child of asking) child.kill();
  };
  for (const signal of ENDS) {
    process.once(signal, () => {
      stop();
      // Whoever started it is to see what ended it.
      process.kill(process.pid, signal);
    });
  }
  if (process.stdin.isTTY) printError(BY_HAND);
  let isHeard = true;
  const isLeft = new Promise<void>((resolve) => {
    process.stdout.once('error', () => {
      isHeard = false;
      resolve();
    });
    for (const event of ['end', 'close', 'error']) process.stdin.once(event, () => resolve());
  });
  // The transport closes with its input, which is why it has one that stays open until everything is answered.
  const input = process.stdin.pipe(new PassThrough(), { end: false });
  const transport = new StdioServerTransport(input, process.stdout);
  const served = serveStdio(() => serverFor(options, version, asking), { transport });
  await isLeft;
  do await sleep(QUIET_MS);
  while (isHeard && asking.size > 0);
  stop();
  await served.close();
}

const BY_HAND =
  'tj mcp: waiting for a client on standard input. Claude Code starts it by itself once it knows it: claude mcp add tj -- tj mcp\n';

function serverFor(options: McpOptions, version: string, asking: Set<ChildProcess>): McpServer {
  const server = new McpServer(
    { name: 'tj', version },
    { instructions: INSTRUCTIONS, capabilities: { tools: { listChanged: false } }, jsonSchemaValidator: LENIENT },
  );
  for (const tool of TOOLS) {
    const { name, description } = tool;
    const inputSchema = fromJsonSchema(inputSchemaOf(tool), LENIENT);
    const config = { description, inputSchema, annotations: { readOnlyHint: true, openWorldHint: false } };
    server.registerTool(name, config, async (given, { mcpReq: { signal } }) => {
      return resultOf(tool, given, { options, asking, signal });
    });
  }
  return server;
}

/** Arguments are checked where they become a question, so that what is wrong with them is one line. */
const LENIENT = {
  getValidator:
    <T>(): JsonSchemaValidator<T> =>
    (input) => ({ valid: true, data: input as T, errorMessage: undefined }),
};

interface Asking {
  readonly options: McpOptions;
  readonly asking: Set<ChildProcess>;
  readonly signal: AbortSignal;
}

async function resultOf(tool: Tool, given: unknown, { options, asking, signal }: Asking) {
  try {
    const { command, words, isOfTranscripts, narrow } = questionOf(tool, given);
    const document = await documentOf([...command, ...ownWords(options, isOfTranscripts), ...words], asking, signal);
    const fitted = fitJson(document, MOST_BYTES, (lists) => ({ cut: { lists, kept: KEPT, narrow } }));
    if (fitted === null) throw new UserError('too-long', `the answer is too long: ${narrow}`, 1);
    return { content: [{ type: 'text' as const, text: fitted }] };
  } catch (error) {
    if (!(error instanceof UserError)) throw error;
    // What people type as an option is an argument here.
    const text = error.message.replace(/^--(?=[a-z])/, '');
    return { content: [{ type: 'text' as const, text }], isError: true };
  }
}

/** Bytes of an answer, 4,000 to 6,000 tokens: it is sent again with every response from then on. */
const MOST_BYTES = 16 * 1024;

/** Which rows are left in a list that was cut. */
const KEPT = 'the heaviest where rows have a cost, else the first';

/** What the server was started with holds for all answers. */
function ownWords({ root = [], db, pricing, utc, timezone, budget }: McpOptions, isOfTranscripts: boolean): string[] {
  const store = db === undefined ? [] : [`--db=${db}`];
  if (!isOfTranscripts) return store;
  const values = Object.entries({ pricing, timezone, budget }).filter(([, value]) => value !== undefined);
  return [
    ...store,
    ...root.map((folder) => `--root=${folder}`),
    ...values.map(([name, value]) => `--${name}=${value}`),
    ...(utc ? ['--utc'] : []),
  ];
}

/** The document that tj answers these words with. `UserError` where it ends with an error. */
async function documentOf(words: readonly string[], asking: Set<ChildProcess>, signal: AbortSignal): Promise<object> {
  const script = fileURLToPath(new URL('bin/tj.js', OWN_FOLDER));
  const child = spawn(process.execPath, [script, ...words], { stdio: ['ignore', 'pipe', 'pipe'], signal });
  asking.add(child);
  const [stdout, stderr, status] = await Promise.all([
    textOf(child.stdout),
    textOf(child.stderr),
    endOf(child),
  ]).finally(() => asking.delete(child));
  const document = documentIn(stdout);
  if (status === 0 && document !== null) return document;
  const error = document !== null && 'error' in document ? (document.error as { message: string }).message : '';
  throw new UserError('failed', error || stderr.trim().split('\n')[0] || `tj ended with ${status}`, 1);
}

async function textOf(stream: AsyncIterable<Buffer>): Promise<string> {
  const chunks: Buffer[] = [];
  for await (const chunk of stream) chunks.push(chunk);
  return Buffer.concat(chunks).toString('utf8');
}

function endOf(child: ChildProcess): Promise<number | NodeJS.Signals | null> {
  return new Promise((resolve, reject) => {
    child.once('error', (error) => reject(new UserError('failed', error.message, 1)));
    child.once('close', (code, signal) => resolve(code ?? signal));
  });
}

function documentIn(text: string): object | null {
  try {
    const found: unknown = JSON.parse(text);
    return typeof found === 'object' ? found : null;
  } catch (error) {
    if (error instanceof SyntaxError) return null;
    throw error;
  }
}
