import type { TextSink } from './console.ts';

/** A sink that no person watches; what is written is added to `parts`. */
export const recordingSink = (parts: string[], columns = 100): TextSink => ({
  live: false,
  columns,
  write: (text) => {
    parts.push(text);
  },
});
