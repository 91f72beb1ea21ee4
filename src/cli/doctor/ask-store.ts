import { UserError } from '../../model/errors.ts';
import { type Store, whileUsing } from '../../store/open-store.ts';

/** Asks a store that may be damaged: null where it cannot answer, which the findings about the store say. */
export function askStore<T>(store: Store, path: string, question: () => T): T | null {
  try {
    return question();
  } catch (error) {
    if (whileUsing(store, error, path) instanceof UserError) return null;
    throw error;
  }
}
