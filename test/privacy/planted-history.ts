import { makeRoot } from '../corpus.ts';

/** Made of pieces, so that no scanner takes a test for a leak. `at` makes each of its own, to be told apart when found. */
type MakeSecret = (at: string) => { readonly text: string; readonly secret: string };

const kind =
  (before: string, secret: (at: string) => string, behind = ''): MakeSecret =>
  (at) => ({ text: `${before}${secret(at)}${behind}`, secret: secret(at) });

/** Texts as people paste them, and what of each must be nowhere. */
export const KINDS: Readonly<Record<string, MakeSecret>> = {
  anthropic: kind('export KEY=', (at) => `sk-${'ant-api03'}-${at}abcdefghijklmnop`),
  github: kind('token ', (at) => `gh${'p_'}${at}ABCDEFGHIJKLMNOPQRST`),
  aws: kind('aws_access_key_id ', (at) => `AK${'IA'}${at.toUpperCase()}ABCDEFGHIJ`),
  slack: kind('', (at) => `xo${'xb-'}123456789012-${at}abcdef`),
  jwt: kind('use ', (at) => `ey${'JhbGciOiJI'}${at}.eyJzdWIi.${at}sig`),
  bearer: kind('curl -H "Authorization: Bearer ', (at) => `${at}Q9xYz01AbCdEf=`, '" https://x.example'),
  header: kind('curl -H "x-api-key: ', (at) => `${at}q9xyz01abcdef`, '"'),
  cookie: kind('curl -H "Cookie: ', (at) => `session=${at}01abcdef`, '"'),
  url: kind('git clone https://me:', (at) => `${at}hunter2`, '@git.example/x'),
  database: kind('postgres://app:', (at) => `${at}hunter2`, '@db.example:5432/app'),
  option: kind('login --password ', (at) => `${at}hunter2`),
  variable: kind('PGPASSWORD=', (at) => `${at}hunter2`, ' psql'),
  signed: kind('wget https://x.example/a?sig=', (at) => `${at}%2Fdef%3D`),
  webhook: kind('https://hooks.slack.com/services/', (at) => `T0001/B0002/${at}XXXX`),
  privateKey: kind('-----BEGIN ', (at) => `RSA PRIVATE KEY-----${at}MIIEpAIBAAKCAQEA`),
  json: kind('{"client_secret": "', (at) => `${at}hunter22`, '"}'),
};

/** What stands far enough into a text that no label reaches it: contents, which are never kept. */
const FAR = 'lorem ipsum dolor sit amet '.repeat(12);

/** A history, and all that must be nowhere in what tj writes, by what it is and where it stood. */
export interface Planted {
  readonly root: string;
  readonly secrets: ReadonlyMap<string, string>;
  /** The first session. */
  readonly sessionId: string;
  /** A text of some kind for one more place. */
  readonly plant: (kind: string, where: string) => string;
}

/** Sessions with a secret of each kind at each place that a text can stand at. */
export function plantedHistory(): Planted {
  const secrets = new Map<string, string>();
  let planted = 0;
  const plant = (name: string, where: string): string => {
    const at = `zq${(planted++).toString(36).padStart(3, '0')}v`;
    const made = KINDS[name]?.(at);
    if (made === undefined) throw new Error(`no kind ${name}`);
    secrets.set(`${name} in ${where}`, made.secret);
    return made.text;
  };
  const far = (name: string, where: string): string => {
    const at = `zqfar${(planted++).toString(36).padStart(3, '0')}v`;
    secrets.set(`content far in ${where}, ${name}`, at);
    return `${plant(name, where)}\n${FAR}${at} ${plant(name, `${where}, far`)}`;
  };
  const ids = Object.keys(KINDS).map((_, i) => `${String(i + 1).padStart(8, '0')}-aaaa-4aaa-8aaa-000000000000`);
  const layout: Record<string, string> = {};
  for (const [i, name] of Object.keys(KINDS).entries()) {
    const id = ids[i] ?? '';
    const at = (second: number) => new Date(Date.UTC(2026, 2, 5, 1 + (i % 10), i % 50, second)).toISOString();
    const session = new Session(
      id,
      at,
      (where) => plant(name, where),
      (where) => far(name, where),
    );
    layout[`-w-app/${id}.jsonl`] = session.main();
    layout[`-w-app/${id}/subagents/agent-x${i}.jsonl`] = session.agent();
    layout[`-w-app/${id}/subagents/agent-x${i}.meta.json`] = session.meta();
  }
  return { root: makeRoot(layout), secrets, sessionId: ids[0] ?? '', plant };
}

