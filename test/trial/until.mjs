const LIMIT_MS = 60_000;
const BETWEEN_MS = 50;

/** Asks until the answer is neither false nor null, and gives it; an error that says what was waited for after a minute. */
export async function until(what, ask, seen = () => '') {
  for (const deadline = Date.now() + LIMIT_MS; Date.now() < deadline; ) {
    const answer = await ask();
    if (answer) return answer;
    await new Promise((resolve) => setTimeout(resolve, BETWEEN_MS));
  }
  throw new Error(`waited ${LIMIT_MS / 1000} s in vain: ${what}\n${seen()}`);
}
