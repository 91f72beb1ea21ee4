import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { makeRoot, removeRoots } from '../corpus.ts';
import { answer, auditRoot, between, call, edit, oneTurn, prompt, result } from './audit-sessions.ts';
import { newHome, removeHomes, tj } from './tj.ts';

afterAll(() => {
  removeHomes();
  removeRoots();
});

/** Asks of a root in one home, so that it is read once. */
function asker(root: string): (...args: string[]) => { status: number | null; stdout: string; stderr: string } {
  const home = newHome();
  return (...args) => tj(['quota-audit', '--root', root, ...args], home);
}

function json(root: string, ...args: string[]) {
  const { status, stdout, stderr } = asker(root)('--json', ...args);
  expect({ status, stderr }).toEqual({ status: 0, stderr: '' });
  return JSON.parse(stdout);
}

describe('--explain without a session', () => {
  const root = auditRoot({ shaped: oneTurn('m1'), long: oneTurn('m2', { output: 5_000 }) });

  it('lists all limits, with how many turns each disqualified', () => {
    const { status, stdout } = asker(root)('--explain');
    expect(status).toBe(0);
    expect(stdout).toMatch(/^2 turns and 0 agents on premium models\.$/m);
    expect(stdout).toMatch(/output tokens +1,500 +1\b/);
    expect(stdout).toMatch(/tool calls +6 +0\b/);
  });
});

describe('the share of premium work', () => {
  // In microdollars: 50 + 10,000 + 5,000 + 50,000 = 65,050, and 180,050 with 5,000 output tokens.
  const root = auditRoot({ shaped: oneTurn('m1'), long: oneTurn('m2', { output: 5_000 }) });

  it('is of the turns that fulfil every criterion, in both weights', () => {
    const { premium, reclaimable_share: share, turns } = json(root);
    expect(premium).toMatchObject({ responses: 2, sessions: 2, cost_usd: 0.2451, total_tokens: 41_420 });
    expect(share.list_price).toBeCloseTo(65_050 / 245_100, 8);
    expect(share.tokens).toBeCloseTo(18_410 / 41_420, 8);
    expect(turns).toMatchObject({ judged: 2, sonnet_shaped: 1, not_judged: 0 });
  });

  it('has no interval below five sessions, and one that holds it from five on', () => {
    expect(json(root).reclaimable_share.interval).toBeNull();
    const more = Object.fromEntries(
      [1, 2, 3, 4, 5].map((n) => [`s${n}`, oneTurn(`m${n}`, n > 3 ? { output: 5_000 } : {})]),
    );
    const { list_price, interval } = json(auditRoot(more)).reclaimable_share;
    expect(interval.level).toBe(0.9);
    expect(interval.low).toBeLessThan(list_price);
    expect(interval.high).toBeGreaterThan(list_price);
  });

  it('is that of other models neither above nor below the line', () => {
    const { premium, turns } = json(
      auditRoot({ shaped: oneTurn('m1'), cheap: oneTurn('m2', { model: 'claude-sonnet-4-6' }) }),
    );
    expect(premium.responses).toBe(1);
    expect(turns.judged).toBe(1);
  });

  it('is unknown, not zero, while nothing but unfinished output speaks for it', () => {
    const open = auditRoot({ open: oneTurn('m1', { output: 1, stop: null }) });
    const { reclaimable_share: share, turns, gross_usd } = json(open);
    expect(share).toEqual({ list_price: null, tokens: null, interval: null });
    expect(turns).toMatchObject({ judged: 0, not_judged: 1, not_judged_share: { list_price: 1, tokens: 1 } });
    expect(gross_usd).toBeNull();
    expect(asker(open)().stdout).toContain('could not be judged');
  });
});

it.each([
  ['UTC', 'Mar 4'],
  ['America/New_York', 'Mar 4'],
  ['Pacific/Kiritimati', 'Mar 5'],
])('the card tells the local day on which a candidate was begun: %s', (zone, day) => {
  const root = auditRoot({ shaped: oneTurn('m1') });
  const { stdout } = tj(['quota-audit', '--root', root], newHome(), { TZ: zone });
  expect(stdout).toMatch(new RegExp(`^shaped .* ${day} `, 'm'));
});