/** One session that holds a text of one kind wherever it can. */
class Session {
  private readonly id: string;
  private readonly at: (second: number) => string;
  /** A text short enough for a label, and one with contents behind it. */
  private readonly near: (where: string) => string;
  private readonly far: (where: string) => string;
  private second = 0;

  constructor(
    id: string,
    at: (second: number) => string,
    near: (where: string) => string,
    far: (where: string) => string,
  ) {
    this.id = id;
    this.at = at;
    this.near = near;
    this.far = far;
  }

  main(): string {
    const { near, far } = this;
    return [
      ...this.titles(),
      ...this.fixedContext(),
      this.user(far('a prompt')),
      this.answer('m1', [
        { type: 'thinking', thinking: far('thinking'), signature: near('a signature') },
        { type: 'text', text: far('an answer') },
        {
          type: 'tool_use',
          id: 't1',
          name: 'Bash',
          input: { command: far('a command'), description: far('what it is for') },
        },
        { type: 'tool_use', id: 't2', name: 'Read', input: { file_path: `/w/app/${near('a file')}` } },
        {
          type: 'tool_use',
          id: 't3',
          name: 'Edit',
          input: { file_path: '/w/app/a.ts', old_string: far('what was'), new_string: far('what is') },
        },
        {
          type: 'tool_use',
          id: 't4',
          name: 'WebFetch',
          input: { url: `https://x.example/?q=${near('an address')}`, prompt: far('what to look for') },
        },
        { type: 'tool_use', id: 't5', name: 'Grep', input: { pattern: near('a pattern'), path: near('a path') } },
        {
          type: 'tool_use',
          id: 't6',
          name: 'Agent',
          input: { subagent_type: 'helper', description: near('a task'), prompt: far('the prompt of an agent') },
        },
        {
          type: 'tool_use',
          id: 't7',
          name: 'mcp__store__query',
          input: { query: far('a query'), nested: { deep: [far('an argument')] } },
        },
        {
          type: 'tool_use',
          id: 't8',
          name: 'Write',
          input: { file_path: '/w/app/.env', content: far('a file that is written') },
        },
        { type: 'tool_use', id: 't9', name: 'Skill', input: { skill: 'deploy', args: far('arguments of a skill') } },
      ]),
      ...this.results(),
      ...this.besidePrompts(),
      ...this.ends(),
    ].join('');
  }

  private titles(): string[] {
    const { near } = this;
    return [
      this.line('summary', { summary: near('a summary') }),
      this.line('custom-title', { customTitle: near('a title') }),
      this.line('ai-title', { aiTitle: near('a title of the model') }),
      this.line('agent-name', { agentName: near('a name') }),
      this.line('last-prompt', { lastPrompt: near('the last prompt') }),
      this.line('tag', { tag: near('a tag') }),
    ];
  }

