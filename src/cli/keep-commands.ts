import type { Command } from 'commander';
import { contextFor } from './run-context.ts';
import {
  type Adders,
  addAnswerOptions,
  addBudgetOption,
  addCommonOptions,
  addShownOptions,
  addStoreOptions,
  addTableOptions,
  collect,
} from './shared-options.ts';

/** What keeps the store and the settings. */
export const KEEPING: Adders = {
  index: addIndex,
  doctor: addDoctor,
  'session-end': addSessionEnd,
  prune: addPrune,
  label: addLabel,
  export: addExport,
  import: addImport,
  pricing: addPricing,
  config: addConfig,
};

function addIndex(tj: Command): void {
  const index = tj
    .command('index')
    .description('Read all transcripts that changed and keep what they say, also after Claude Code deletes them.')
    .option('--reindex', 'read everything that still exists anew');
  addCommonOptions(addStoreOptions(index)).action(async (options) => {
    const { indexTranscripts } = await import('./commands/index-transcripts.ts');
    await indexTranscripts(options, contextFor(options));
  });
}

function addDoctor(tj: Command): void {
  const doctor = tj
    .command('doctor')
    .summary('Whether all is well: store, transcripts, hook, prices; and what to type where it is not.')
    .description(
      'Whether all is well: the store and its checksums, transcripts that are damaged or not kept yet, the hook, prices, ' +
        'permissions; and what to type where something is not. Only --repair writes. Exits with 1 for an error.',
    )
    .option('--repair', 'save what can be read of a damaged store and rebuild the rest; the damaged one is kept beside')
    .option('--all', 'build every session again and compare it with what is kept, not 20 of them')
    .option('--pricing <file>', 'your own prices and aliases, laid over the list prices');
  addCommonOptions(addStoreOptions(doctor)).action(async (options) => {
    const command = await import('./commands/doctor.ts');
    await command.doctor(options, contextFor(options));
  });
}

function addSessionEnd(tj: Command): void {
  tj.command('session-end')
    .allowUnknownOption()
    .allowExcessArguments()
    .description(
      "For Claude Code's hooks: takes in the session that ended, in the background, and sends it on where export_endpoint " +
        'of tj config names a collector. Always exits with 0.',
    )
    .option('--session <id>', 'by hand: its id, or the beginning of it; nothing is read from standard input')
    .option('--instance <name>', 'name of the terminal, or of what started the session (also TJ_INSTANCE)')
    .option('--foreground', 'wait until the session is in the store')
    .option('--catch-up', 'for SessionStart: read whatever changed, in the background')
    .option('--root <dir>', "Claude Code's config folder or its projects folder (repeatable)")
    .action(async () => {
      const { sessionEnd } = await import('./commands/session-end.ts');
      const words = process.argv.slice(2);
      await sessionEnd(words.toSpliced(words.indexOf('session-end'), 1));
    });
}

function addPrune(tj: Command): void {
  const prune = tj
    .command('prune')
    .summary("Take sessions out of tj's store, after showing them and asking.")
    .description(
      "Take sessions out of tj's store, after showing them and asking. Claude Code's own files stay as they are. A session " +
        'whose transcripts are still on disk stays out until one of them grows; one of a folder that tj only reads when it ' +
        'is named, until it is named again. Nothing else brings it back. Of several of --before, --root and --gone, only ' +
        'what all of them name is taken out.',
    )
    .option('--before <date>', 'sessions whose last record is before it: 2026-08-01, 90d or an ISO time')
    .option('--gone', 'only what vanished from transcripts that still exist')
    .option('--yes', 'take it out without asking')
    .option('--dry-run', 'show what would go, and change nothing');
  addStoreOptions(addShownOptions(prune))
    .option('--root <dir>', 'what was read below this config folder or projects folder (repeatable)', collect)
    .option('--json', 'one JSON document on standard output, nothing else')
    .option('--no-color', 'no colour (also NO_COLOR)')
    .action(async (options) => {
      const command = await import('./commands/prune.ts');
      await command.prune(options, contextFor(options));
    });
}

