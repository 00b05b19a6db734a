import type { Diagnostic, Place } from '@finnc/ir';

/**
 * What every reader of user data returns: the value, or the one problem that prevented it.
 *
 * Bad input is expected, so it is data and not an exception; the caller writes `if (read.problem) return read;`.
 */
export type Loaded<T> =
  { readonly value: T; readonly problem?: undefined } | { readonly problem: Diagnostic; readonly value?: undefined };

/** A problem with a file that is read in the middle of other work, where nobody asks for a `Loaded`; the command tells it. */
export class ReportedError extends Error {
  override readonly name = 'ReportedError';
  readonly diagnostic: Diagnostic;

  constructor(diagnostic: Diagnostic) {
    super(diagnostic.message);
    this.diagnostic = diagnostic;
  }
}

/** A file as the readers see it: its bytes, and the name that messages give as the place. */
export interface NamedBytes {
  readonly bytes: Uint8Array;
  readonly name: string;
}

/** The place of a problem with a whole file. */
export const inFile = (name: string | undefined): Place | undefined =>
  name === undefined ? undefined : { file: name };

/** The text of whatever a library threw; libraries here throw strings, errors and codes. */
export const reasonOf = (thrown: unknown): string => (thrown instanceof Error ? thrown.message : String(thrown));

/** How a file of no known format begins, for messages: `89 50 4e 47`. */
export const firstBytes = (bytes: Uint8Array): string =>
  [...bytes.subarray(0, 4)].map((byte) => byte.toString(16).padStart(2, '0')).join(' ');
