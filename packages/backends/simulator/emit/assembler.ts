import type binaryen from 'binaryen';

/** The library: handed over, for what loads TypeScript takes long for its 15 MB. */
export type Binaryen = typeof binaryen;
type Expression = binaryen.ExpressionRef;
export type ValueType = 'i32' | 'f32' | 'v128';

/** A value in a function: a variable of WebAssembly. What a kernel computes gets one of its own, which costs nothing in machine code. */
export interface Local {
  readonly index: number;
  readonly type: number;
}
/** A number is a constant i32. */
export type Operand = Local | number;

/** The instructions of a namespace that take values only; lanes, shuffles and memory have methods of their own. */
type Lifted<Namespace> = {
  readonly [
    Name in keyof Namespace as Namespace[Name] extends (...operands: Expression[]) => Expression ? Name : never
  ]: Namespace[Name] extends (...operands: infer Operands) => Expression
    ? (...operands: { [Index in keyof Operands]: Operand }) => Local
    : never;
};
type Load = 'load' | 'load8_u' | 'load8_s' | 'load16_u' | 'load16_s';
type VectorLoad =
  'load' | 'load8_splat' | 'load16_splat' | 'load32_splat' | 'load32_zero' | 'load64_zero' | 'load8x8_u' | 'load8x8_s';

/** Address of 16 bytes that nobody reads. */
const UNREAD = 16;

/** Functions of one WebAssembly module, written by calls. */
export class Assembler {
  readonly #binaryen: Binaryen;
  readonly #module: binaryen.Module;
  readonly #results = new Map<string, number>();
  #labels = 0;

  constructor(binaryen: Binaryen, pages: number) {
    const { Features } = binaryen;
    this.#binaryen = binaryen;
    this.#module = new binaryen.Module();
    this.#module.setFeatures(Features.MVP | Features.SIMD128 | Features.SignExt | Features.NontrappingFPToInt);
    this.#module.setMemory(pages, 65536, 'memory');
  }

  /** @param body  gets its parameters, and returns the result if there is one */
  define<Names extends string>(
    name: string,
    parameters: Readonly<Record<Names, ValueType>>,
    body: (code: Code, parameters: Readonly<Record<Names, Local>>) => Local | undefined,
    { exported = false } = {},
  ): void {
    const binaryen = this.#binaryen;
    const types = Object.values<ValueType>(parameters).map((type) => binaryen[type]);
    const code = new Code(binaryen, this.#module, types, this.#results, () => `l${this.#labels++}`);
    const named = Object.keys(parameters).map((key, index) => [key, { index, type: types[index]! }]);
    const result = body(code, Object.fromEntries(named) as Record<Names, Local>);
    const statements = [...code.statements, ...(result ? [code.read(result)] : [])];
    const resultType = result?.type ?? binaryen.none;
    this.#module.addFunction(
      name,
      binaryen.createType(types),
      resultType,
      code.types.slice(types.length),
      this.#module.block(null, statements, resultType),
    );
    this.#results.set(name, resultType);
    if (exported) this.#module.addFunctionExport(name, name);
  }

  bytes(): Uint8Array {
    if (!this.#module.validate()) throw new Error('the emitted module is not valid');
    // Other passes reorder what kernels order with care; engines have their own register allocation.
    this.#module.runPasses(['coalesce-locals', 'vacuum']);
    const bytes = this.#module.emitBinary();
    this.#module.dispose();
    return bytes;
  }
}

/** The body of a function, in the order of the calls. */
export class Code {
  readonly i32: Lifted<binaryen.Module['i32']>;
  readonly f32: Lifted<binaryen.Module['f32']>;
  readonly v128: Lifted<binaryen.Module['v128']>;
  readonly i8x16: Lifted<binaryen.Module['i8x16']>;
  readonly i16x8: Lifted<binaryen.Module['i16x8']>;
  readonly i32x4: Lifted<binaryen.Module['i32x4']>;
  readonly i64x2: Lifted<binaryen.Module['i64x2']>;
  readonly f32x4: Lifted<binaryen.Module['f32x4']>;
  statements: Expression[] = [];
  readonly types: number[];
  readonly #binaryen: Binaryen;
  readonly #module: binaryen.Module;
  readonly #results: ReadonlyMap<string, number>;
  readonly #label: () => string;

  constructor(
    binaryen: Binaryen,
    module: binaryen.Module,
    parameters: readonly number[],
    results: ReadonlyMap<string, number>,
    label: () => string,
  ) {
    this.#binaryen = binaryen;
    this.#module = module;
    this.types = [...parameters];
    this.#results = results;
    this.#label = label;
    this.i32 = this.#lift(module.i32);
    this.f32 = this.#lift(module.f32);
    this.v128 = this.#lift(module.v128);
    this.i8x16 = this.#lift(module.i8x16);
    this.i16x8 = this.#lift(module.i16x8);
    this.i32x4 = this.#lift(module.i32x4);
    this.i64x2 = this.#lift(module.i64x2);
    this.f32x4 = this.#lift(module.f32x4);
  }

  #lift<Namespace extends object>(namespace: Namespace): Lifted<Namespace> {
    return new Proxy(namespace, {
      get: (target, name) => {
        const instruction = (target as Record<PropertyKey, (...operands: Expression[]) => Expression>)[name]!;
        return (...operands: Operand[]) => this.#keep(instruction(...operands.map((operand) => this.read(operand))));
      },
    }) as unknown as Lifted<Namespace>;
  }

  /** An expression of its value. */
  read(operand: Operand): Expression {
    if (typeof operand === 'number') return this.#module.i32.const(operand);
    return this.#module.local.get(operand.index, operand.type);
  }

