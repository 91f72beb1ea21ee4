import { counted } from '../model/counted.ts';
import { escaped } from '../model/escaped.ts';
import type { Fault } from '../model/fault.ts';

/** Sessions named one by one. */
const SHOWN = 3;

const KEPT = {
  spans: 'it is shown as it was before',
  usage: 'only its responses are known',
  nothing: 'it is left out',
} as const;

/** What is said of sessions that could not be built, one a line. */
export function faultLines(faults: readonly Fault[]): string[] {
  const more = faults.length - SHOWN;
  return [
    ...faults.slice(0, SHOWN).map(({ sessionId, path, reason, kept }) => {
      const what = `a fault of tj, not yours: session ${escaped(sessionId)} could not be read, and ${KEPT[kept]}`;
      return `${what}; all else is as it should be. Please report it: ${escaped(reason)} (${escaped(path)})`;
    }),
    ...(more > 0 ? [`and ${counted(more, 'more session')} like these`] : []),
  ];
}

/** The same for programs. */
export function faultsJson(faults: readonly Fault[]): object[] {
  return faults.map(({ sessionId, path, reason, kept }) => ({ session_id: sessionId, path, reason, kept }));
}
