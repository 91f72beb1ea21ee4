import type { ThreadContext } from '../model/context.ts';
import type { AgentId } from '../model/ids.ts';
import { findRebuilds } from './find-rebuilds.ts';
import type { ContextEvent } from './follow-threads.ts';
import { measureContext } from './measure-context.ts';
import type { DraftSighting } from './sight-responses.ts';

/** What the prompts of every thread are made of; each response is told what it paid for once more. */
export function accountContexts(
  threads: ReadonlyMap<AgentId, readonly ContextEvent<DraftSighting>[]>,
): readonly ThreadContext[] {
  return [...threads].map(([agentId, events]) => {
    for (const [sighting, rebuild] of findRebuilds(events)) sighting.rebuild = rebuild;
    return measureContext(agentId, events);
  });
}
