import { afterAll, describe, expect, it } from 'vitest';
import { answer, lines, results, use, user } from '../checklist/lines.ts';
import { makeRoot, removeRoots } from '../corpus.ts';
import { newHome, removeHomes, tj } from './tj.ts';

afterAll(() => {
  removeHomes();
  removeRoots();
});

const FOLDER = '/home/somebody/work/customers/shop/packages/web';
const PAGES = `${FOLDER}/src/components/pages`;

/** A session in a folder whose path alone is wider than a narrow terminal. */
function session(): string {
  return makeRoot({
    'p/deep.jsonl': lines(
      user(0, 'go'),
      answer(1, 'm1', [
        use('t1', 'Bash', { command: `cd ${FOLDER} && npm test` }),
        use('t2', 'Read', { file_path: `${PAGES}/Clients.tsx` }),
        use('t3', 'Edit', { file_path: `${PAGES}/Orders.tsx`, old_string: 'a', new_string: 'b' }),
        use('t4', 'Bash', { command: `cd ${FOLDER} && git add ${PAGES}/Clients.tsx ${PAGES}/Orders.tsx` }),
        use('t5', 'Bash', { command: `cd ${FOLDER} && cat > notes.md <<'EOF'\nthe text of it\nEOF` }),
      ]),
      results(2, { t1: 'ok', t2: 'ok', t3: 'ok', t4: 'ok', t5: 'ok' }),
      answer(3, 'm2', 'done'),
    ),
  });
}

describe.each([80, 50])('in a project with a long path, at %i columns', (columns) => {
  const shown = (view: string) => {
    const run = tj(['session', 'deep', view, '--root', session()], newHome(), { COLUMNS: String(columns) });
    expect(run.stderr).toBe('');
    expect(Math.max(...run.stdout.split('\n').map((line) => line.length))).toBeLessThanOrEqual(columns);
    return run.stdout;
  };

  it.each(['--timeline', '--map', '--spans'])('%s tells what was done, and to which file', (view) => {
    const text = shown(view);
    expect(text).toMatch(/npm test/);
    expect(text).toMatch(/Clients\.tsx/);
    expect(text).toMatch(/Orders\.tsx/);
    expect(text).toMatch(/git add …\/(?:pages\/)?Cli/);
    expect(text).toMatch(/cat > notes\.md/);
    expect(text).not.toMatch(/somebody|cd \/|the text of it/);
  });

  it.each(['--timeline', '--map'])('%s in ASCII has no character beyond it', (view) => {
    const look = { COLUMNS: String(columns), LANG: 'C', LC_ALL: 'C', TERM: 'dumb' };
    const { stdout } = tj(['session', 'deep', view, '--root', session()], newHome(), look);
    expect(stdout).toMatch(/git add ~\//);
    expect(stdout).toMatch(/^[\n -~]*$/);
  });

  it('a line of the map ends between two names', () => {
    const names = shown('--map')
      .split('\n')
      .filter((line) => /Clients|Orders/.test(line));
    for (const line of names) expect(line).not.toMatch(/^ *x\d|…$/);
  });
});