  private fixedContext(): string[] {
    const { near, far } = this;
    const tool = {
      name: 'Bash',
      description: far('what a tool is'),
      schema: { name: 'Bash', description: far('a schema'), input_schema: {} },
    };
    return [
      this.attachment({
        type: 'prompt_snapshot',
        systemPrompt: [far('the system prompt')],
        cliPrefix: far('its prefix'),
        tools: [tool],
      }),
      this.attachment({
        type: 'mcp_instructions_delta',
        addedNames: ['store'],
        addedBlocks: [far('instructions of a server')],
      }),
      this.attachment({ type: 'skill_listing', content: `- deploy: ${far('a skill')}`, names: ['deploy'] }),
      this.attachment({
        type: 'nested_memory',
        path: '/w/app/CLAUDE.md',
        content: { path: '/w/app/CLAUDE.md', content: far('memory') },
      }),
      this.attachment({ type: 'session_context', content: far('the account') }),
      this.attachment({ type: 'environment', content: far('the environment') }),
      this.attachment({
        type: 'hook_additional_context',
        hookName: 'SessionStart:startup',
        hookEvent: 'SessionStart',
        content: [far('context of a hook')],
      }),
      this.attachment({
        type: 'hook_success',
        hookName: 'SessionStart',
        hookEvent: 'SessionStart',
        command: near('the command of a hook'),
        stdout: far('output of a hook'),
        stderr: far('errors of a hook'),
      }),
      this.line('api-request-shape', {
        shapeHash: 's1',
        shape: { system: [{ type: 'text', text: far('a logged system prompt') }], tools: [tool] },
      }),
      this.line('api-request-blob', {
        hash: 'b1',
        message: { role: 'user', content: [{ type: 'text', text: far('a logged message') }] },
      }),
      this.line('api-request', {
        id: 'r1',
        querySource: 'main',
        shapeHash: 's1',
        keep: 0,
        tail: ['b1'],
        params: { model: 'claude-opus-4-8', metadata: { user_id: near('the id of a user') } },
      }),
    ];
  }

  private results(): string[] {
    const { near, far } = this;
    const result = (id: string, content: unknown, error = false) => ({
      type: 'tool_result',
      tool_use_id: id,
      content,
      is_error: error,
    });
    const errors = result('t2', far('an error'), true);
    return [
      this.user([result('t1', far('a result'))], {
        toolUseResult: { stdout: far('standard output'), stderr: far('standard error') },
      }),
      this.user([errors], { toolUseResult: `Error: ${far('an error, again')}` }),
      this.user([result('t3', [{ type: 'text', text: far('a result in blocks') }])], {
        toolUseResult: {
          filePath: '/w/app/a.ts',
          originalFile: far('the original'),
          structuredPatch: [{ lines: [`+${far('an added line')}`] }],
        },
      }),
      this.user([result('t4', far('a page'))]),
      this.user([result('t5', far('what was found'), true)]),
      this.user([result('t7', far('what a server said'))]),
    ].concat(
      this.line('progress', {
        data: { type: 'bash_progress', output: far('progress'), fullOutput: near('all progress') },
      }),
    );
  }

  private besidePrompts(): string[] {
    const { near, far } = this;
    return [
      this.attachment({ type: 'queued_command', prompt: far('a queued prompt'), commandMode: 'prompt' }),
      this.attachment({ type: 'edited_text_file', filename: '/w/app/a.ts', snippet: far('a changed file') }),
      this.attachment({
        type: 'file',
        filename: '/w/app/b.ts',
        content: { type: 'text', file: { filePath: '/w/app/b.ts', content: far('a mentioned file') } },
      }),
      this.attachment({ type: 'selected_lines_in_ide', filename: '/w/app/c.ts', content: far('selected lines') }),
      this.line('queue-operation', { operation: 'enqueue', content: far('what was queued') }),
      this.line('system', {
        subtype: 'local_command',
        content: `<command-name>/x</command-name><local-command-stdout>${far('output of a command')}</local-command-stdout>`,
      }),
      this.line('system', { subtype: 'informational', content: far('a notice') }),
      this.line('system', {
        subtype: 'stop_hook_summary',
        hookInfos: [{ command: near('a stop hook') }],
        hookErrors: [far('its error')],
      }),
      this.line('system', {
        subtype: 'api_error',
        error: {
          status: 401,
          type: near('the type of an error'),
          headers: { cookie: near('a header') },
          message: far('a message'),
        },
      }),
      this.line('system', {
        subtype: 'compact_boundary',
        content: far('a compaction'),
        compactMetadata: { trigger: 'auto', preTokens: 9 },
      }),
      this.user(far('a summary of what was'), { isCompactSummary: true }),
      this.user(`<bash-input>${far('a shell command')}</bash-input>`),
      this.user(`<command-name>/review</command-name><command-args>${far('arguments of a command')}</command-args>`),
    ];
  }

