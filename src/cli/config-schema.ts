import { isAbsolute } from 'node:path';
import { z } from 'zod';
import { LABELS_KEPT } from '../model/label.ts';
import { PLANS } from '../model/plan.ts';
import { badValue, configKey, HEADER, HTTP_URL, MACHINE } from './config-keys.ts';

/** The shape of `config.json`; keys of a later version of tj may stand in it. */
const configFile = z.looseObject({
  plan: z.enum(PLANS).optional(),
  idle_hours: z.number().positive().optional(),
  trace_roots: z
    .array(
      z
        .string()
        .regex(/^[^\p{Cc}\p{Bidi_Control}]*$/u)
        .refine((folder) => isAbsolute(folder)),
    )
    .optional(),
  machine: z
    .string()
    .refine((name) => MACHINE.check(name) !== undefined)
    .optional(),
  labels: z.enum(LABELS_KEPT).optional(),
  export_endpoint: z
    .string()
    .regex(HTTP_URL)
    .refine((url) => URL.canParse(url))
    .optional(),
  export_headers: z.array(z.string().regex(HEADER)).optional(),
});

/**
 * Checks all of a settings file at once. zod takes 45 ms to load, so only `tj config` does this; whoever needs one key
 * has it checked by `checkedValue`, and a test holds the two against each other. `UserError` that begins with `path`.
 */
export function checkConfig(content: Readonly<Record<string, unknown>>, path: string): void {
  const name = configFile.safeParse(content).error?.issues[0]?.path[0];
  if (name === undefined) return;
  throw badValue(configKey(String(name)), content[String(name)], `${path}: ${String(name)}`);
}