  #local(type: number): Local {
    return { index: this.types.push(type) - 1, type };
  }

  #keep(value: Expression): Local {
    const local = this.#local(this.#binaryen.getExpressionType(value));
    this.statements.push(this.#module.local.set(local.index, value));
    return local;
  }

  /** A variable of its own that begins with a value. */
  variable(initial: Operand): Local {
    return this.#keep(this.read(initial));
  }

  set(local: Local, value: Operand): void {
    this.statements.push(this.#module.local.set(local.index, this.read(value)));
  }

  /** The same 16 bytes. */
  bytes(byte: (index: number) => number): Local {
    return this.#keep(this.#module.v128.const(Array.from({ length: 16 }, (_, index) => byte(index) & 255)));
  }

  zeros(): Local {
    return this.bytes(() => 0);
  }

  /** Bytes of both vectors: 0 to 15 of `a`, 16 to 31 of `b`. */
  shuffle(a: Operand, b: Operand, byte: (index: number) => number): Local {
    const mask = Array.from({ length: 16 }, (_, index) => byte(index));
    return this.#keep(this.#module.i8x16.shuffle(this.read(a), this.read(b), mask));
  }

  lane32(vector: Local, lane: number): Local {
    return this.#keep(this.#module.i32x4.extract_lane(this.read(vector), lane));
  }

  withLane32(vector: Local, lane: number, value: Operand): Local {
    return this.#keep(this.#module.i32x4.replace_lane(this.read(vector), lane, this.read(value)));
  }

  load32(address: Operand, offset = 0, how: Load = 'load'): Local {
    return this.#keep(this.#module.i32[how](offset, 1, this.read(address)));
  }

  load128(address: Operand, offset = 0, how: VectorLoad = 'load'): Local {
    return this.#keep(this.#module.v128[how](offset, 1, this.read(address)));
  }

  store(address: Operand, value: Operand, offset = 0): void {
    const [at, expression] = [this.read(address), this.read(value)];
    const isVector = typeof value !== 'number' && value.type === this.#binaryen.v128;
    this.statements.push(this.#module[isVector ? 'v128' : 'i32'].store(offset, 1, at, expression));
  }

  store8(address: Operand, value: Operand, offset = 0): void {
    this.statements.push(this.#module.i32.store8(offset, 1, this.read(address), this.read(value)));
  }

  store16(address: Operand, value: Operand, offset = 0): void {
    this.statements.push(this.#module.i32.store16(offset, 1, this.read(address), this.read(value)));
  }

  call(name: string, ...operands: readonly Operand[]): void {
    const result = this.#results.get(name);
    if (result !== this.#binaryen.none) throw new Error(`${name} is not defined yet, or gives a result`);
    const values = operands.map((operand) => this.read(operand));
    this.statements.push(this.#module.call(name, values, result));
  }

  callFor(name: string, ...operands: readonly Operand[]): Local {
    const result = this.#results.get(name);
    if (result === undefined) throw new Error(`${name} is not defined yet`);
    const values = operands.map((operand) => this.read(operand));
    return this.#keep(this.#module.call(name, values, result));
  }

  /** A number of WebAssembly's `select`: `a` where the condition is not 0, else `b`. */
  select(condition: Operand, a: Operand, b: Operand): Local {
    return this.#keep(this.#module.select(this.read(condition), this.read(a), this.read(b)));
  }

  /**
   * Has a value computed before what comes after it is loaded, by a store that nobody reads.
   *
   * V8 puts the loads of a block first and every operation as late as it can, which needs more registers than there are; but
   * it keeps loads and stores in their order.
   */
  keepOrder(value: Local): void {
    this.store(0, value, UNREAD);
  }

  if(condition: Operand, then: () => void, otherwise?: () => void): void {
    const test = this.read(condition);
    const branches = [then, ...(otherwise ? [otherwise] : [])].map((branch) => this.#block(branch));
    this.statements.push(this.#module.if(test, branches[0]!, branches[1]));
  }

  /** Runs the body, and again as long as what it returns is not 0. */
  repeat(body: () => Operand): void {
    const label = this.#label();
    const statements = this.#collect(() => {
      const again = this.read(body());
      this.statements.push(this.#module.br_if(label, again));
    });
    this.statements.push(this.#module.loop(label, this.#module.block(null, statements, this.#binaryen.none)));
  }

  /** For index = 0, step, … below a count, which may be 0. */
  times(count: Operand, body: (index: Local) => void, step = 1): void {
    const index = this.variable(0);
    this.if(this.i32.gt_s(count, 0), () => {
      this.repeat(() => {
        body(index);
        this.set(index, this.i32.add(index, step));
        return this.i32.lt_s(index, count);
      });
    });
  }

  /** One of the cases by number; a number beyond the last is none. */
  switch(value: Operand, cases: readonly (() => void)[]): void {
    const [end, ...labels] = [this.#label(), ...cases.map(() => this.#label())];
    const branch = this.#module.switch(labels, end, this.read(value));
    const nested = cases.reduce<Expression>((inner, body, index) => {
      const statements = this.#collect(() => {
        body();
        this.statements.push(this.#module.br(end));
      });
      return this.#module.block(null, [
        this.#module.block(labels[index]!, [inner], this.#binaryen.none),
        ...statements,
      ]);
    }, branch);
    this.statements.push(this.#module.block(end, [nested], this.#binaryen.none));
  }

  #collect(body: () => void): Expression[] {
    const outer = this.statements;
    this.statements = [];
    body();
    const inner = this.statements;
    this.statements = outer;
    return inner;
  }

  #block(body: () => void): Expression {
    return this.#module.block(null, this.#collect(body), this.#binaryen.none);
  }
}
