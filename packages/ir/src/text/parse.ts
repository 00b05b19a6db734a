import { suggest, type Diagnostic } from '../diagnostic/index.ts';
import { constantValue, Graph, GraphError, Value, type Meaning } from '../graph/graph.ts';
import type { InputPort, OutputPort, OutputStep } from '../graph/port.ts';
import type { OpDef } from '../op/op.ts';
import { sameShape, showType, sizeOf, tensor, type Tensor } from '../tensor/index.ts';
import { contains } from '../types/index.ts';
import { Cursor, Mistake, shown } from './cursor.ts';
import { fnirDiagnostics as problems } from './diagnostics.ts';
import { fingerprint } from './fingerprint.ts';
import { showNumber } from './numbers.ts';
import { unquote, type Token } from './scan.ts';

export interface ParseOptions {
  /** Constants that the text names by fingerprint, as `printGraph` gave them. */
  readonly data?: ReadonlyMap<string, Tensor>;
  /** Whether a checksum has told already that the data is what the text was printed with. */
  readonly isChecked?: boolean;
  /** Name of the file in messages. */
  readonly file?: string;
}
/** The graph, or what is wrong with the text; never both. */
export type ParseResult =
  | { readonly graph: Graph; readonly diagnostics: readonly [] }
  | { readonly graph: undefined; readonly diagnostics: readonly Diagnostic[] };

/**
 * Reads a `.fnir` text. Mistakes are diagnostics with `file:line:column`; reading goes on behind each, line by line.
 *
 * @param ops  the ops a text may use, by name or as a list
 */
export function parseGraph(
  text: string,
  ops: Iterable<OpDef> | ReadonlyMap<string, OpDef>,
  options: ParseOptions = {},
): ParseResult {
  const table = 'get' in ops ? ops : new Map(Array.from(ops, (op) => [op.name, op]));
  const parser = new Parser(text, table, options);
  parser.file();
  const { graph, diagnostics } = parser;
  return diagnostics.length > 0 || !graph ? { graph: undefined, diagnostics } : { graph, diagnostics: [] };
}

class Parser {
  readonly diagnostics: Diagnostic[] = [];
  graph: Graph | undefined;
  readonly #cursor: Cursor;
  readonly #ops: ReadonlyMap<string, OpDef>;
  readonly #options: ParseOptions;
  readonly #values = new Map<string, { readonly value: Value; readonly at: number }>();
  /** Names whose definition failed: reading them again is no second mistake. */
  readonly #spoilt = new Set<string>();
  readonly #nodeNames = new Set<string>();

  constructor(text: string, ops: ReadonlyMap<string, OpDef>, options: ParseOptions) {
    this.#cursor = new Cursor(text, options.file);
    this.#ops = ops;
    this.#options = options;
  }

  file(): void {
    try {
      if (this.#cursor.isWord('fnir')) {
        this.#cursor.skip();
        const version = this.#cursor.skip();
        if (version.text !== '1')
          throw this.#cursor.mistake(version, (at) => problems.version({ found: shown(version) }, at));
      }
      const metadata: [string, string][] = [];
      while (this.#cursor.isWord('metadata')) {
        this.#cursor.skip();
        const key = this.#cursor.string();
        this.#cursor.expect('=');
        metadata.push([key, this.#cursor.string()]);
      }
      this.#cursor.word('graph');
      const graph = new Graph(this.#cursor.is('(') ? 'graph' : this.#cursor.name());
      for (const [key, value] of metadata) graph.metadata.set(key, value);
      this.#cursor.expect('(');
      this.#cursor.list(')', () => {
        this.#input(graph);
      });
      this.#cursor.expect('{');
      this.#body(graph);
      if (this.diagnostics.length > 0) return;
      this.#cursor.expect('}');
      if (this.#cursor.next.kind !== 'end') throw this.#cursor.wants('the end of the text');
      this.graph = graph;
    } catch (error) {
      this.#note(error);
    }
  }

  #body(graph: Graph): void {
    while (!this.#cursor.is('}')) {
      if (this.#cursor.atEnd()) {
        this.#unfinished("'}'");
        return;
      }
      const start = this.#cursor.next.at;
      const names: Token[] = [];
      try {
        if (this.#cursor.isWord('return')) {
          this.#cursor.skip();
          if (!this.#cursor.is('}'))
            this.#cursor.separated(() => {
              this.#output(graph);
            });
          if (!this.#cursor.is('}')) throw this.#cursor.wants("'}' behind return");
          return;
        }
        this.#statement(graph, names);
      } catch (error) {
        this.#note(error);
        for (const { text } of names) this.#spoilt.add(text);
        // The next statement starts its line; a lone '}' ends the body.
        while (!this.#cursor.atEnd() && !(this.#cursor.next.first && this.#cursor.next.at > start)) this.#cursor.skip();
      }
    }
    this.#unfinished("'return' before '}'");
  }

  /** What is missing at the end may have been lost with an earlier mistake; then that one says enough. */
  #unfinished(expected: string): void {
    if (this.diagnostics.length === 0) throw this.#cursor.wants(expected);
  }

  #statement(graph: Graph, names: Token[]): void {
    if (this.#cursor.isWord('name')) {
      this.#cursor.skip();
      const value = this.#value();
      value.name = this.#cursor.string();
      return;
    }
    if (this.#cursor.isWord('meaning')) {
      this.#cursor.skip();
      const value = this.#value();
      value.meaning = this.#meaning(value);
      return;
    }
    this.#cursor.separated(() => names.push(this.#cursor.id()));
    this.#cursor.expect('=');
    if (this.#cursor.isWord('const')) {
      const [only, second] = names;
      if (!only || second) throw this.#cursor.wants('one name before a constant', second);
      this.#cursor.skip();
      this.#define(only, constantValue(this.#constant()));
    } else this.#node(graph, names);
  }

