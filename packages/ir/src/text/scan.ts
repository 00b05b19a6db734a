export type TokenKind = 'id' | 'word' | 'number' | 'string' | 'hash' | 'punctuation' | 'stray' | 'end';

export interface Token {
  readonly kind: TokenKind;
  readonly text: string;
  /** Offset in the text, and the offset behind the token. */
  readonly at: number;
  readonly end: number;
  /** Whether nothing but blanks stands before it on its line; reading goes on here after a mistake. */
  readonly first: boolean;
}

const QUOTED = String.raw`"(?:[^"\\\n]|\\.)*"`;
const kinds: readonly (readonly [TokenKind, RegExp])[] = [
  ['id', new RegExp(String.raw`%(?:[A-Za-z_][\w.]*|\d+|${QUOTED})`, 'y')],
  ['string', new RegExp(QUOTED, 'y')],
  ['hash', /@[0-9a-f]+/y],
  ['number', /[-+]inf\b|[-+]?(?:\d+(?:\.\d*)?|\.\d+)(?:[eE][-+]?\d+)?/y],
  ['word', /[A-Za-z_][\w.]*(?:<\d+,\s*\d+>)?/y],
  ['punctuation', /[(){}[\],=:]/y],
];
const BLANK = /(?:\s+|\/\/[^\n]*)*/y;

/** Reads tokens on demand; the text is never split as a whole because attribute values are free text. */
export class Scanner {
  readonly #text: string;
  #next: Token;

  constructor(text: string) {
    this.#text = text;
    this.#next = this.#scan(0);
  }

  get next(): Token {
    return this.#next;
  }

  take(): Token {
    const token = this.#next;
    this.#next = this.#scan(token.end);
    return token;
  }

  /** Text up to the `,` or `}` that ends an attribute; brackets and quotes hide both. */
  takeRaw(): Token {
    const at = this.#next.at;
    let depth = 0;
    let end = at;
    for (; end < this.#text.length; end++) {
      const char = this.#text[end]!;
      if (depth === 0 && (char === ',' || char === '}' || char === '\n')) break;
      if ('[(<'.includes(char)) depth++;
      else if ('])>'.includes(char)) depth--;
      else if (char === '"') {
        const close = this.#text.indexOf('"', end + 1);
        if (close < 0) break;
        end = close;
      }
    }
    const text = this.#text
      .slice(at, end)
      .replace(/\s*\n\s*/g, ' ')
      .trim();
    this.#next = this.#scan(end);
    return { kind: 'stray', text, at, end, first: false };
  }

  /** Line and column of an offset, both from 1. */
  position(at: number): { readonly line: number; readonly column: number } {
    const before = this.#text.slice(0, at);
    return { line: before.split('\n').length, column: at - before.lastIndexOf('\n') };
  }

  #scan(from: number): Token {
    BLANK.lastIndex = from;
    BLANK.exec(this.#text);
    const at = BLANK.lastIndex;
    const first = this.#text.slice(from, at).includes('\n') || from === 0;
    if (at >= this.#text.length) return { kind: 'end', text: '', at, end: at, first: true };
    for (const [kind, pattern] of kinds) {
      pattern.lastIndex = at;
      const text = pattern.exec(this.#text)?.[0];
      if (text !== undefined) return { kind, text, at, end: at + text.length, first };
    }
    return { kind: 'stray', text: this.#text[at]!, at, end: at + 1, first };
  }
}

/** A quoted token's content; undefined if an escape is wrong. */
export function unquote(text: string): string | undefined {
  try {
    return JSON.parse(text) as string;
  } catch {
    return undefined;
  }
}

const BARE = /^[A-Za-z_][\w.]*$/;
/** A name as it is written: bare where that reads back, else quoted. */
export const showName = (name: string): string => (BARE.test(name) ? name : JSON.stringify(name));
