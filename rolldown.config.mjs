import { createHash } from 'node:crypto';
import { readdirSync, readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { fileURLToPath } from 'node:url';
import { defineConfig } from 'rolldown';

const { dependencies, optionalDependencies } = JSON.parse(
  readFileSync(new URL('package.json', import.meta.url), 'utf8'),
);
const PACKAGES = Object.keys({ ...dependencies, ...optionalDependencies });

/**
 * Many small files take longer to load than to run. So what several commands need is put together: what a usual run needs
 * (an answer with nothing new to read) and nothing else, what cards are made of, what reads transcripts, and the rest.
 */
const USUAL = closureOf('src/cli/commands/usage.ts', 'src/render/usage-table.ts');
const CARDS = closureOf(
  ...['context', 'tokenmaxx', 'advise', 'quota-audit', 'agents', 'sessions'].map(
    (name) => `src/cli/commands/${name}.ts`,
  ),
  ...['src/render/context-card.ts', 'src/render/tokenmaxx-card.ts', 'src/cli/work-levers.ts', 'src/cli/advice-for.ts'],
);
const SHARED_BY = 6;
const GROUPS = [
  { debugName: 'usual', name: (id, modules) => (USUAL(modules).has(id) ? 'usual' : null), priority: 4 },
  {
    debugName: 'cards',
    name: (id, modules) => (CARDS(modules).has(id) ? 'cards' : null),
    minShareCount: SHARED_BY,
    priority: 3,
  },
  { name: 'reading', test: /src.(?:build|ingest|parse|read|store)./, minShareCount: SHARED_BY, priority: 2 },
  { name: 'lists', minShareCount: SHARED_BY, priority: 1 },
];

/** These modules and all that they import, once rolldown knows what that is. */
function closureOf(...paths) {
  const closure = new Set();
  return (modules) => {
    const open = closure.size > 0 ? [] : paths.map((path) => fileURLToPath(new URL(path, import.meta.url)));
    for (const id of open) {
      if (closure.has(id)) continue;
      closure.add(id);
      open.push(...(modules.getModuleInfo(id)?.importedIds ?? []));
    }
    return closure;
  };
}

/** What Node starts, each by itself, so that a hook loads nothing of the commands. */
const PROGRAMS = {
  'cli/main': 'src/cli/main.ts',
  'cli/session-end': 'src/cli/commands/session-end.ts',
  'cli/statusline': 'src/cli/commands/statusline.ts',
  'cli/candidates': 'src/cli/commands/candidates.ts',
  'ingest/reader-worker': 'src/ingest/reader-worker.ts',
};

/**
 * The MCP server's package comes with a checker of JSON schemas that tj has no use for, a third of all its code. What else
 * that module exports stays.
 */
const WITHOUT_SCHEMA_CHECKER = {
  name: 'without-schema-checker',
  resolveId: (id) => (id === '@modelcontextprotocol/server/_shims' ? `\0${id}` : null),
  load: (id) =>
    id === '\0@modelcontextprotocol/server/_shims'
      ? "export { default as process } from 'node:process'; export class DefaultJsonSchemaValidator {}"
      : null,
};

/** The licences of packages that are put into our files. */
const LICENCES = {
  name: 'licences',
  generateBundle() {
    const folders = [...this.getModuleIds()].flatMap(
      (id) => /^(?!\0).*\/node_modules\/(?:@[^/]+\/)?[^/]+/.exec(id) ?? [],
    );
    const texts = [...new Set(folders)].sort().map((folder) => {
      const { name, version } = JSON.parse(readFileSync(`${folder}/package.json`, 'utf8'));
      const licence = readdirSync(folder).find((each) => /^licen[cs]e/i.test(each));
      return `${name} ${version}\n\n${readFileSync(`${folder}/${licence}`, 'utf8')}`;
    });
    if (texts.length > 0)
      this.emitFile({ type: 'asset', fileName: 'LICENSES.txt', source: texts.join(`\n${'='.repeat(80)}\n\n`) });
  },
};

/** What `require` loads is there sooner than what `import` does: at once, without a thread for each file. */
const COMMONJS = {
  name: 'marked-as-commonjs',
  generateBundle() {
    this.emitFile({ type: 'asset', fileName: 'package.json', source: '{ "type": "commonjs" }\n' });
  },
};

const programs = Object.entries(PROGRAMS).map(([name, path]) =>
  defineConfig({
    input: { [name]: path },
    platform: 'node',
    plugins: [WITHOUT_SCHEMA_CHECKER, LICENCES, COMMONJS],
    // Packages stay packages, by whichever of their modules they are asked for.
    external: (id) => PACKAGES.some((name) => id === name || id.startsWith(`${name}/`)),
    output: {
      dir: 'dist',
      format: 'cjs',
      comments: false,
      entryFileNames: '[name].js',
      // As deep as the modules lie: see model/own-folder.ts.
      chunkFileNames: `${name.split('/')[1]}/[name]-[hash].js`,
      codeSplitting: { groups: name === 'cli/main' ? GROUPS : [{ name: 'common', minShareCount: SHARED_BY }] },
    },
  }),
);

/** Packages whose code is part of the page, with what their licences ask to be kept. */
const IN_PAGE = ['uplot', 'd3-hierarchy'];

/** The page of `tj report`: its script and style in one file, which may run nothing else and ask nobody for anything. */
const page = defineConfig({
  input: 'src/page/main.ts',
  platform: 'browser',
  output: { dir: 'dist/page', format: 'iife', minify: true },
  plugins: [
    {
      name: 'one-page',
      generateBundle(_, bundle) {
        const [[name, { code }]] = Object.entries(bundle);
        const source = pageOf(code);
        delete bundle[name];
        this.emitFile({ type: 'asset', fileName: 'report.html', source });
      },
    },
  ],
});

function pageOf(code) {
  const read = (path) => readFileSync(new URL(path, import.meta.url), 'utf8');
  const require = createRequire(import.meta.url);
  const script = code.replaceAll('</script', '<\\/script').trim();
  const style =
    `${readFileSync(require.resolve('uplot/dist/uPlot.min.css'), 'utf8')}${read('src/page/style.css')}`.trim();
  const licences = IN_PAGE.map((name) => `${name}\n${read(`node_modules/${name}/LICENSE`).trim()}`).join('\n\n');
  const parts = { script, style, licences, 'script-hash': hashOf(script), 'style-hash': hashOf(style) };
  return read('src/page/page.html').replace(/\{\{([a-z-]+)\}\}/g, (_, part) => parts[part]);
}

function hashOf(text) {
  return `'sha256-${createHash('sha256').update(text).digest('base64')}'`;
}

export default [...programs, page];
