import type { Random } from "../shared/backoff";

/** Makes one text, another one each time. */
export type TextMaker = (random: Random) => string;

/** The most repeats beyond the least of an open end (`*`, `+`, `{2,}`): enough for texts that differ. */
const OPEN_END = 12;
const DIGITS = "0123456789";
const WORDS = `ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz${DIGITS}_`;
const CLASSES: Readonly<Record<string, string>> = { d: DIGITS, w: WORDS, s: " " };

/**
 * Texts that match a regular expression of literals, escapes (`\d`, `\w`, `\.`), classes without negation, groups, alternatives and
 * quantifiers: what rules for form fields are made of.
 *
 * @throws RangeError for an expression that holds anything else
 */
export function patternText(pattern: string): TextMaker {
  const reader = new PatternReader(pattern);
  return reader.whole();
}

class PatternReader {
  #index = 0;

  constructor(private readonly pattern: string) {}

  whole(): TextMaker {
    this.#take("^");
    const made = this.#alternatives();
    this.#take("$");
    if (this.#index < this.pattern.length) throw this.#unknown();
    return made;
  }

  #alternatives(): TextMaker {
    const choices = [this.#sequence()];
    while (this.#take("|")) choices.push(this.#sequence());
    return (random) => oneOf(choices, random)(random);
  }

  #sequence(): TextMaker {
    const parts: TextMaker[] = [];
    while (this.#index < this.pattern.length && !"|)$".includes(this.#peek())) parts.push(this.#repeated(this.#atom()));
    return (random) => parts.map((part) => part(random)).join("");
  }

  #atom(): TextMaker {
    if (this.#take("(")) {
      if (this.#take("?") && !this.#take(":")) throw this.#unknown();
      const inner = this.#alternatives();
      if (!this.#take(")")) throw this.#unknown();
      return inner;
    }
    const characters = this.#take("[") ? this.#class() : this.#take(".") ? WORDS : this.#character();
    return (random) => oneOf([...characters], random);
  }

  #class(): string {
    let characters = "";
    if (this.#peek() === "^") throw this.#unknown();
    while (!this.#take("]")) {
      const first = this.#character();
      if (first.length === 1 && this.#peek() === "-" && this.pattern[this.#index + 1] !== "]") {
        this.#index += 1;
        characters += rangeOf(first, this.#character());
      } else {
        characters += first;
      }
    }
    if (characters === "") throw this.#unknown();
    return characters;
  }

  /** One character, or all that an escape stands for. */
  #character(): string {
    const escaped = this.#take("\\");
    const character = this.#peek();
    if (character === "" || (!escaped && "*+?{}".includes(character))) throw this.#unknown();
    const known = escaped ? CLASSES[character] : character;
    // A letter or a digit behind a backslash means something of its own.
    if (known === undefined && /[A-Za-z0-9]/.test(character)) throw this.#unknown();
    this.#index += 1;
    return known ?? character;
  }

  #repeated(atom: TextMaker): TextMaker {
    const [least, most] = this.#bounds();
    return (random) => {
      const times = least + Math.floor(random() * (most - least + 1));
      return Array.from({ length: times }, () => atom(random)).join("");
    };
  }

  #bounds(): [least: number, most: number] {
    if (this.#take("?")) return [0, 1];
    if (this.#take("*")) return [0, OPEN_END];
    if (this.#take("+")) return [1, 1 + OPEN_END];
    if (!this.#take("{")) return [1, 1];
    const [all = "", least = "", comma, most] = /^(\d+)(,)?(\d+)?\}/.exec(this.pattern.slice(this.#index)) ?? [];
    if (all === "") throw this.#unknown();
    this.#index += all.length;
    if (comma === undefined) return [Number(least), Number(least)];
    return [Number(least), most === undefined ? Number(least) + OPEN_END : Number(most)];
  }

  #peek(): string {
    return this.pattern[this.#index] ?? "";
  }

  #take(character: string): boolean {
    if (this.#peek() !== character) return false;
    this.#index += 1;
    return true;
  }

  #unknown(): RangeError {
    const found = this.#peek() === "" ? "its end" : `"${this.#peek()}"`;
    return new RangeError(`no texts can be made of the pattern ${this.pattern}: ${found} at ${this.#index + 1}`);
  }
}

function rangeOf(first: string, last: string): string {
  const from = first.charCodeAt(0);
  return Array.from({ length: Math.max(0, last.charCodeAt(0) - from + 1) }, (_, index) =>
    String.fromCharCode(from + index),
  ).join("");
}

function oneOf<T>(choices: readonly T[], random: Random): T {
  return choices[Math.floor(random() * choices.length)] as T;
}
