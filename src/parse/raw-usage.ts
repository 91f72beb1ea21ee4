import type { LineScanner } from './line-scanner.ts';

/** A number as written: null for `null` and when absent, NaN for what is no number. */
export type RawNumber = number | null;

/** A usage object, or an entry of its `iterations`. A class for one shape, as in raw-record.ts. */
export class RawUsage {
  input: RawNumber = null;
  output: RawNumber = null;
  cacheRead: RawNumber = null;
  cacheCreation: RawNumber = null;
  split5m: RawNumber = null;
  split1h: RawNumber = null;
  thinking: RawNumber = null;
  webSearches: RawNumber = null;
  speed: string | null = null;
  geo: string | null = null;
  tier: string | null = null;
  /** Only in an entry of `iterations`. */
  type: string | null = null;
  /** Only in an entry of `iterations`. */
  model: string | null = null;
  iterations: RawUsage[] | null = null;
}

/** Reads a usage object, or an entry of its `iterations`; null, and skipped, for anything else. */
export function readRawUsage(scan: LineScanner): RawUsage | null {
  if (!scan.enterObject()) {
    scan.skip();
    return null;
  }
  const usage = new RawUsage();
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

/** As `JSON.parse` has it: of an object that stands there twice the last counts, also where it is none. */
function readNumbers(scan: LineScanner, into: RawUsage, fields: Readonly<Record<string, NumberField>>): void {
  for (const field of Object.values(fields)) into[field] = null;
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

function readIterations(scan: LineScanner): RawUsage[] {
  const entries: RawUsage[] = [];
  if (!scan.enterArray()) {
    scan.skip();
    return entries;
  }
  while (scan.nextElement()) {
    const entry = readRawUsage(scan);
    if (entry !== null) entries.push(entry);
  }
  return entries;
}
