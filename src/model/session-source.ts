/** Whether a session's transcripts still say what is kept of it: all of them all, none anything, or something in between. */
export type SessionSource = 'transcript' | 'gone' | 'partly gone';
