import { labelOf } from '../model/label.ts';
import type { EventRecord } from '../model/records.ts';
import { commandLine } from './classify-prompt.ts';
import type { LineScanner } from './line-scanner.ts';
import type { RawRecord } from './raw-record.ts';
import { type Placed, threadOf } from './thread-of.ts';

/** Bytes of a system record's text that are looked at. */
const TEXT_BYTES = 4096;

/** Something that a system record tells; undefined for what is of no use later. */
export function systemEvent(scan: LineScanner, raw: RawRecord, placed: Placed): EventRecord | undefined {
  switch (raw.subtype) {
    case 'api_error': {
      const what = [raw.error?.status ?? '', raw.error?.type ?? ''].join(' ').trim();
      return event(scan, raw, placed, 'api-error', what);
    }
    case 'microcompact_boundary':
      return event(scan, raw, placed, 'microcompaction', '');
    case 'model_refusal_fallback':
      return event(scan, raw, placed, 'model-fallback', raw.fallbackModel ?? '');
    case 'local_command': {
      const text = raw.content === null ? '' : scan.textOf(raw.content, TEXT_BYTES);
      return text.includes('<command-name>') ? event(scan, raw, placed, 'command', commandLine(text)) : undefined;
    }
    case 'stop_hook_summary':
      return raw.promptHooks > 0 ? event(scan, raw, placed, 'prompt-hooks', String(raw.promptHooks)) : undefined;
    case 'away_summary':
      return event(scan, raw, placed, 'away-summary', '');
    default:
      return undefined;
  }
}

/** The mode of permissions from here on. */
export function permissionMode(scan: LineScanner, raw: RawRecord, placed: Placed): EventRecord | undefined {
  return raw.permissionMode ? event(scan, raw, placed, 'permission-mode', raw.permissionMode) : undefined;
}

function event(
  scan: LineScanner,
  raw: RawRecord,
  placed: Placed,
  name: EventRecord['event'],
  text: string,
): EventRecord {
  return { kind: 'event', ...placed, ...threadOf(scan, raw, false), event: name, label: labelOf(text) };
}
