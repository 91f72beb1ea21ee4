import { UserError } from '../model/errors.ts';

/** What is wrong in a user's price file and where, as one line: `prices.json: models[0].input: ...`. */
export function badPricingFile(file: string, path: readonly PropertyKey[], message: string): UserError {
  const place = path.map(placeStep).join('').replace(/^\./, '');
  return new UserError('bad-pricing-file', place === '' ? `${file}: ${message}` : `${file}: ${place}: ${message}`, 2);
}

function placeStep(step: PropertyKey): string {
  if (typeof step === 'number') return `[${step}]`;
  const name = String(step);
  return /^\w+$/.test(name) ? `.${name}` : `[${JSON.stringify(name)}]`;
}
