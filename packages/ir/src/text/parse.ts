import { suggest, type Diagnostic } from '../diagnostic/index.ts';
import { constantValue, Graph, GraphError, Value, type Meaning } from '../graph/graph.ts';
import type { InputPort, OutputPort, OutputStep } from '../graph/port.ts';
import type { OpDef } from '../op/op.ts';
import {
  MAX_ELEMENTS,
  sameShape,
  showType,
  sizeOf,
  tensor,
  tensorType,
  type Shape,
  type Tensor,
  type TensorType,
} from '../tensor/index.ts';
import { contains, parseScalar, type ScalarType } from '../types/index.ts';
import { fnirDiagnostics as problems } from './diagnostics.ts';
import { fingerprint } from './fingerprint.ts';
import { readNumber, showNumber } from './numbers.ts';
import { Scanner, unquote, type Token } from './scan.ts';

export interface ParseOptions {
  /** Constants that the text names by fingerprint, as `printGraph` gave them. */
  readonly data?: ReadonlyMap<string, Tensor>;
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

/** Leaves a statement at its first mistake; never leaves the parser. */
class Mistake extends Error {
  readonly diagnostic: Diagnostic;
  constructor(diagnostic: Diagnostic) {
    super(diagnostic.message);
    this.diagnostic = diagnostic;
  }
}

/** A type in a port description starts with one of these; the port words do not. */
const portWords = new Set(['scale', 'bias', 'shape', 'perm', 'from', 'as', 'axis', 'then']);

class Parser {
  readonly diagnostics: Diagnostic[] = [];
  graph: Graph | undefined;
  readonly #scan: Scanner;
  readonly #ops: ReadonlyMap<string, OpDef>;
  readonly #options: ParseOptions;
  readonly #values = new Map<string, { readonly value: Value; readonly at: number }>();
  /** Names whose definition failed: reading them again is no second mistake. */
  readonly #spoilt = new Set<string>();
  readonly #nodeNames = new Set<string>();

  constructor(text: string, ops: ReadonlyMap<string, OpDef>, options: ParseOptions) {
    this.#scan = new Scanner(text);
    this.#ops = ops;
    this.#options = options;
  }

  file(): void {
    try {
      if (this.#isWord('fnir')) {
        this.#scan.take();
        const version = this.#scan.take();
        if (version.text !== '1') throw this.#mistake(version, (at) => problems.version({ found: shown(version) }, at));
      }
      const metadata: [string, string][] = [];
      while (this.#isWord('metadata')) {
        this.#scan.take();
        const key = this.#string();
        this.#expect('=');
        metadata.push([key, this.#string()]);
      }
      this.#word('graph');
      const graph = new Graph(this.#is('(') ? 'graph' : this.#name());
      for (const [key, value] of metadata) graph.metadata.set(key, value);
      this.#expect('(');
      this.#list(')', () => {
        this.#input(graph);
      });
      this.#expect('{');
      this.#body(graph);
      if (this.diagnostics.length > 0) return;
      this.#expect('}');
      if (this.#scan.next.kind !== 'end') throw this.#wants('the end of the text');
      this.graph = graph;
    } catch (error) {
      this.#note(error);
    }
  }

  #body(graph: Graph): void {
    while (!this.#is('}')) {
      if (this.#atEnd()) {
        this.#unfinished("'}'");
        return;
      }
      const start = this.#scan.next.at;
      const names: Token[] = [];
      try {
        if (this.#isWord('return')) {
          this.#scan.take();
          if (!this.#is('}'))
            this.#separated(() => {
              this.#output(graph);
            });
          if (!this.#is('}')) throw this.#wants("'}' behind return");
          return;
        }
        this.#statement(graph, names);
      } catch (error) {
        this.#note(error);
        for (const { text } of names) this.#spoilt.add(text);
        // The next statement starts its line; a lone '}' ends the body.
        while (!this.#atEnd() && !(this.#scan.next.first && this.#scan.next.at > start)) this.#scan.take();
      }
    }
    this.#unfinished("'return' before '}'");
  }

  /** What is missing at the end may have been lost with an earlier mistake; then that one says enough. */
  #unfinished(expected: string): void {
    if (this.diagnostics.length === 0) throw this.#wants(expected);
  }

  #statement(graph: Graph, names: Token[]): void {
    if (this.#isWord('name')) {
      this.#scan.take();
      const value = this.#value();
      value.name = this.#string();
      return;
    }
    if (this.#isWord('meaning')) {
      this.#scan.take();
      const value = this.#value();
      value.meaning = this.#meaning(value);
      return;
    }
    this.#separated(() => names.push(this.#id()));
    this.#expect('=');
    if (this.#isWord('const')) {
      const [only, second] = names;
      if (!only || second) throw this.#wants('one name before a constant', second);
      this.#scan.take();
      this.#define(only, constantValue(this.#constant()));
    } else this.#node(graph, names);
  }

