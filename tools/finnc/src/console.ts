/** What a command prints to and where it runs; tests give their own. */
export interface Console {
  readonly cwd: string;
  readonly env: Readonly<Record<string, string | undefined>>;
  readonly out: TextSink;
  readonly err: TextSink;
  /** Calls back once when the user interrupts (Ctrl-C), in place of the end of the process, until what it gives is called. */
  onInterrupt?(listener: () => void): () => void;
}

export interface TextSink {
  /** Whether a person watches: lines may be redrawn and coloured. */
  readonly live: boolean;
  readonly columns: number;
  write(text: string): void;
}

type Env = Console['env'];

/** Colours and redrawing only on a terminal; `NO_COLOR` and CI systems turn both off. */
export const isLive = (stream: { readonly isTTY?: boolean }, env: Env): boolean =>
  stream.isTTY === true && !env['NO_COLOR'] && !env['CI'] && env['TERM'] !== 'dumb';

/** The console of this process. */
export function processConsole(): Console {
  const { env } = process;
  const sink = (stream: NodeJS.WriteStream): TextSink => ({
    live: isLive(stream, env),
    get columns() {
      return stream.columns || 80;
    },
    write: (text) => void stream.write(text),
  });
  return {
    cwd: process.cwd(),
    env,
    out: sink(process.stdout),
    err: sink(process.stderr),
    onInterrupt(listener) {
      // A second one ends the process, whatever it does.
      process.once('SIGINT', listener);
      return () => void process.off('SIGINT', listener);
    },
  };
}