describe('a turn is not Sonnet-shaped for', () => {
  const calls = (count: number) => Array.from({ length: count }, (_, i) => call(`t${i}`, 'Bash'));
  const again = [
    prompt('10:00:00'),
    answer('10:00:10', 'm1', { calls: [call('a', 'Bash', { command: 'make' })] }),
    result('10:00:20', 'a', true),
    answer('10:00:30', 'm2', { calls: [call('b', 'Bash', { command: 'make' })] }),
    result('10:00:40', 'b'),
  ];
  const corrected = [
    prompt('10:00:00'),
    answer('10:00:10', 'm1', { calls: [edit('a', '/w/app/a.ts')] }),
    result('10:00:20', 'a'),
    prompt('10:01:00', 'No, the other flag'),
    answer('10:01:10', 'm2', { output: 2_000, calls: [edit('b', '/w/app/a.ts')] }),
    result('10:01:20', 'b'),
  ];
  const grown = [
    prompt('10:00:00'),
    answer('10:00:10', 'm1', { output: 2_000 }),
    prompt('10:01:00', 'Read it'),
    answer('10:01:10', 'm2', { read: 18_000, write: 20_001, output: 100 }),
  ];
  const broken = [
    ...oneTurn('m1', { calls: [call('a', 'Bash')] }).slice(0, 2),
    result('10:00:20', 'a', true, '[Request interrupted by user for tool use]'),
    {
      ...{ type: 'user', timestamp: '2026-03-04T10:00:20Z', uuid: 'i' },
      message: { role: 'user', content: [{ type: 'text', text: '[Request interrupted by user for tool use]' }] },
    },
  ];
  const cases: [string, object[], unknown, unknown][] = [
    ['output', oneTurn('m1', { output: 1_501 }), 1_501, 1_500],
    ['tool_calls', oneTurn('m1', { calls: calls(7) }), 7, 6],
    ['effort', oneTurn('m1', { effort: 'high' }), 'high', 'medium'],
    ['thinking', oneTurn('m1', { thinking: 124 }), 0.31, 0.3],
    ['new_context', grown, 20_001, 20_000],
    ['agents', oneTurn('m1', { calls: [call('a', 'Agent', { description: 'look', prompt: 'look' })] }), 1, 0],
    ['plan_mode', oneTurn('m1', {}, { permissionMode: 'plan' }), 1, 0],
    ['plan_mode', oneTurn('m1', { calls: [call('a', 'ExitPlanMode', { plan: 'x' })] }), 1, 0],
    ['files', oneTurn('m1', { calls: [edit('a', '/w/app/a.ts'), edit('b', '/w/app/b.ts')] }), 2, 1],
    ['lines', oneTurn('m1', { calls: [edit('a', '/w/app/a.ts', 41)] }), 41, 40],
    ['retries', again, 1, 0],
    ['interrupted', broken, 1, 0],
    ['corrected', corrected, 1, 0],
  ];
  const names = cases.map(([criterion], i) => `${i}-${criterion}`);
  const ask = asker(auditRoot(Object.fromEntries(cases.map(([, lines], i) => [names[i], lines]))));

  it.each(cases.map(([criterion, , value, limit], i) => ({ criterion, value, limit, session: names[i] ?? '' })))(
    '$criterion, $value of $limit',
    ({ criterion, value, limit, session }) => {
      const { units } = JSON.parse(ask('--explain', session, '--json').stdout);
      const failed = units.flatMap((unit: { criteria: { outcome: string }[]; title: string }) =>
        unit.criteria.filter((each) => each.outcome === 'fails'),
      );
      expect(failed.filter((each: { criterion: string }) => each.criterion === criterion)).toEqual([
        { criterion, value, limit, outcome: 'fails', at_least: false },
      ]);
      // Beside it nothing speaks against the turn.
      const turn = units.find((unit: { criteria: { criterion: string; outcome: string }[] }) =>
        unit.criteria.some((each) => each.criterion === criterion && each.outcome === 'fails'),
      );
      expect(turn.criteria.filter((each: { outcome: string }) => each.outcome === 'fails')).toHaveLength(1);
      expect(turn).toMatchObject({ verdict: 'not_shaped', disqualified_by: criterion });
    },
  );

  it('at its limits it still is', () => {
    const edits = [edit('a', '/w/app/a.ts', 20), edit('b', '/w/app/a.ts', 20)];
    const told = { output: 1_500, effort: 'medium', thinking: 450, calls: [...calls(4), ...edits] };
    const { units } = json(auditRoot({ limit: oneTurn('m1', told) }), '--explain', 'limit');
    expect(units[0]).toMatchObject({ verdict: 'shaped', disqualified_by: null });
    expect(units[0].criteria.every((each: { outcome: string }) => each.outcome === 'holds')).toBe(true);
  });

  it('what is not known speaks neither way, and is said', () => {
    const { units } = json(auditRoot({ plain: oneTurn('m1') }), '--explain', 'plain');
    const unknown = units[0].criteria.filter((each: { outcome: string }) => each.outcome === 'unknown');
    expect(unknown.map((each: { criterion: string }) => each.criterion)).toEqual(['effort', 'thinking']);
    expect(units[0].verdict).toBe('shaped');
  });

  it('unfinished output within the limit is not judged', () => {
    const { units } = json(auditRoot({ open: oneTurn('m1', { output: 1, stop: null }) }), '--explain', 'open');
    expect(units[0]).toMatchObject({ verdict: 'not_judged', disqualified_by: null });
    expect(units[0].criteria[0]).toMatchObject({ criterion: 'output', outcome: 'unknown', at_least: true });
  });

  it('unfinished output that is too much already', () => {
    const { units } = json(auditRoot({ open: oneTurn('m1', { output: 1_501, stop: null }) }), '--explain', 'open');
    expect(units[0]).toMatchObject({ verdict: 'not_shaped', disqualified_by: 'output' });
    expect(units[0].criteria[0]).toMatchObject({ at_least: true });
  });
});

