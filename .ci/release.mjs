#!/usr/bin/env node
// Makes a release of what is committed: `.ci/release.mjs 1.0.0`. Checks all, dates the changelog, sets the version, commits and tags.
// Nothing is pushed or published: the last lines say what to type.
import { execFileSync } from 'node:child_process';
import { readFileSync, writeFileSync } from 'node:fs';

process.chdir(new URL('..', import.meta.url).pathname);

const run = (program, ...args) => execFileSync(program, args, { stdio: 'inherit' });
const output = (program, ...args) => execFileSync(program, args, { encoding: 'utf8' }).trim();

function refuse(why) {
  process.stderr.write(`release: ${why}\n`);
  process.exit(1);
}

/** Major, minor and patch as numbers that compare in this order. */
const order = (version) =>
  version
    .split('.')
    .map((part) => part.padStart(9, '0'))
    .join('.');

const [version = '', ...rest] = process.argv.slice(2);
const { version: current } = JSON.parse(readFileSync('package.json', 'utf8'));
if (!/^\d+\.\d+\.\d+$/.test(version) || rest.length > 0) refuse('say which version: .ci/release.mjs 1.2.3');
if (order(version) <= order(current)) refuse(`${version} is not after ${current}`);
if (output('git', 'branch', '--show-current') !== 'main') refuse('releases are made of main');
if (output('git', 'status', '--porcelain') !== '') refuse('commit or stash what has changed first');

const changelog = readFileSync('CHANGELOG.md', 'utf8');
const heading = '## Unreleased\n';
if (!new RegExp(`${heading}\\n- `).test(changelog)) refuse('CHANGELOG.md names nothing below Unreleased');

run('npm', 'ci');
run('npm', 'run', 'check');

const today = new Date().toISOString().slice(0, 10);
writeFileSync('CHANGELOG.md', changelog.replace(heading, `${heading}\n## ${version} (${today})\n`));
run('npm', 'version', version, '--no-git-tag-version');
const manifest = 'plugin/.claude-plugin/plugin.json';
writeFileSync(manifest, readFileSync(manifest, 'utf8').replace(/"version": "[^"]*"/, `"version": "${version}"`));
run('git', 'commit', '-am', `Release ${version}`);
run('git', 'tag', '-a', `v${version}`, '-m', version);
process.stdout.write(`\n${version} is committed and tagged. To publish it:\n  git push --follow-tags\n  npm publish\n`);
