import { createHash } from "node:crypto";
import { mkdirSync, readFileSync, renameSync, writeFileSync } from "node:fs";
import path from "node:path";
import { deserialize, serialize } from "node:v8";

/** Answers about texts of functions, by the digest of the text. */
type Answers = Map<string, unknown>;

/** Past this many, those that a program no longer asked for go. */
const KEPT = 10_000;

/** Questions about texts whose answers follow from the text alone, kept from one evaluation to the next. */
export class ParsedFunctions {
  readonly #file: string;
  readonly #kept: Answers;
  readonly #used: Answers = new Map();
  readonly #byText = new Map<string, unknown>();

  /** @param versions of all that an answer depends on besides the text */
  constructor(folder: string, versions: readonly string[]) {
    this.#file = path.join(folder, `parsed-${digest(JSON.stringify(versions))}`);
    this.#kept = read(this.#file);
  }

  /** @param question tells answers of several kinds about one text apart */
  answer(question: string, text: string, find: () => unknown): unknown {
    const asked = `${question} ${text}`;
    const known = this.#byText.get(asked);
    if (known !== undefined) return known;
    const key = digest(asked);
    const answer = this.#kept.has(key) ? this.#kept.get(key) : find();
    this.#byText.set(asked, answer);
    this.#used.set(key, answer);
    return answer;
  }

  /** Writes them down where there are new ones. */
  save(): void {
    if ([...this.#used.keys()].every((key) => this.#kept.has(key))) return;
    const all = new Map([...this.#kept, ...this.#used]);
    const partial = `${this.#file}.${process.pid}`;
    mkdirSync(path.dirname(this.#file), { recursive: true });
    writeFileSync(partial, serialize(all.size > KEPT ? this.#used : all));
    renameSync(partial, this.#file);
  }
}

/** Without a file, or with half of one, all is found anew. */
function read(file: string): Answers {
  try {
    const answers: unknown = deserialize(readFileSync(file));
    return answers instanceof Map ? answers : new Map();
  } catch {
    return new Map();
  }
}

function digest(text: string): string {
  return createHash("sha256").update(text).digest("base64url");
}