  #node(graph: Graph, names: readonly Token[]): void {
    const token = this.#scan.next;
    const name = this.#take('word', 'an op or const').text;
    const op = this.#ops.get(name);
    if (!op)
      throw this.#mistake(token, (at) => problems.unknownOp({ op: name, near: suggest(name, this.#ops.keys()) }, at));
    this.#expect('(');
    const read: (Value | undefined)[] = [];
    const tokens: Token[] = [];
    this.#list(')', () => {
      tokens.push(this.#scan.next);
      read.push(this.#maybeValue());
    });
    const keys = Object.keys(op.operands);
    if (read.length !== keys.length) {
      throw this.#mistake(token, (at) => problems.operandCount({ op: name, wants: keys, found: read.length }, at));
    }
    if (names.length !== op.results.length) {
      throw this.#mistake(names[0] ?? token, (at) =>
        problems.resultCount({ op: name, wants: op.results, found: names.length }, at),
      );
    }
    const attrs = this.#attributes(op, token);
    const nodeName = this.#takeWord('as') ? { at: this.#scan.next, name: this.#name() } : undefined;
    const origin: string[] = [];
    if (this.#takeWord('from')) this.#separated(() => origin.push(this.#name()));
    const operand: Record<string, Value> = {};
    for (const [i, key] of keys.entries()) {
      const value = read[i];
      // An operand whose own definition failed has been reported there.
      if (!value) {
        for (const { text } of names) this.#spoilt.add(text);
        return;
      }
      if (op.operands[key]?.constant && !value.constant) {
        throw this.#mistake(tokens[i]!, (at) => problems.notConstant({ op: name, operand: key }, at));
      }
      operand[key] = value;
    }
    const node = this.#fitted(token, name, () =>
      graph.add(op, operand as never, attrs as never, { origin, ...(nodeName ? { name: nodeName.name } : {}) }),
    );
    if (this.#nodeNames.has(node.name)) {
      throw this.#mistake(nodeName?.at ?? token, (at) => problems.duplicateNode({ name: node.name }, at));
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
      throw this.#mistake(token, (at) => problems.doesNotFit({ op, reason }, at));
    }
  }

  #attributes(op: OpDef, at: Token): Record<string, unknown> {
    const given: Record<string, unknown> = {};
    if (this.#is('{')) {
      this.#scan.take();
      this.#list('}', () => {
        const key = this.#take('word', 'the name of an attribute');
        const spec = Object.hasOwn(op.attrs, key.text) ? op.attrs[key.text] : undefined;
        if (!spec) {
          const known = Object.keys(op.attrs);
          const near = suggest(key.text, known);
          throw this.#mistake(key, (place) =>
            problems.unknownAttribute({ op: op.name, attribute: key.text, known, near }, place),
          );
        }
        if (Object.hasOwn(given, key.text)) throw this.#wants(`'${key.text}' once`, key);
        if (!this.#is('=')) throw this.#wants("'='");
        const raw = this.#scan.takeRaw();
        const text = raw.text.replace(/^=\s*/, '');
        const value: unknown = spec.parse(text);
        if (value === undefined) {
          const lead = raw.text.length - text.length;
          throw this.#mistake({ ...raw, at: raw.at + lead }, (place) =>
            problems.badAttribute({ op: op.name, attribute: key.text, found: text, describe: spec.describe }, place),
          );
        }
        given[key.text] = value;
      });
    }
    for (const [attribute, spec] of Object.entries(op.attrs)) {
      if (!Object.hasOwn(given, attribute) && spec.default === undefined) {
        throw this.#mistake(at, (place) =>
          problems.missingAttribute({ op: op.name, attribute, describe: spec.describe }, place),
        );
      }
    }
    return given;
  }

  #constant(): Tensor {
    const type = this.#type();
    const token = this.#scan.next;
    if (token.kind !== 'hash') {
      const values = this.#numbers();
      const wants = sizeOf(type.shape);
      if (values.length !== wants) {
        throw this.#mistake(token, (at) =>
          problems.constantSize({ type: showType(type), wants, found: values.length }, at),
        );
      }
      // A constant of floats may hold any double: exact thresholds are not float32.
      const odd = type.elem.kind === 'float' ? undefined : values.find((value) => !contains(type.elem, value));
      if (odd !== undefined) {
        throw this.#mistake(token, (at) =>
          problems.constantValue({ type: type.elem.name, value: showNumber(odd) }, at),
        );
      }
      return tensor(type.elem, type.shape, Float64Array.from(values));
    }
    this.#scan.take();
    if (this.#takeWord('in')) this.#numbers();
    const hash = token.text.slice(1);
    const data = this.#options.data?.get(hash);
    if (!data) throw this.#mistake(token, (at) => problems.missingData({ hash, type: showType(type) }, at));
    // An .npz knows arrays, not value sets: only shape and values count, the type is the text's.
    const typed: Tensor = { type, data: data.data };
    if (!sameShape(data.type.shape, type.shape) || fingerprint(typed) !== hash) {
      const found = `[${data.type.shape.join(',')}]`;
      throw this.#mistake(token, (at) => problems.otherData({ hash, type: showType(type), found }, at));
    }
    return typed;
  }

  #input(graph: Graph): void {
    const id = this.#id();
    this.#expect(':');
    const type = this.#type();
    const value = new Value(type);
    this.#define(id, value);
    const described = this.#takeWord('from');
    const name =
      described && this.#scan.next.kind === 'string' ? this.#string() : (value.name ?? `input_${graph.inputs.length}`);
    const token = this.#scan.next;
    const source = described && this.#atType() ? this.#type() : type;
    const perm = described && this.#takeWord('perm') ? this.#numbers() : source.shape.map((_, axis) => axis);
    if (sizeOf(source.shape) !== sizeOf(type.shape))
      throw this.#port(token, `${showType(source)} does not reshape to ${showType(type)}`);
    this.#permutes(token, perm, source.shape);
    graph.inputs.push(value);
    graph.inputPorts.push({ name, source, perm } satisfies InputPort);
  }

  #output(graph: Graph): void {
    const token = this.#scan.next;
    const value = this.#maybeValue();
    const name = this.#takeWord('as') ? this.#string() : (value?.name ?? `output_${graph.outputs.length}`);
    const source = this.#atType() ? this.#type() : value?.type;
    const scale = this.#takeWord('scale') ? this.#numbers() : [1];
    const bias = this.#takeWord('bias') ? this.#numbers() : [0];
    const shape = this.#takeWord('shape') ? this.#numbers() : value?.type.shape;
    const perm = this.#takeWord('perm') ? this.#numbers() : shape?.map((_, axis) => axis);
    const steps: OutputStep[] = [];
    while (this.#takeWord('then')) steps.push(this.#step());
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
        throw this.#port(token, `${what} has ${entries.length} entries; ${showType(type)} wants 1 or ${channels}`);
      }
    }
    if (sizeOf(shape) !== sizeOf(type.shape))
      throw this.#port(token, `${showType(type)} does not reshape to [${shape.join(', ')}]`);
    this.#permutes(token, perm, shape);
    const port: OutputPort = { name, source, scale, bias, shape, perm, ...(steps.length > 0 ? { steps } : {}) };
    graph.output(value, port);
  }

  #step(): OutputStep {
    const token = this.#scan.next;
    for (const op of ['mul', 'div', 'add', 'sub'] as const)
      if (this.#takeWord(op)) return { op, values: this.#numbers() };
    throw this.#port(token, `'${token.text}' is no step; steps are mul, div, add and sub`);
  }

  #meaning(value: Value): Meaning {
    const start = this.#scan.next;
    const name = this.#string();
    const scale = this.#takeWord('scale') ? this.#numbers() : [1];
    const bias = this.#takeWord('bias') ? this.#numbers() : [0];
    const axis = this.#takeWord('axis') ? this.#integer() : 0;
    const perm = this.#takeWord('perm') ? this.#numbers() : undefined;
    if (perm) this.#permutes(start, perm, value.type.shape);
    return { tensor: name, scale, bias, axis, ...(perm ? { perm } : {}) };
  }

  #permutes(token: Token, perm: readonly number[], shape: Shape): void {
    const axes = [...perm].sort((a, b) => a - b);
    if (perm.length !== shape.length || axes.some((axis, i) => axis !== i)) {
      throw this.#port(
        token,
        `perm [${perm.join(', ')}] does not permute the ${shape.length} axes of [${shape.join(', ')}]`,
      );
    }
  }

  #define(id: Token, value: Value): void {
    const seen = this.#values.get(id.text);
    if (seen) {
      const { line } = this.#scan.position(seen.at);
      throw this.#mistake(id, (at) => problems.redefinition({ value: id.text, line }, at));
    }
    const bare = id.text.slice(1);
    if (!/^\d/.test(bare)) value.name = bare.startsWith('"') ? unquote(bare) : bare;
    this.#values.set(id.text, { value, at: id.at });
  }

  #value(): Value {
    const token = this.#scan.next;
    const value = this.#maybeValue();
    if (!value)
      throw new Mistake(
        this.diagnostics[0] ?? problems.undefinedValue({ value: token.text, near: undefined }, this.#place(token)),
      );
    return value;
  }

  /** The value of a name; undefined if its definition was reported as wrong. */
  #maybeValue(): Value | undefined {
    const token = this.#id();
    const found = this.#values.get(token.text);
    if (found) return found.value;
    if (this.#spoilt.has(token.text)) return undefined;
    throw this.#mistake(token, (at) =>
      problems.undefinedValue({ value: token.text, near: suggest(token.text, this.#values.keys()) }, at),
    );
  }

  #atType(): boolean {
    const { kind, text, first } = this.#scan.next;
    return kind === 'word' && !first && !portWords.has(text);
  }

  #type(): TensorType {
    const token = this.#take('word', 'a type');
    const elem: ScalarType | undefined = parseScalar(token.text.replaceAll(' ', ''));
    if (!elem) throw this.#mistake(token, (at) => problems.unknownType({ type: token.text }, at));
    const open = this.#scan.next;
    const shape = this.#numbers();
    if (!shape.every((size) => Number.isInteger(size) && size >= 0)) throw this.#wants('sizes of axes', open);
    if (sizeOf(shape) > MAX_ELEMENTS)
      throw this.#port(token, `[${shape.join(', ')}] has more than ${MAX_ELEMENTS} elements`);
    return tensorType(elem, shape);
  }

  #numbers(): number[] {
    this.#expect('[');
    const values: number[] = [];
    this.#list(']', () => {
      const value = readNumber(this.#scan.next.text);
      if (value === undefined) throw this.#wants('a number');
      this.#scan.take();
      values.push(value);
    });
    return values;
  }

  #integer(): number {
    const value = readNumber(this.#scan.next.text);
    if (value === undefined || !Number.isInteger(value)) throw this.#wants('an integer');
    this.#scan.take();
    return value;
  }

  #name(): string {
    const token = this.#scan.next;
    return token.kind === 'string' ? this.#string() : this.#take('word', 'a name').text;
  }

  #string(): string {
    const token = this.#take('string', 'a quoted name');
    const text = unquote(token.text);
    if (text === undefined) throw this.#wants('a string as in JSON', token);
    return text;
  }

  #id(): Token {
    const token = this.#take('id', 'a value such as %x');
    if (token.text.startsWith('%"') && unquote(token.text.slice(1)) === undefined)
      throw this.#wants('a string as in JSON', token);
    return token;
  }

  #list(close: string, each: () => void): void {
    if (!this.#is(close)) this.#separated(each);
    this.#expect(close);
  }

  #separated(each: () => void): void {
    each();
    while (this.#is(',')) {
      this.#scan.take();
      each();
    }
  }

  #is(text: string): boolean {
    return this.#scan.next.kind === 'punctuation' && this.#scan.next.text === text;
  }

  #atEnd(): boolean {
    return this.#scan.next.kind === 'end';
  }

  #isWord(text: string): boolean {
    return this.#scan.next.kind === 'word' && this.#scan.next.text === text;
  }

  #takeWord(text: string): boolean {
    const here = this.#isWord(text);
    if (here) this.#scan.take();
    return here;
  }

  #word(text: string): void {
    if (!this.#takeWord(text)) throw this.#wants(`'${text}'`);
  }

  #expect(text: string): void {
    if (!this.#is(text)) throw this.#wants(`'${text}'`);
    this.#scan.take();
  }

  #take(kind: Token['kind'], expected: string): Token {
    if (this.#scan.next.kind !== kind) throw this.#wants(expected);
    return this.#scan.take();
  }

  #wants(expected: string, token = this.#scan.next): Mistake {
    return this.#mistake(token, (at) => problems.syntax({ expected, found: shown(token) }, at));
  }

  #port(token: Token, reason: string): Mistake {
    return this.#mistake(token, (at) => problems.port({ reason }, at));
  }

  #mistake(token: Token, make: (at: { readonly file: string }) => Diagnostic): Mistake {
    return new Mistake(make(this.#place(token)));
  }

  #place({ at }: Token): { readonly file: string } {
    const { line, column } = this.#scan.position(at);
    return { file: `${this.#options.file ?? 'fnir'}:${line}:${column}` };
  }

  #note(error: unknown): void {
    if (!(error instanceof Mistake)) throw error;
    if (!this.diagnostics.includes(error.diagnostic)) this.diagnostics.push(error.diagnostic);
  }
}

const shown = (token: Token): string => (token.kind === 'end' ? 'the end of the text' : `'${token.text}'`);
