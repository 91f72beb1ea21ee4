/** An option that narrows an answer or says what it is read from, as it was typed. */
export interface TypedOption {
  readonly option: string;
  /** Null for an option without a value. */
  readonly value: string | null;
}
