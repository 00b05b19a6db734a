export type Severity = 'error' | 'warning' | 'note';

/** Where a problem is: the layer of ours, the nodes of the source model it came from, a file position. */
export interface Place {
  readonly layer?: string;
  readonly nodes?: readonly string[];
  readonly file?: string;
}

/** What a user is told: a stable code, the message with its numbers, and what to do. */
export interface Diagnostic {
  readonly code: string;
  readonly severity: Severity;
  readonly message: string;
  readonly help?: string;
  readonly at?: Place;
}

/** One row of a diagnostics table; `explain` is the long form that `finnc explain CODE` prints. */
export interface DiagnosticTemplate<Details> {
  readonly code: Uppercase<string>;
  readonly severity: Severity;
  message(details: Details): string;
  help?(details: Details): string;
  readonly explain?: string;
}

/** A row as a list of codes needs it. */
export interface DiagnosticEntry {
  readonly code: string;
  readonly severity: Severity;
  readonly name: string;
  readonly explain?: string;
}

type Constructors<Table extends Record<string, object>> = {
  readonly [K in keyof Table]: (details: Table[K], at?: Place | string) => Diagnostic;
};

const entriesOf = new WeakMap<object, readonly DiagnosticEntry[]>();

/**
 * Turns a table of message templates into typed constructors.
 *
 * `table.key(details, at?)` gives the diagnostic; `at` is a place, or the name of a layer.
 */
export function defineDiagnostics<Table extends Record<string, object>>(table: {
  readonly [K in keyof Table]: DiagnosticTemplate<Table[K]>;
}): Constructors<Table> {
  const rows = Object.entries<DiagnosticTemplate<object>>(table as Record<string, DiagnosticTemplate<object>>);
  const constructors = Object.fromEntries(
    rows.map(([key, template]) => [
      key,
      (details: object, at?: Place | string): Diagnostic => ({
        code: template.code,
        severity: template.severity,
        message: template.message(details),
        ...(template.help ? { help: template.help(details) } : {}),
        ...(at === undefined ? {} : { at: typeof at === 'string' ? { layer: at } : at }),
      }),
    ]),
  );
  entriesOf.set(
    constructors,
    rows.map(([name, { code, severity, explain }]) => ({
      code,
      severity,
      name,
      ...(explain === undefined ? {} : { explain }),
    })),
  );
  return Object.freeze(constructors) as unknown as Constructors<Table>;
}

/** The codes of a table made by `defineDiagnostics`, for `finnc explain` and the check that codes are unique. */
export const diagnosticEntries = (table: object): readonly DiagnosticEntry[] => entriesOf.get(table) ?? [];
