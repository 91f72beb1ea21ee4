import { expect, it } from 'vitest';
import { ContextLayout, together } from '../../src/build/context-layout.ts';
import { agentId } from '../../src/model/ids.ts';
import type { Sighting } from '../../src/model/session-rows.ts';
import { placesIn } from './context-of.ts';

it('a context that shrinks at every other response is held in places that do not grow with the square of it', () => {
  const layout = new ContextLayout();
  const sighting = { agentId: agentId('') } as Sighting;
  const result = (chars: number) => ({
    ...{ kind: 'tool' as const, tool: 'Bash', label: `c${chars}`, content: '', at: null, chars },
    ...{ estimate: 100, most: 1000, sentAs: '', sentIn: 'message' as const, file: '', isReplay: false },
  });
  layout.begin(20_000, [], []);
  for (let step = 0; step < 4000; step++) {
    layout.grow(
      1100,
      { whole: 100, visible: 100, parts: { thinking: 0, tool_calls: 100, prose: 0, unknown: 0 } },
      together([result(step)]),
    );
    if (step % 2 === 1) layout.takeBack(layout.size - 1);
    layout.step(sighting);
  }
  const { stretches, items } = layout.result();
  const places = stretches.reduce((sum, stretch) => sum + placesIn(stretch.places).length, 0);
  expect(places).toBeLessThan(400_000);
  for (const { places: packed, steps } of stretches) {
    const own = placesIn(packed);
    const sum = own.reduce((all, { tokens }) => all + tokens, 0);
    for (const { contextTokens } of steps) expect(contextTokens).toBeLessThanOrEqual(sum);
    for (const { item } of own) expect(items[item]).toBeDefined();
  }
  expect(stretches.reduce((sum, { steps }) => sum + steps.length, 0)).toBe(4000);
});
