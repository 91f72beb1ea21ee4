/** Which models there are, and the largest prompt of each, without looking at every response. */
export const MODELS = `
  CREATE INDEX responses_by_model ON responses (model, prompt_tokens);
`;