function addLabel(tj: Command): void {
  const label = tj
    .command('label')
    .description('Give a session a name of your own, instead of its title; without a name, tell the one it has.')
    .argument('[session]', 'its id, or the beginning of it')
    .argument('[name...]', 'its label, at most 80 characters')
    .option('--remove', 'take the label out again')
    .option('--suggest', 'ask claude -p for titles of the newest 20 sessions that have none; says before what it costs')
    .option('--undo', 'take out what the last --suggest gave')
    .option('--yes', 'with --suggest: ask Claude without asking you')
    .option('--dry-run', 'with --suggest: show what would be sent, and send nothing');
  addCommonOptions(addStoreOptions(addBudgetOption(label))).action(
    async (id: string | undefined, words: readonly string[], options) => {
      const command = await import('./commands/label.ts');
      await command.label(id, words, options, contextFor(options));
    },
  );
}

function addExport(tj: Command): void {
  const exporting = tj
    .command('export')
    .summary('What is kept, for other programs or for tj on another machine.')
    .description(
      'The span trees, for other programs, or all that is kept, for tj import on another machine. Labels, hashes and ' +
        'sizes, never contents.',
    )
    .option('--ndjson', 'one span a line')
    .option('--store', 'all that is kept, for tj import; nothing narrows it')
    .option('--otlp', 'to an OpenTelemetry collector, over HTTP: what it does not have yet, of whole sessions')
    .option(
      '--endpoint <url>',
      'the collector (default: OTEL_EXPORTER_OTLP_ENDPOINT, else export_endpoint of tj config, else http://localhost:4318)',
    )
    .option('--content', 'with --otlp: labels too: titles, beginnings of prompts, answers and errors, targets of calls')
    .option('--again', 'with --otlp: also what the collector has by what was recorded, or refused')
    .option('--dry-run', 'with --otlp: what would be sent')
    .option('-o, --output <file>', 'a new file that only you can read (default: standard output, as -)')
    .option('--session <id>', 'only the spans of this session: its id, or the beginning of it');
  addCommonOptions(addStoreOptions(addBudgetOption(addAnswerOptions(exporting)))).action(async (options) => {
    if (options.otlp || options.endpoint || options.content || options.again || options.dryRun) {
      const { exportToCollector } = await import('./commands/export-otlp.ts');
      return await exportToCollector(options, contextFor(options));
    }
    const { exportTo } = await import('./commands/export-spans.ts');
    await exportTo(options, contextFor(options));
  });
}

function addImport(tj: Command): void {
  const importing = tj
    .command('import')
    .summary("Bring in what 'tj export --store' wrote on another machine.")
    .description(
      "Bring in what 'tj export --store' wrote, on another machine or this one: all of it or nothing. What is known " +
        'already is not kept twice, and nothing that is here goes; of labels of one session, the one here stays.',
    )
    .argument('<file>', 'the file, or - for standard input');
  addStoreOptions(importing)
    .option('--json', 'one JSON document on standard output, nothing else')
    .option('--no-color', 'no colour (also NO_COLOR)')
    .action(async (file: string, options) => {
      const { importStore } = await import('./commands/import-store.ts');
      await importStore(file, options, contextFor(options));
    });
}

function addPricing(tj: Command): void {
  const pricing = tj
    .command('pricing')
    .description('The list prices in force, or all rows of one model.')
    .argument('[model]', "a model's id, in any spelling")
    .option('--pricing <file>', 'your own prices and aliases, laid over the list prices');
  addTableOptions(pricing)
    .option('--json', 'one JSON document on standard output, nothing else')
    .option('--no-color', 'no colour (also NO_COLOR)')
    .action(async (model: string | undefined, options) => {
      const command = await import('./commands/pricing.ts');
      await command.pricing(model, options, contextFor(options));
    });
}

function addConfig(tj: Command): void {
  tj.command('config')
    .description('Your settings: all of them, or get, set, unset one; path tells the file.')
    .argument('[words...]', 'nothing for all of them, or: get KEY, set KEY VALUE..., unset KEY, path')
    .option('--json', 'one JSON document on standard output, nothing else')
    .option('--no-color', 'no colour (also NO_COLOR)')
    .action(async (words: readonly string[], options) => {
      const { config } = await import('./commands/config.ts');
      await config(words, options, contextFor(options));
    });
}
