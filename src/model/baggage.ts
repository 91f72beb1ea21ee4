/**
 * Pairs of `name=value` as W3C baggage has them, and OpenTelemetry's variables with it: values are percent-encoded, spaces around
 * are nothing. What is no pair is passed over; of two with one name the last counts.
 */
export function baggageOf(pairs: readonly string[]): Map<string, string> {
  return new Map(
    pairs.flatMap((pair): [string, string][] => {
      const at = pair.indexOf('=');
      const name = pair.slice(0, Math.max(0, at)).trim();
      return name === '' ? [] : [[name, decoded(pair.slice(at + 1).trim())]];
    }),
  );
}

function decoded(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch (error) {
    if (error instanceof URIError) return text;
    throw error;
  }
}
