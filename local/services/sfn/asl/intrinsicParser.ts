import { type Path, parsePath } from "./jsonPath";

export type Argument =
  | { kind: "literal"; value: string | number | boolean | null }
  | { kind: "path"; path: Path }
  | { kind: "call"; call: IntrinsicCall };

export interface IntrinsicCall {
  /** `"States.Format"` */
  name: string;
  args: readonly Argument[];
}

/**
 * Reads an intrinsic function's call, such as `States.Format('{} of {}', $.done, $.all)`.
 *
 * @throws Error that says where the text can't be read
 */
export function parseIntrinsic(text: string): IntrinsicCall {
  const reader = new Reader(text);
  const call = reader.call();
  reader.skipSpace();
  if (!reader.atEnd) throw reader.problem("nothing may follow the call");
  return call;
}

class Reader {
  #at = 0;

  constructor(private readonly text: string) {}

  get atEnd(): boolean {
    return this.#at === this.text.length;
  }

  problem(why: string): Error {
    return new Error(`the intrinsic function "${this.text}" can't be read at "${this.text.slice(this.#at)}": ${why}`);
  }

  skipSpace(): void {
    this.#take(/\s*/y);
  }

  call(): IntrinsicCall {
    this.skipSpace();
    const name = this.#take(/States\.[A-Za-z0-9]+/y);
    if (name === undefined) throw this.problem("it must be a path or a call such as States.Format(...)");
    if (this.#take(/\s*\(/y) === undefined) throw this.problem("an opening bracket is missing");
    const args: Argument[] = [];
    if (this.#take(/\s*\)/y) !== undefined) return { name, args };
    for (;;) {
      args.push(this.#argument());
      if (this.#take(/\s*\)/y) !== undefined) return { name, args };
      if (this.#take(/\s*,/y) === undefined) throw this.problem("a comma or a closing bracket is missing");
    }
  }

  #argument(): Argument {
    this.skipSpace();
    const quoted = this.#take(/'(?:[^'\\]|\\.)*'/sy);
    // The escape of a brace is States.Format's own, so that it stays in here.
    if (quoted !== undefined) {
      return { kind: "literal", value: quoted.slice(1, -1).replace(/\\([^{}])/gs, "$1") };
    }
    const number = this.#take(/-?\d+(?:\.\d+)?(?:[eE][+-]?\d+)?(?=[\s,)])/y);
    if (number !== undefined) return { kind: "literal", value: Number(number) };
    const word = this.#take(/(?:true|false|null)(?=[\s,)])/y);
    if (word !== undefined) return { kind: "literal", value: JSON.parse(word) as boolean | null };
    if (this.text.startsWith("States.", this.#at)) return { kind: "call", call: this.call() };
    const path = this.#take(/\$(?:\[(?:'(?:[^'\\]|\\.)*'|"(?:[^"\\]|\\.)*"|[^\]]*)\]|[^,)\s[])*/sy);
    if (path !== undefined) return { kind: "path", path: parsePath(path) };
    throw this.problem("an argument is a 'text' in single quotes, a number, true, false, null, a path or a call");
  }

  #take(pattern: RegExp): string | undefined {
    pattern.lastIndex = this.#at;
    const [match] = pattern.exec(this.text) ?? [];
    if (match !== undefined) this.#at += match.length;
    return match;
  }
}
