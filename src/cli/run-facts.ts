import { baggageOf } from '../model/baggage.ts';
import { contentHash } from '../model/content-hash.ts';
import type { RunFacts } from '../model/hook-report.ts';
import { labelOf } from '../model/label.ts';
import type { RunContext } from './run-context.ts';

/** Ids of sessions are no longer than that; what is told of a run may be anything. */
const ID_CHARS = 200;

/**
 * What the environment says of the run that a session belongs to: tj's own variables, else the same facts among
 * OpenTelemetry's resource attributes (product.md, "The hook").
 */
export function runFactsOf({ env }: Pick<RunContext, 'env'>): RunFacts {
  const attributes = baggageOf((env.OTEL_RESOURCE_ATTRIBUTES ?? '').split(','));
  const fact = (variable: string, attribute: string) => {
    const said = env[variable]?.trim() || attributes.get(attribute)?.trim();
    return said ? said : null;
  };
  return {
    runId: idOf(fact('TJ_RUN_ID', 'tokenjam.run_id')),
    parentSessionId: idOf(fact('TJ_PARENT_SESSION_ID', 'tokenjam.parent_session_id')),
    instance: nameOf(fact('TJ_INSTANCE', 'service.instance.id')),
    project: nameOf(fact('TJ_PROJECT', 'service.namespace')),
  };
}

function nameOf(said: string | null): string | null {
  return said === null ? null : labelOf(said) || null;
}

/** An id as it is; where it has to be cut or masked, with a hash, so that two of them stay two. */
function idOf(said: string | null): string | null {
  if (said === null || labelOf(said, ID_CHARS) === said) return said;
  return `${labelOf(said)}#${contentHash(said)}`;
}
