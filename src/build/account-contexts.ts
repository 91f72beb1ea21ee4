import type { ThreadContext } from '../model/context.ts';
import type { AgentId } from '../model/ids.ts';
import type { TranscriptRecord } from '../model/records.ts';
import { entrantsOf } from './entrants-of.ts';
import { findRebuilds } from './find-rebuilds.ts';
import type { ContextEvent } from './follow-threads.ts';
import { measureContext } from './measure-context.ts';
import type { PairedCall } from './pair-tools.ts';
import type { DraftSighting } from './sight-responses.ts';

/** What the prompts of every thread are made of; each response is told what it paid for once more. */
export function accountContexts(
  threads: ReadonlyMap<AgentId, readonly ContextEvent<DraftSighting>[]>,
  calls: readonly PairedCall[],
): readonly ThreadContext[] {
  const callOf = new Map(calls.map(({ call }) => [call.id, call]));
  // A result that stands twice enters once.
  const told = new Set<string>();
  const isNew = (toolUseId: string) => !told.has(toolUseId) && told.add(toolUseId) !== undefined;
  const entrants = (record: TranscriptRecord) => entrantsOf(record, callOf, isNew);
  return [...threads].map(([agentId, events]) => {
    for (const [sighting, rebuild] of findRebuilds(events)) sighting.rebuild = rebuild;
    return measureContext(agentId, events, entrants);
  });
}
