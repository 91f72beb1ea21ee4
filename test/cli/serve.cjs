// Runs tj for one test file, one command after another, as a process of its own each would: the same words, variables, folder
// and input, its modules loaded anew, and at the end whatever a process that ends takes with it. Started by `tj.ts`.
const fs = require('node:fs');
const { createRequire, Module, wrap } = require('node:module');
const { dirname, join, sep } = require('node:path');
const { createInterface } = require('node:readline');
const { Readable } = require('node:stream');
const { constants, Script } = require('node:vm');
const threads = require('node:worker_threads');

const [requests, responses, script] = process.argv.slice(2);
const ours = join(dirname(script), '..');
const requireOurs = createRequire(script);
const home = process.cwd();
const writeSync = fs.writeSync;
const exit = process.exit;

/** What a process leaves open when it ends: its stores, its threads. */
const open = new Set();
const tracked = (Class, close) =>
  new Proxy(Class, {
    construct(target, words, made) {
      const instance = Reflect.construct(target, words, made);
      open.add(() => close(instance));
      return instance;
    },
  });
const database = requireOurs.resolve('better-sqlite3');
requireOurs(database);
require.cache[database].exports = tracked(requireOurs(database), (store) => store.open && store.close());
threads.Worker = tracked(threads.Worker, (worker) => worker.terminate());

/** Modules of tj are run anew each time, but compiled once. */
const dist = join(ours, 'dist') + sep;
const compiled = new Map();
const compile = Module.prototype._compile;
Module.prototype._compile = function (source, path, ...rest) {
  if (!path.startsWith(dist)) return compile.call(this, source, path, ...rest);
  const importModuleDynamically = constants.USE_MAIN_CONTEXT_DEFAULT_LOADER;
  const script = compiled.get(path) ?? new Script(wrap(source), { filename: path, importModuleDynamically });
  compiled.set(path, script);
  const here = [this.exports, createRequire(path), this, path, dirname(path)];
  return script.runInThisContext().apply(this.exports, here);
};

class Exit extends Error {}

async function run({ words, env, cwd, input }) {
  const output = { 1: [], 2: [] };
  const write = (fd) => (data) => output[fd].push(Buffer.from(data)) > 0;
  const listeners = new Map(process.eventNames().map((name) => [name, process.listeners(name)]));
  for (const name of Object.keys(process.env)) if (!(name in env)) delete process.env[name];
  Object.assign(process.env, env);
  process.chdir(cwd ?? home);
  process.argv = [process.execPath, script, ...words];
  process.exitCode = undefined;
  const stdin = Readable.from(input === undefined ? [] : [Buffer.from(input)]);
  Object.defineProperty(process, 'stdin', { value: stdin, configurable: true });
  process.stdout.write = write(1);
  process.stderr.write = write(2);
  fs.writeSync = (fd, data, at, length, ...rest) => {
    if (fd !== 1 && fd !== 2) return writeSync(fd, data, at, length, ...rest);
    const bytes = typeof data === 'string' ? Buffer.from(data) : Buffer.from(data.subarray(at ?? 0));
    output[fd].push(bytes);
    return bytes.length;
  };
  let ended;
  const exited = new Promise((resolve) => {
    ended = resolve;
  });
  process.exit = (code) => {
    ended(code ?? process.exitCode ?? 0);
    throw new Exit();
  };
  for (const path of Object.keys(require.cache)) if (path.startsWith(dist)) delete require.cache[path];
  const { main } = requireOurs(join(ours, 'dist/cli/main.js'));
  const status = await Promise.race([main(words), exited]);
  for (const [name, before] of process.eventNames().map((name) => [name, listeners.get(name) ?? []]))
    for (const listener of process.listeners(name))
      if (!before.includes(listener)) {
        if (name === 'exit') listener.call(process, status);
        process.removeListener(name, listener);
      }
  fs.writeSync = writeSync;
  process.exit = exit;
  await Promise.all([...open].map((close) => close()));
  open.clear();
  return { status, stdout: Buffer.concat(output[1]).toString(), stderr: Buffer.concat(output[2]).toString() };
}

// Either end of a pipe waits for the other: in the order in which `tj.ts` opens them.
const lines = createInterface({ input: fs.createReadStream('', { fd: fs.openSync(requests, 'r') }) });
const answers = fs.openSync(responses, 'w');
(async () => {
  for await (const line of lines) writeSync(answers, `${JSON.stringify(await run(JSON.parse(line)))}\n`);
  exit(0);
})();
