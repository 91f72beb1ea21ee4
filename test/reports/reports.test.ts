import { cpSync, mkdirSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { newHome, removeHomes, tj } from '../cli/tj.ts';
import { FIXTURES } from '../corpus.ts';

const REPORTS = join(FIXTURES, 'reports');

interface Report {
  readonly title: string;
  /** The rule, in words. */
  readonly why: string;
  /** Values at paths of what a command answers, by command. */
  readonly expect: Readonly<Record<string, Readonly<Record<string, unknown>>>>;
}

afterAll(removeHomes);

describe.each(readdirSync(REPORTS))('%s', (name) => {
  const report: Report = JSON.parse(readFileSync(join(REPORTS, name, 'expected.json'), 'utf8'));
  const home = newHome();

  it.each(Object.entries(report.expect))(`${report.title}; tj %s: ${report.why}`, (command, values) => {
    const answer = asked(layOut(name, home), command, home);
    expect(Object.fromEntries(Object.keys(values).map((path) => [path, at(answer, path)]))).toEqual(values);
  });
});

/** A config folder with what the report has; what stood there before, where it has that, is in the store already. */
function layOut(name: string, home: string): string {
  const root = join(home, 'config');
  const projects = join(root, 'projects');
  const stages = readdirSync(join(REPORTS, name));
  if (stages.includes('stage1')) {
    mkdirSync(projects, { recursive: true });
    cpSync(join(REPORTS, name, 'stage1'), join(projects, '-w-app'), { recursive: true });
    asked(root, 'index', home);
    rmSync(projects, { recursive: true });
  }
  cpSync(join(REPORTS, name, 'projects'), projects, { recursive: true });
  return root;
}

function asked(root: string, command: string, home: string): unknown {
  const { status, stdout, stderr } = tj([...command.split(' '), '--root', root, '--json'], home);
  // What vanished from a transcript is said once, whoever asks.
  expect({ status, stderr }).toEqual({
    status: 0,
    stderr: expect.stringMatching(/^(?:tj: .* tj keeps .*\n)?$/),
  });
  return JSON.parse(stdout);
}

/** The value at a path: `a.b` a member, `0` an element, `key=x` the element whose `key` is x, `#` how many there are. */
function at(value: unknown, path: string): unknown {
  return path.split('.').reduce((found: unknown, step) => {
    if (Array.isArray(found)) {
      const [key = '', wanted] = step.split('=');
      return step === '#'
        ? found.length
        : wanted === undefined
          ? found[Number(step)]
          : found.find((one) => one[key] === wanted);
    }
    return found === null || found === undefined ? undefined : (found as Record<string, unknown>)[step];
  }, value);
}