  private ends(): string[] {
    const { near, far } = this;
    const failed = {
      id: 'e1',
      model: '<synthetic>',
      content: [{ type: 'text', text: `API Error: ${far('an API error')}` }],
    };
    return [
      this.answer('m2', [{ type: 'text', text: near('the last answer') }], {
        gitBranch: near('a branch'),
        cwd: `/w/${near('a folder')}`,
      }),
      this.user('go on', {
        permissionMode: near('a mode'),
        version: near('a version'),
        promptSource: near('a source'),
      }),
      this.named(),
      this.line('assistant', { isApiErrorMessage: true, message: failed }),
      this.line('pr-link', {
        prNumber: 7,
        prUrl: `https://x.example/pull/7?${near('a pull request')}`,
        prRepository: 'o/r',
      }),
      this.line('worktree-state', {
        worktreeSession: { worktreePath: `/w/${near('a worktree')}`, originalCwd: '/w/app' },
      }),
      this.line('file-history-snapshot', {
        snapshot: { trackedFileBackups: { [near('a tracked file')]: { version: 1 } } },
      }),
      this.line('no-such-type', { text: far('a record of no known type') }),
      `${far('a line that is no JSON').replaceAll('\n', ' ')}\n`,
    ];
  }

  /** Names of the API and of its user's tools. */
  private named(): string {
    const { near } = this;
    const usage = {
      input_tokens: 1,
      output_tokens: 1,
      service_tier: near('a tier'),
      inference_geo: near('a region'),
      speed: near('a speed'),
    };
    const tool = { type: 'tool_use', id: 't10', name: near('a tool'), input: { [near('a key')]: near('a value') } };
    const said = { model: near('a model'), stop_reason: near('why it stopped'), content: [tool], usage };
    const by = { effort: near('an effort'), attributionSkill: near('a skill'), attributionMcpServer: near('a server') };
    return this.line('assistant', { message: { role: 'assistant', id: `m3-${this.id}`, ...said }, ...by });
  }

  agent(): string {
    const { far } = this;
    const own = { agentId: 'x', isSidechain: true };
    return (
      this.user(far('what an agent was asked'), own) +
      this.answer('a1', [{ type: 'text', text: far('what it said') }], own)
    );
  }

  meta(): string {
    const { near } = this;
    return JSON.stringify({
      agentType: near('a type of agent'),
      description: near('what an agent is for'),
      name: near('what it is called'),
      toolUseId: 't6',
    });
  }

  private user(content: unknown, more: object = {}): string {
    return this.line('user', { message: { role: 'user', content }, ...more });
  }

  private answer(id: string, content: readonly object[], more: object = {}): string {
    const usage = {
      input_tokens: 10,
      output_tokens: 100,
      cache_read_input_tokens: 9000,
      cache_creation_input_tokens: 500,
    };
    const message = {
      role: 'assistant',
      id: `${id}-${this.id}`,
      model: 'claude-opus-4-8',
      stop_reason: 'end_turn',
      content,
      usage,
    };
    return this.line('assistant', { message, ...more });
  }

  private attachment(attachment: object): string {
    return this.line('attachment', { attachment });
  }

  private line(type: string, more: object): string {
    const second = this.second++;
    const place = { sessionId: this.id, cwd: '/w/app', version: '2.1.250', gitBranch: 'main' };
    return `${JSON.stringify({ type, uuid: `${this.id}-${second}`, timestamp: this.at(second), ...place, ...more })}\n`;
  }
}
