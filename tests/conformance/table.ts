/** The place where AWS's answer is documented, or where it was recorded. */
export interface Source {
  /** The document's title, and its section: `"SendMessage, Errors (Amazon SQS API Reference)"`. */
  readonly title: string;
  readonly address: string;
}

/** One thing that AWS does: what goes in, and what comes out. */
export interface Row<Input> {
  /** A sentence in present tense: `"a second purge within 60 seconds is refused"`. */
  readonly behaviour: string;
  readonly input: Input;
  /** AWS's answer. It is compared whole; {@link ANY} stands for a value that is never the same. */
  readonly answer: unknown;
  readonly source: Source;
  /** The answer of the local cloud where it is another one, and why it is. */
  readonly difference?: { readonly answer: unknown; readonly why: string };
}

/** Rows about one topic of one service. */
export interface Table<Input> {
  /** As AWS names it: `"Amazon SQS"`. */
  readonly service: string;
  /** In lower case, such as `"dead-letter queues"`. */
  readonly topic: string;
  readonly rows: readonly Row<Input>[];
}

/** A service of the local cloud that answers rows. */
export interface Subject<Input> {
  answer(input: Input): Promise<unknown>;
  stop(): Promise<void>;
}

/** Stands in an answer for a value that is there and not empty, such as an id. */
export const ANY = "<any>";
