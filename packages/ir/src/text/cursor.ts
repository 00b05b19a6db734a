import type { Diagnostic } from '../diagnostic/index.ts';
import { MAX_ELEMENTS, sizeOf, tensorType, type Shape, type TensorType } from '../tensor/index.ts';
import { parseScalar, type ScalarType } from '../types/index.ts';
import { fnirDiagnostics as problems } from './diagnostics.ts';
import { readNumber } from './numbers.ts';
import { Scanner, unquote, type Token } from './scan.ts';

/** Leaves a statement at its first mistake; never leaves the parser. */
export class Mistake extends Error {
  readonly diagnostic: Diagnostic;
  constructor(diagnostic: Diagnostic) {
    super(diagnostic.message);
    this.diagnostic = diagnostic;
  }
}

/** A type in a port description starts with one of these; the port words do not. */
const portWords = new Set(['scale', 'bias', 'shape', 'perm', 'from', 'as', 'axis', 'then']);

/** Reads the small things that statements are made of; each method throws a `Mistake` at the place where it fails. */
export class Cursor {
  readonly #scan: Scanner;
  readonly #file: string;

  /** @param file  name of the text in messages */
  constructor(text: string, file = 'fnir') {
    this.#scan = new Scanner(text);
    this.#file = file;
  }

  get next(): Token {
    return this.#scan.next;
  }

  skip(): Token {
    return this.#scan.take();
  }

  takeRaw(): ReturnType<Scanner['takeRaw']> {
    return this.#scan.takeRaw();
  }

  position(at: number): ReturnType<Scanner['position']> {
    return this.#scan.position(at);
  }

  /** @throws Mistake unless `perm` permutes the axes of a shape */
  permutes(token: Token, perm: readonly number[], shape: Shape): void {
    const axes = [...perm].sort((a, b) => a - b);
    if (perm.length !== shape.length || axes.some((axis, i) => axis !== i)) {
      throw this.port(
        token,
        `perm [${perm.join(', ')}] does not permute the ${shape.length} axes of [${shape.join(', ')}]`,
      );
    }
  }

  /** Whether a type comes, and not the next word of a port. */
  atType(): boolean {
    const { kind, text, first } = this.#scan.next;
    return kind === 'word' && !first && !portWords.has(text);
  }

  type(): TensorType {
    const token = this.take('word', 'a type');
    const elem: ScalarType | undefined = parseScalar(token.text.replaceAll(' ', ''));
    if (!elem) throw this.mistake(token, (at) => problems.unknownType({ type: token.text }, at));
    const open = this.#scan.next;
    const shape = this.numbers();
    if (!shape.every((size) => Number.isInteger(size) && size >= 0)) throw this.wants('sizes of axes', open);
    if (sizeOf(shape) > MAX_ELEMENTS)
      throw this.port(token, `[${shape.join(', ')}] has more than ${MAX_ELEMENTS} elements`);
    return tensorType(elem, shape);
  }

  numbers(): number[] {
    this.expect('[');
    const values: number[] = [];
    this.list(']', () => {
      const value = readNumber(this.#scan.next.text);
      if (value === undefined) throw this.wants('a number');
      this.#scan.take();
      values.push(value);
    });
    return values;
  }

  integer(): number {
    const value = readNumber(this.#scan.next.text);
    if (value === undefined || !Number.isInteger(value)) throw this.wants('an integer');
    this.#scan.take();
    return value;
  }

  name(): string {
    const token = this.#scan.next;
    return token.kind === 'string' ? this.string() : this.take('word', 'a name').text;
  }

  string(): string {
    const token = this.take('string', 'a quoted name');
    const text = unquote(token.text);
    if (text === undefined) throw this.wants('a string as in JSON', token);
    return text;
  }

  id(): Token {
    const token = this.take('id', 'a value such as %x');
    if (token.text.startsWith('%"') && unquote(token.text.slice(1)) === undefined)
      throw this.wants('a string as in JSON', token);
    return token;
  }

  list(close: string, each: () => void): void {
    if (!this.is(close)) this.separated(each);
    this.expect(close);
  }

  separated(each: () => void): void {
    each();
    while (this.is(',')) {
      this.#scan.take();
      each();
    }
  }

  is(text: string): boolean {
    return this.#scan.next.kind === 'punctuation' && this.#scan.next.text === text;
  }

  atEnd(): boolean {
    return this.#scan.next.kind === 'end';
  }

  isWord(text: string): boolean {
    return this.#scan.next.kind === 'word' && this.#scan.next.text === text;
  }

  /** Takes the word if it comes next. */
  takeWord(text: string): boolean {
    const here = this.isWord(text);
    if (here) this.#scan.take();
    return here;
  }

  word(text: string): void {
    if (!this.takeWord(text)) throw this.wants(`'${text}'`);
  }

  expect(text: string): void {
    if (!this.is(text)) throw this.wants(`'${text}'`);
    this.#scan.take();
  }

  take(kind: Token['kind'], expected: string): Token {
    if (this.#scan.next.kind !== kind) throw this.wants(expected);
    return this.#scan.take();
  }

  wants(expected: string, token = this.#scan.next): Mistake {
    return this.mistake(token, (at) => problems.syntax({ expected, found: shown(token) }, at));
  }

  port(token: Token, reason: string): Mistake {
    return this.mistake(token, (at) => problems.port({ reason }, at));
  }

  mistake(token: Token, make: (at: { readonly file: string }) => Diagnostic): Mistake {
    return new Mistake(make(this.place(token)));
  }

  place({ at }: Token): { readonly file: string } {
    const { line, column } = this.#scan.position(at);
    return { file: `${this.#file}:${line}:${column}` };
  }
}

export const shown = (token: Token): string => (token.kind === 'end' ? 'the end of the text' : `'${token.text}'`);