  #node(graph: Graph, names: readonly Token[]): void {
    const token = this.#cursor.next;
    const name = this.#cursor.take('word', 'an op or const').text;
    const op = this.#ops.get(name);
    if (!op)
      throw this.#cursor.mistake(token, (at) =>
        problems.unknownOp({ op: name, near: suggest(name, this.#ops.keys()) }, at),
      );
    this.#cursor.expect('(');
    const read: (Value | undefined)[] = [];
    const tokens: Token[] = [];
    this.#cursor.list(')', () => {
      tokens.push(this.#cursor.next);
      read.push(this.#maybeValue());
    });
    const keys = Object.keys(op.operands);
    if (read.length !== keys.length) {
      throw this.#cursor.mistake(token, (at) =>
        problems.operandCount({ op: name, wants: keys, found: read.length }, at),
      );
    }
    if (names.length !== op.results.length) {
      throw this.#cursor.mistake(names[0] ?? token, (at) =>
        problems.resultCount({ op: name, wants: op.results, found: names.length }, at),
      );
    }
    const attrs = this.#attributes(op, token);
    const nodeName = this.#cursor.takeWord('as') ? { at: this.#cursor.next, name: this.#cursor.name() } : undefined;
    const origin: string[] = [];
    if (this.#cursor.takeWord('from')) this.#cursor.separated(() => origin.push(this.#cursor.name()));
    const operand: Record<string, Value> = {};
    for (const [i, key] of keys.entries()) {
      const value = read[i];
      // An operand whose own definition failed has been reported there.
      if (!value) {
        for (const { text } of names) this.#spoilt.add(text);
        return;
      }
      if (op.operands[key]?.constant && !value.constant) {
        throw this.#cursor.mistake(tokens[i]!, (at) => problems.notConstant({ op: name, operand: key }, at));
      }
      operand[key] = value;
    }
    const node = this.#fitted(token, name, () =>
      graph.add(op, operand as never, attrs as never, { origin, ...(nodeName ? { name: nodeName.name } : {}) }),
    );
    if (this.#nodeNames.has(node.name)) {
      throw this.#cursor.mistake(nodeName?.at ?? token, (at) => problems.duplicateNode({ name: node.name }, at));
    }
    this.#nodeNames.add(node.name);
    op.results.forEach((key, i) => {
      this.#define(names[i]!, (node.result as Record<string, Value>)[key]!);
    });
  }

  /** Ops say by a RangeError that their operands do not fit; anything else is a bug of ours and passes through. */
  #fitted<T>(token: Token, op: string, make: () => T): T {
    try {
      return make();
    } catch (error) {
      if (!(error instanceof RangeError || error instanceof GraphError)) throw error;
      const reason = error.message;
      throw this.#cursor.mistake(token, (at) => problems.doesNotFit({ op, reason }, at));
    }
  }

  #attributes(op: OpDef, at: Token): Record<string, unknown> {
    const given: Record<string, unknown> = {};
    if (this.#cursor.is('{')) {
      this.#cursor.skip();
      this.#cursor.list('}', () => {
        const key = this.#cursor.take('word', 'the name of an attribute');
        const spec = Object.hasOwn(op.attrs, key.text) ? op.attrs[key.text] : undefined;
        if (!spec) {
          const known = Object.keys(op.attrs);
          const near = suggest(key.text, known);
          throw this.#cursor.mistake(key, (place) =>
            problems.unknownAttribute({ op: op.name, attribute: key.text, known, near }, place),
          );
        }
        if (Object.hasOwn(given, key.text)) throw this.#cursor.wants(`'${key.text}' once`, key);
        if (!this.#cursor.is('=')) throw this.#cursor.wants("'='");
        const raw = this.#cursor.takeRaw();
        const text = raw.text.replace(/^=\s*/, '');
        const value: unknown = spec.parse(text);
        if (value === undefined) {
          const lead = raw.text.length - text.length;
          throw this.#cursor.mistake({ ...raw, at: raw.at + lead }, (place) =>
            problems.badAttribute({ op: op.name, attribute: key.text, found: text, describe: spec.describe }, place),
          );
        }
        given[key.text] = value;
      });
    }
    for (const [attribute, spec] of Object.entries(op.attrs)) {
      if (!Object.hasOwn(given, attribute) && spec.default === undefined) {
        throw this.#cursor.mistake(at, (place) =>
          problems.missingAttribute({ op: op.name, attribute, describe: spec.describe }, place),
        );
      }
    }
    return given;
  }

  #constant(): Tensor {
    const type = this.#cursor.type();
    const token = this.#cursor.next;
    if (token.kind !== 'hash') {
      const values = this.#cursor.numbers();
      const wants = sizeOf(type.shape);
      if (values.length !== wants) {
        throw this.#cursor.mistake(token, (at) =>
          problems.constantSize({ type: showType(type), wants, found: values.length }, at),
        );
      }
      // A constant of floats may hold any double: exact thresholds are not float32.
      const odd = type.elem.kind === 'float' ? undefined : values.find((value) => !contains(type.elem, value));
      if (odd !== undefined) {
        throw this.#cursor.mistake(token, (at) =>
          problems.constantValue({ type: type.elem.name, value: showNumber(odd) }, at),
        );
      }
      return tensor(type.elem, type.shape, Float64Array.from(values));
    }
    this.#cursor.skip();
    if (this.#cursor.takeWord('in')) this.#cursor.numbers();
    const hash = token.text.slice(1);
    const data = this.#options.data?.get(hash);
    if (!data) throw this.#cursor.mistake(token, (at) => problems.missingData({ hash, type: showType(type) }, at));
    // An .npz knows arrays, not value sets: only shape and values count, the type is the text's.
    const typed: Tensor = { type, data: data.data };
    const isSame = this.#options.isChecked === true || fingerprint(typed) === hash;
    if (!sameShape(data.type.shape, type.shape) || !isSame) {
      const found = `[${data.type.shape.join(',')}]`;
      throw this.#cursor.mistake(token, (at) => problems.otherData({ hash, type: showType(type), found }, at));
    }
    return typed;
  }

  #input(graph: Graph): void {
    const id = this.#cursor.id();
    this.#cursor.expect(':');
    const type = this.#cursor.type();
    const value = new Value(type);
    this.#define(id, value);
    const described = this.#cursor.takeWord('from');
    const name =
      described && this.#cursor.next.kind === 'string'
        ? this.#cursor.string()
        : (value.name ?? `input_${graph.inputs.length}`);
    const token = this.#cursor.next;
    const source = described && this.#cursor.atType() ? this.#cursor.type() : type;
    const perm =
      described && this.#cursor.takeWord('perm') ? this.#cursor.numbers() : source.shape.map((_, axis) => axis);
    if (sizeOf(source.shape) !== sizeOf(type.shape))
      throw this.#cursor.port(token, `${showType(source)} does not reshape to ${showType(type)}`);
    this.#cursor.permutes(token, perm, source.shape);
    graph.inputs.push(value);
    graph.inputPorts.push({ name, source, perm } satisfies InputPort);
  }

  #output(graph: Graph): void {
    const token = this.#cursor.next;
    const value = this.#maybeValue();
    const name = this.#cursor.takeWord('as')
      ? this.#cursor.string()
      : (value?.name ?? `output_${graph.outputs.length}`);
    const source = this.#cursor.atType() ? this.#cursor.type() : value?.type;
    const scale = this.#cursor.takeWord('scale') ? this.#cursor.numbers() : [1];
    const bias = this.#cursor.takeWord('bias') ? this.#cursor.numbers() : [0];
    const shape = this.#cursor.takeWord('shape') ? this.#cursor.numbers() : value?.type.shape;
    const perm = this.#cursor.takeWord('perm') ? this.#cursor.numbers() : shape?.map((_, axis) => axis);
    const steps: OutputStep[] = [];
    while (this.#cursor.takeWord('then')) steps.push(this.#step());
    if (!value || !source || !shape || !perm) return;
    const { type } = value;
    const channels = type.shape.at(-1) ?? 1;
    const fields: [string, readonly number[]][] = [
      ['scale', scale],
      ['bias', bias],
      ...steps.map(({ op, values }): [string, readonly number[]] => [op, values]),
    ];
    for (const [what, entries] of fields) {
      if (entries.length !== 1 && entries.length !== channels) {
        throw this.#cursor.port(
          token,
          `${what} has ${entries.length} entries; ${showType(type)} wants 1 or ${channels}`,
        );
      }
    }
    if (sizeOf(shape) !== sizeOf(type.shape))
      throw this.#cursor.port(token, `${showType(type)} does not reshape to [${shape.join(', ')}]`);
    this.#cursor.permutes(token, perm, shape);
    const port: OutputPort = { name, source, scale, bias, shape, perm, ...(steps.length > 0 ? { steps } : {}) };
    graph.output(value, port);
  }

  #step(): OutputStep {
    const token = this.#cursor.next;
    for (const op of ['mul', 'div', 'add', 'sub'] as const)
      if (this.#cursor.takeWord(op)) return { op, values: this.#cursor.numbers() };
    throw this.#cursor.port(token, `'${token.text}' is no step; steps are mul, div, add and sub`);
  }

  #meaning(value: Value): Meaning {
    const start = this.#cursor.next;
    const name = this.#cursor.string();
    const scale = this.#cursor.takeWord('scale') ? this.#cursor.numbers() : [1];
    const bias = this.#cursor.takeWord('bias') ? this.#cursor.numbers() : [0];
    const axis = this.#cursor.takeWord('axis') ? this.#cursor.integer() : 0;
    const perm = this.#cursor.takeWord('perm') ? this.#cursor.numbers() : undefined;
    if (perm) this.#cursor.permutes(start, perm, value.type.shape);
    return { tensor: name, scale, bias, axis, ...(perm ? { perm } : {}) };
  }

  #define(id: Token, value: Value): void {
    const seen = this.#values.get(id.text);
    if (seen) {
      const { line } = this.#cursor.position(seen.at);
      throw this.#cursor.mistake(id, (at) => problems.redefinition({ value: id.text, line }, at));
    }
    const bare = id.text.slice(1);
    if (!/^\d/.test(bare)) value.name = bare.startsWith('"') ? unquote(bare) : bare;
    this.#values.set(id.text, { value, at: id.at });
  }

  #value(): Value {
    const token = this.#cursor.next;
    const value = this.#maybeValue();
    if (!value)
      throw new Mistake(
        this.diagnostics[0] ??
          problems.undefinedValue({ value: token.text, near: undefined }, this.#cursor.place(token)),
      );
    return value;
  }

  /** The value of a name; undefined if its definition was reported as wrong. */
  #maybeValue(): Value | undefined {
    const token = this.#cursor.id();
    const found = this.#values.get(token.text);
    if (found) return found.value;
    if (this.#spoilt.has(token.text)) return undefined;
    throw this.#cursor.mistake(token, (at) =>
      problems.undefinedValue({ value: token.text, near: suggest(token.text, this.#values.keys()) }, at),
    );
  }

  #note(error: unknown): void {
    if (!(error instanceof Mistake)) throw error;
    if (!this.diagnostics.includes(error.diagnostic)) this.diagnostics.push(error.diagnostic);
  }
}
