import { isMap, isScalar, isSeq, LineCounter, parseDocument, type Document } from 'yaml';
import { inFile } from '../data/loaded.ts';
import type { Diagnostic, Place } from '@finnc/ir';
import { configProblems } from './diagnostics.ts';
import { show } from './show.ts';

/** A parsed JSON or YAML mapping that knows where its parts are. */
export interface ConfigDocument {
  readonly root: ReadonlyMap<string, unknown>;
  /** The place of a key (or list element) as `file:line:column`; of the nearest enclosing thing if the path ends early. */
  at(path: readonly (string | number)[]): Place;
}

/** Whether a value is a plain mapping, as JSON and YAML give it. */
export const isMapping = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

/**
 * Parse a JSON or YAML mapping; a file named `.json` must be strict JSON.
 *
 * @param what  what the file is, for messages: 'configuration', 'folding file'
 */
export function parseMapping(
  text: string,
  fileName: string,
  what: string,
):
  { readonly document: ConfigDocument; readonly problems: readonly [] } | { readonly problems: readonly Diagnostic[] } {
  // A leading byte order mark is no content; JSON allows tabs where YAML does not (inside strings it forbids them).
  const json = /\.json$/i.test(fileName);
  const source = text.replace(/^\uFEFF/, '');
  const lines = new LineCounter();
  const at = (offset: number): Place => {
    const { line, col } = lines.linePos(Math.min(offset, source.length));
    return { file: `${fileName}:${Math.max(line, 1)}:${Math.max(col, 1)}` };
  };
  const parsed = parseDocument(json ? source.replaceAll('\t', ' ') : source, {
    lineCounter: lines,
    prettyErrors: false,
  });
  if (json) {
    try {
      JSON.parse(source);
    } catch (thrown) {
      const { message } = thrown as Error;
      const offset = Number(/at position (\d+)/.exec(message)?.[1] ?? source.length);
      const reason = message.replace(/ in JSON at position.*/, '').replace(/ \(line \d+ column \d+\)/, '');
      return { problems: [configProblems.syntax({ language: 'JSON', reason }, at(offset))] };
    }
  }
  if (parsed.errors.length > 0) {
    const language = json ? 'JSON' : 'YAML';
    return {
      problems: parsed.errors.map(({ message, pos }) =>
        configProblems.syntax({ language, reason: message }, at(pos[0])),
      ),
    };
  }
  let value: unknown;
  try {
    // The limit stops documents whose aliases multiply without end.
    value = parsed.toJS({ maxAliasCount: 100 });
  } catch (thrown) {
    return {
      problems: [configProblems.syntax({ language: 'YAML', reason: (thrown as Error).message }, inFile(fileName))],
    };
  }
  if (!isMapping(value)) {
    const found = value === null ? 'empty' : Array.isArray(value) ? 'a list' : show(value);
    return { problems: [configProblems.notAMapping({ what, found }, at(0))] };
  }
  const root = new Map(Object.entries(value));
  return { document: { root, at: (path) => at(offsetOf(parsed, path)) }, problems: [] };
}

function offsetOf(document: Document.Parsed, path: readonly (string | number)[]): number {
  let node: unknown = document.contents;
  let offset = 0;
  for (const step of path) {
    if (isMap(node)) {
      const pair = node.items.find(({ key }) => isScalar(key) && String(key.value) === String(step));
      if (!pair) return offset;
      if (isScalar(pair.key) && pair.key.range) offset = pair.key.range[0];
      node = pair.value;
    } else if (isSeq(node)) {
      node = node.items[Number(step)];
      if (isScalar(node) && node.range) offset = node.range[0];
    } else return offset;
  }
  return offset;
}
