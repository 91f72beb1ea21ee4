import { type ChildProcess, spawn } from 'node:child_process';
import { createInterface } from 'node:readline';
import { TJ } from './tj.ts';

interface Message {
  readonly id?: number;
  readonly result?: Result;
  readonly error?: { readonly code: number; readonly message: string };
}

// biome-ignore lint/suspicious/noExplicitAny: documents of tj, of which each test looks at other fields
type Document = any;

interface Result {
  readonly content: readonly { readonly text: string }[];
  readonly isError?: boolean;
  readonly instructions: string;
  readonly tools: readonly { readonly name: string; readonly annotations: object }[];
}

/** What a tool answered: its text, and whether that is an error. */
interface Answered {
  readonly text: string;
  readonly isError: boolean;
}

/** A client of `tj mcp` as Claude Code is one: lines of JSON-RPC, and nothing else is understood. */
export class McpClient {
  readonly server: ChildProcess;
  /** All lines of standard output. */
  readonly lines: string[] = [];
  stderr = '';
  readonly #waiting = new Map<number, (message: Message) => void>();

  constructor(home: string, args: readonly string[] = []) {
    const env = {
      PATH: process.env.PATH ?? '',
      HOME: home,
      TZ: 'UTC',
      LANG: 'C.UTF-8',
      TJ_NOW: '2026-03-05T12:00:00Z',
    };
    this.server = spawn(process.execPath, [TJ, 'mcp', ...args], { env, stdio: ['pipe', 'pipe', 'pipe'] });
    this.server.stderr?.on('data', (text) => (this.stderr += text));
    createInterface({ input: this.server.stdout ?? process.stdin }).on('line', (line) => {
      this.lines.push(line);
      const message: Message = JSON.parse(line);
      if (message.id !== undefined) this.#waiting.get(message.id)?.(message);
    });
  }

  send(line: string): void {
    this.server.stdin?.write(`${line}\n`);
  }

  request(method: string, params: object): Promise<Message> {
    const id = this.#waiting.size + 1;
    const answered = new Promise<Message>((resolve) => this.#waiting.set(id, resolve));
    this.send(JSON.stringify({ jsonrpc: '2.0', id, method, params }));
    return answered;
  }

  /** Says hello; what the server says of itself. */
  async initialize(): Promise<Result> {
    const clientInfo = { name: 'a test', version: '1' };
    const { result } = await this.request('initialize', {
      protocolVersion: '2025-06-18',
      capabilities: {},
      clientInfo,
    });
    this.send(JSON.stringify({ jsonrpc: '2.0', method: 'notifications/initialized' }));
    if (result === undefined) throw new Error('the server refuses to start');
    return result;
  }

  async call(name: string, given: object = {}): Promise<Answered> {
    const { result, error } = await this.request('tools/call', { name, arguments: given });
    if (result === undefined) return { text: error?.message ?? '', isError: true };
    return { text: result.content.map(({ text }) => text).join(''), isError: result.isError ?? false };
  }

  async document(name: string, given: object = {}): Promise<Document> {
    const { text, isError } = await this.call(name, given);
    if (isError) throw new Error(text);
    return JSON.parse(text);
  }

  /** Resolves when the server is gone, to how it went. */
  ended(): Promise<{ code: number | null; signal: string | null }> {
    const { exitCode: code, signalCode: signal } = this.server;
    if (code !== null || signal !== null) return Promise.resolve({ code, signal });
    return new Promise((resolve) => this.server.once('exit', (code, signal) => resolve({ code, signal })));
  }
}
