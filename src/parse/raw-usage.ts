import type { JsonScanner } from './json-scanner.ts';

/** A number as written: undefined when absent, null for `null`, NaN for what is no number. */
export type RawNumber = number | null | undefined;

export interface RawUsage {
  input?: RawNumber;
  output?: RawNumber;
  cacheRead?: RawNumber;
  cacheCreation?: RawNumber;
  split5m?: RawNumber;
  split1h?: RawNumber;
  thinking?: RawNumber;
  webSearches?: RawNumber;
  speed?: string | null;
  geo?: string | null;
  tier?: string | null;
  /** Only in an entry of `iterations`. */
  type?: string | null;
  /** Only in an entry of `iterations`. */
  model?: string | null;
  iterations?: RawUsage[];
}

/** Reads a usage object, or an entry of its `iterations`; undefined, and skipped, for anything else. */
export function readRawUsage(scan: JsonScanner): RawUsage | undefined {
  if (!scan.enterObject()) {
    scan.skip();
    return undefined;
  }
  const usage: RawUsage = {};
  for (let key = scan.nextKey(); key !== null; key = scan.nextKey()) {
    switch (key) {
      case 'input_tokens':
        usage.input = scan.number();
        break;
      case 'output_tokens':
        usage.output = scan.number();
        break;
      case 'cache_read_input_tokens':
        usage.cacheRead = scan.number();
        break;
      case 'cache_creation_input_tokens':
        usage.cacheCreation = scan.number();
        break;
      case 'cache_creation':
        readNumbers(scan, usage, { ephemeral_5m_input_tokens: 'split5m', ephemeral_1h_input_tokens: 'split1h' });
        break;
      case 'output_tokens_details':
        readNumbers(scan, usage, { thinking_tokens: 'thinking' });
        break;
      case 'server_tool_use':
        readNumbers(scan, usage, { web_search_requests: 'webSearches' });
        break;
      case 'speed':
        usage.speed = scan.string();
        break;
      case 'inference_geo':
        usage.geo = scan.string();
        break;
      case 'service_tier':
        usage.tier = scan.string();
        break;
      case 'type':
        usage.type = scan.string();
        break;
      case 'model':
        usage.model = scan.string();
        break;
      case 'iterations':
        usage.iterations = readIterations(scan);
        break;
      default:
        scan.skip();
    }
  }
  return usage;
}

type NumberField = 'split5m' | 'split1h' | 'thinking' | 'webSearches';

function readNumbers(scan: JsonScanner, into: RawUsage, fields: Readonly<Record<string, NumberField>>): void {
  if (!scan.enterObject()) {
    scan.skip();
    return;
  }
  for (let key = scan.nextKey(); key !== null; key = scan.nextKey()) {
    const field = fields[key];
    if (field === undefined) scan.skip();
    else into[field] = scan.number();
  }
}

function readIterations(scan: JsonScanner): RawUsage[] {
  const entries: RawUsage[] = [];
  if (!scan.enterArray()) {
    scan.skip();
    return entries;
  }
  while (scan.nextElement()) {
    const entry = readRawUsage(scan);
    if (entry !== undefined) entries.push(entry);
  }
  return entries;
}
