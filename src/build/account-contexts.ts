import type { ThreadContext } from '../model/context.ts';
import { MAIN_THREAD } from '../model/ids.ts';
import type { TranscriptRecord } from '../model/records.ts';
import { entrantsOf, resultEntrant, type SessionFacts } from './entrants-of.ts';
import { findRebuilds } from './find-rebuilds.ts';
import { followThreads } from './follow-threads.ts';
import { measureContext } from './measure-context.ts';
import type { PairedCall } from './pair-tools.ts';
import type { ThreadedRecord } from './place-threads.ts';
import { RequestLog } from './request-log.ts';
import type { DraftSighting } from './sight-responses.ts';
import { snapshotsInForce } from './snapshots-in-force.ts';

/** What the prompts of every thread are made of; each response is told what it paid for once more. */
export function accountContexts(
  files: readonly (readonly ThreadedRecord[])[],
  sightings: readonly DraftSighting[],
  calls: readonly PairedCall[],
): readonly ThreadContext[] {
  const log = new RequestLog();
  const threads = followThreads(files, sightings, log);
  const facts = factsOf(files, calls);
  const ofSession = snapshotsInForce(threads.get(MAIN_THREAD) ?? [], null).at(-1) ?? null;
  return [...threads].map(([agentId, events]) => {
    for (const [sighting, rebuild] of findRebuilds(events)) sighting.rebuild = rebuild;
    return measureContext(agentId, events, {
      entrantsOf: (record: TranscriptRecord, isReplay: boolean) => entrantsOf(record, isReplay, facts),
      snapshots: snapshotsInForce(events, ofSession),
      log,
      resultOf: (block) => resultEntrant(block, facts.callOf),
    });
  });
}

function factsOf(files: readonly (readonly ThreadedRecord[])[], calls: readonly PairedCall[]): SessionFacts {
  const callOf = new Map(calls.map(({ call }) => [call.id, call]));
  const told = new Set<string>();
  const isNew = (toolUseId: string) => !told.has(toolUseId) && told.add(toolUseId) !== undefined;
  const definitions = new Map<string, number>();
  for (const file of files) {
    for (const { record } of file) {
      if (record.kind !== 'loaded-tools' && record.kind !== 'fixed-context') continue;
      for (const { name, chars } of record.tools ?? []) definitions.set(name, chars);
    }
  }
  return { callOf, isNew, definitions };
}
