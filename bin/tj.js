#!/usr/bin/env node
const { existsSync, readFileSync } = require('node:fs');
const { join, sep } = require('node:path');

const here = join(__dirname, '..');
const words = process.argv.slice(2);
const [major = 0, minor = 0] = process.versions.node.split('.').map(Number);

/** Two lines: what is wrong, what to do. */
function refuse(what, todo) {
  process.stderr.write(`tj: ${what}\n    ${todo}\n`);
  process.exitCode = words[0] === 'session-end' ? 0 : 1;
}

async function run() {
  if (words[0] === 'session-end' && !/^(--help|-h)$/.test(words[1] ?? '')) {
    await require('../dist/cli/session-end.js').sessionEnd(words.slice(1));
    process.exit(0);
  } else if (words.length === 1 && words[0] === 'statusline') {
    await require('../dist/cli/statusline.js').statusline();
  } else if (words[0] === 'completion' && words[1] === '--list') {
    require('../dist/cli/candidates.js').candidates(words.slice(2));
  } else {
    process.exitCode = await require('../dist/cli/main.js').main(words);
  }
}

if (major < 20 || (major === 20 && minor < 19)) {
  refuse(`Node ${process.versions.node} is too old`, 'install Node 20.19 or newer, then run the same command again');
} else if (words.length === 1 && (words[0] === '--version' || words[0] === '-V')) {
  process.stdout.write(`${JSON.parse(readFileSync(join(here, 'package.json'), 'utf8')).version}\n`);
} else if (!existsSync(join(here, 'dist/cli/main.js'))) {
  refuse('not built yet', "run 'npm ci' in the folder of tj (it builds), then run the same command again");
} else if (!existsSync(join(here, 'node_modules')) && !__dirname.includes(`${sep}node_modules${sep}`)) {
  refuse('its packages are not installed', "run 'npm ci' in the folder of tj, then run the same command again");
} else {
  run();
}
