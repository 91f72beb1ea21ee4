import { readdirSync } from 'node:fs';
import { basename, join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { agentsReport } from '../../src/analyse/agents-report.ts';
import { pricerFor } from '../../src/analyse/pricer.ts';
import { sumUsage } from '../../src/analyse/usage.ts';
import { agentList } from '../../src/query/agent-list.ts';
import { ALL_RESPONSES } from '../../src/query/response-filter.ts';
import { usageGroups } from '../../src/query/usage-groups.ts';
import { copyEdge, FIXTURES, removeRoots, transcriptFolders } from '../corpus.ts';
import { shipped } from '../price/shipped-prices.ts';
import { groupBy, storeOf, treesIn } from '../tree.ts';

afterAll(removeRoots);

const price = pricerFor(shipped);

describe('agents are told as usage by agent tells them', () => {
  const fixtures = readdirSync(FIXTURES)
    .filter((name) => /^\d/.test(name))
    .flatMap((version) => readdirSync(join(FIXTURES, version)).map((name) => join(FIXTURES, version, name)));
  it.each(fixtures)('%s', agrees);

  const edge = readdirSync(join(FIXTURES, 'edge')).filter((name) => name.endsWith('.jsonl'));
  it.each(edge.map((name) => basename(name, '.jsonl')))('edge/%s', (name) => agrees(copyEdge(name)));

  const real = transcriptFolders();
  it.skipIf(real.length > 0)('the public transcripts are not beside this checkout: skipped', () => undefined);
  it.each(real)('%s', agrees);
});

/** Every response of an agent counts for one agent and for one type, and every agent of a tree is listed. */
async function agrees(configDir: string): Promise<void> {
  const store = await storeOf(configDir);
  const groups = usageGroups(store, ALL_RESPONSES, [], { time: 'day', of: 'agents' });
  const rows = agentList(store, ALL_RESPONSES);
  const trees = treesIn(store);
  store.close();
  const report = agentsReport({ rows, groups, everything: groups, cut: new Set(), price, table: shipped });
  const own = groups.filter((group) => group.agentId !== '');
  const byAgent = groupBy(own, (group) => `${group.sessionId}/${group.agentId}`);
  const known = report.agents.filter((agent) => agent.usage !== null);
  expect(Object.fromEntries(known.map((agent) => [`${agent.sessionId}/${agent.agentId}`, agent.usage]))).toEqual(
    Object.fromEntries([...byAgent].map(([key, some]) => [key, sumUsage(some, price)])),
  );
  if (report.totals !== null) expect(report.totals).toEqual(sumUsage(own, price));
  const inTypes = report.types.flatMap((type) => type.usage ?? []);
  expect(inTypes.reduce((sum, usage) => sum + usage.responses, 0)).toBe(sumUsage(own, price).responses);
  expect(inTypes.reduce((sum, usage) => sum + (usage.cost ?? 0n), 0n)).toBe(sumUsage(own, price).cost ?? 0n);
  const calls = new Map(report.agents.map((agent) => [`${agent.sessionId}/${agent.agentId}`, agent.toolCalls]));
  const inTrees = [...trees.values()].flatMap((tree) =>
    tree.rows.agents.map((agent) => `${tree.sessionId}/${agent.agentId}`),
  );
  expect(inTrees).toEqual(expect.arrayContaining([...calls.keys()]));
  for (const { sessionId, rows: tree, chats } of trees.values()) {
    const answered = new Set(chats.map((chat) => chat.agentId));
    for (const { agentId, link } of tree.agents) {
      if (link === 'call') expect(calls.get(`${sessionId}/${agentId}`)).toBeNull();
      else if (answered.has(agentId))
        expect(calls.get(`${sessionId}/${agentId}`)).toBe(tree.tools.filter((tool) => tool.agentId === agentId).length);
    }
  }
}
