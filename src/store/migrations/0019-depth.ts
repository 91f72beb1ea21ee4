/** How far each session was read (model/depth.ts). */
export const DEPTH = `
  ALTER TABLE sessions ADD COLUMN depth TEXT NOT NULL DEFAULT 'spans';
`;