describe('candidates', () => {
  it('a session that is Sonnet-shaped as a whole has nothing to rebuild, and comes first', () => {
    const { candidates, gross_usd, net_usd } = json(auditRoot({ whole: oneTurn('m1'), pause: between('p', 0) }));
    expect(candidates.map((each: { session_id: string }) => each.session_id)).toEqual(['whole', 'pause']);
    // Sonnet takes three fifths of each rate: two fifths of 65,050.
    expect(candidates[0]).toMatchObject({ whole_session: true, turns: 1, gross_usd: 0.02602, net_usd: 0.02602 });
    expect(candidates[0].next_tier).toEqual(['claude-sonnet-4-6']);
    expect(net_usd).toBeCloseTo(candidates[0].net_usd + candidates[1].net_usd, 9);
    expect(gross_usd).toBeCloseTo(candidates[0].gross_usd + candidates[1].gross_usd, 9);
  });

  it('what a pause rebuilt anyway is not rebuilt a second time', () => {
    const [run] = json(auditRoot({ pause: between('p', 0) })).candidates;
    // 50 + 5,000 + 631,250 at Opus's rates, of which two fifths go.
    expect(run).toMatchObject({ whole_session: false, turns: 1, rebuild_usd: 0, rebuild_back_usd: 0 });
    expect(run).toMatchObject({ gross_usd: 0.25452, net_usd: 0.25452 });
  });

  it('a run whose rebuilds cost more than it gives is none', () => {
    const root = auditRoot({ between: between('b', 99_000) });
    const found = json(root);
    expect(found).toMatchObject({ candidates: [], outweighed_runs: 1, gross_usd: null, net_usd: null });
    expect(found.reclaimable_share.list_price).toBeGreaterThan(0);
    // Two fifths of 67,050; 99,000 at 3.75 - 0.30; 101,000 at 6.25 - 0.50.
    const { stdout } = asker(root)('--explain', 'between');
    expect(stdout.replaceAll(/\s+/g, ' ')).toContain(
      'a run of 1 turn at claude-sonnet-4-6: gross $0.03, rebuild $0.34, rebuild back $0.58, net -$0.90: no candidate',
    );
  });

  it('agents are judged apart', () => {
    const id = 'dddddddd-0000-4000-8000-000000000001';
    const lines = (...records: object[]) => records.map((record) => `${JSON.stringify(record)}\n`).join('');
    const root = makeRoot({
      [`-w-app/${id}.jsonl`]: lines(prompt('10:00:00'), answer('10:00:10', 'm1', { output: 5_000 })),
      [`-w-app/${id}/subagents/agent-a1.jsonl`]: lines(prompt('10:00:20'), answer('10:00:30', 's1')),
    });
    const { agents, turns, reclaimable_share } = json(root);
    expect(agents).toMatchObject({ judged: 1, sonnet_shaped: 1 });
    expect(agents.sonnet_shaped_share.list_price).toBeCloseTo(65_050 / 245_100, 8);
    expect(turns).toMatchObject({ judged: 1, sonnet_shaped: 0 });
    expect(reclaimable_share.list_price).toBe(0);
  });
});

