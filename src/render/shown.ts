import type { Calendar } from '../model/calendar.ts';
import type { Provenance } from '../model/provenance.ts';
import type { Look } from './style.ts';

/** What every view for people is made with. */
export interface Shown {
  readonly calendar: Calendar;
  readonly provenance: Provenance;
  readonly withDollars: boolean;
  readonly look: Look;
}
