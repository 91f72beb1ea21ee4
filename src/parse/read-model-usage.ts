import type { LineScanner } from './line-scanner.ts';
import { RawModelUsage } from './raw-record.ts';

/** Reads the `modelUsage` of a ledger, an object with a model as each key; empty, and skipped, for anything else. */
export function readModelUsage(scan: LineScanner): RawModelUsage[] {
  const models: RawModelUsage[] = [];
  if (!scan.enterObject()) {
    scan.skip();
    return models;
  }
  for (let key = scan.nextKey(); key !== null; key = scan.nextKey()) models.push(readModel(scan, scan.keyText()));
  return models;
}

function readModel(scan: LineScanner, model: string): RawModelUsage {
  const usage = new RawModelUsage(model);
  if (!scan.enterObject()) {
    scan.skip();
    return usage;
  }
  for (let key = scan.nextKey(); key !== null; key = scan.nextKey()) {
    switch (key) {
      case 'inputTokens':
      case 'outputTokens':
      case 'cacheReadInputTokens':
      case 'cacheCreationInputTokens':
      case 'webSearchRequests':
      case 'costUSD':
        usage[key] = scan.number();
        break;
      default:
        scan.skip();
    }
  }
  return usage;
}