describe('what it says', () => {
  const root = auditRoot({ shaped: oneTurn('m1'), long: oneTurn('m2', { output: 5_000 }) });
  const ask = asker(root);

  it('carries the caveat everywhere and promises nothing', () => {
    const all = [[], ['--json'], ['--explain', 'shaped'], ['--export-config', 'claude-code']];
    for (const args of all) {
      const words = ask(...args).stdout.replaceAll(/[\s/]+/g, ' ');
      expect(words).toContain('candidates to spot-check');
      expect(words).not.toMatch(/saved|wasted|safe to/i);
    }
  });

  it('shows dollars only where the plan allows it', () => {
    expect(ask().stdout).toContain('$');
    expect(ask('--plan', 'max').stdout).not.toContain('$');
    expect(ask('--plan', 'max', '--explain', 'shaped').stdout).not.toContain('$');
    expect(ask('--plan', 'max', '--dollars').stdout).toContain('$');
  });

  it('an empty window, and one without premium work, are told in words', () => {
    const empty = ask('--since', '2026-03-05');
    expect(empty).toMatchObject({ status: 0, stderr: '' });
    expect(empty.stdout).toContain('No responses in this window.');
    const other = asker(auditRoot({ other: oneTurn('m1', { model: 'glm-9-unknown' }) }))();
    expect(other).toMatchObject({ status: 0, stderr: '' });
    expect(other.stdout).toContain('No work of a premium model in this window.');
    expect(other.stdout.replaceAll('\n', ' ')).toContain('1 unpriced (glm-9-unknown)');
    const nothing = json(root, '--since', '2026-03-05');
    expect(nothing.reclaimable_share).toEqual({ list_price: null, tokens: null, interval: null });
  });

  it('wants options that go together', () => {
    for (const args of [
      ['--output', 'x'],
      ['--export-config', 'vim'],
      ['--export-config', 'claude-code', '--json'],
    ])
      expect(ask(...args)).toMatchObject({ status: 2 });
    expect(ask('--explain', 'nobody')).toMatchObject({ status: 1 });
  });
});

describe('--explain', () => {
  it('a turn within which the context shrank brought nothing new: never less than none', () => {
    const ask = asker(
      auditRoot({
        shrunk: [
          ...oneTurn('m1', { read: 150_000 }),
          prompt('10:05:00', 'And in the help'),
          answer('10:05:10', 'm2', { read: 20_000, write: 500 }),
        ],
      }),
    );
    expect(ask('--explain', 'shrunk', '--json').stdout).not.toMatch(/"value": -/);
    expect(ask('--explain', 'shrunk').stdout.replaceAll(/\s+/g, ' ')).toContain('new context tokens 0 (limit 20,000)');
  });
});

describe('--export-config', () => {
  const root = auditRoot({ shaped: oneTurn('m1') });
  const ask = asker(root);
  const folder = newHome();

  it('writes a new file for its owner, and what it holds is JSON under comments', () => {
    const file = join(folder, 'settings.jsonc');
    expect(ask('--export-config', 'claude-code', '--output', file)).toEqual({ status: 0, stdout: '', stderr: '' });
    const text = readFileSync(file, 'utf8');
    expect(text).toBe(ask('--export-config', 'claude-code').stdout);
    expect(JSON.parse(text.replaceAll(/^\s*\/\/.*$/gm, ''))).toEqual({ model: 'opusplan' });
  });

  it('proposes nothing that is about less than 2 % of all cost, and says so', () => {
    // One answer costs $0.065; 9,000 output tokens of the other session $0.225 each.
    const besides = (dear: number) =>
      asker(
        auditRoot({
          shaped: oneTurn('m1'),
          dear: Array.from({ length: dear }, (_, i) =>
            oneTurn(`d${i}`, { output: 9_000, read: 0, write: 8_000 }),
          ).flat(),
        }),
      )('--export-config', 'claude-code').stdout;
    expect(besides(5)).toContain('"model": "opusplan"');
    const none = besides(15).replaceAll(/\n\/\/ /g, ' ');
    expect(none).not.toContain('opusplan');
    expect(none).toMatch(/No setting to try: the most that one would be about is 1\.\d % of cost, and below 2\.0 %/);
  });

  it('leaves a file alone that is there, and writes nothing into Claude’s folders', () => {
    const file = join(folder, 'mine.json');
    writeFileSync(file, 'mine');
    const { status, stderr } = ask('--export-config', 'claude-code', '--output', file);
    expect({ status, kept: readFileSync(file, 'utf8') }).toEqual({ status: 1, kept: 'mine' });
    expect(stderr).toContain('is there already');
    mkdirSync(join(root, 'sub'));
    for (const place of [join(root, 'new.json'), join(root, 'sub', 'new.json')]) {
      expect(ask('--export-config', 'claude-code', '--output', place).status).toBe(1);
      expect(existsSync(place)).toBe(false);
    }
  });
});
