import type { Json } from "./json";
import { StateError } from "./stateError";

/** The variables that a state sees. */
export interface VariableScope {
  get(name: string): Json | undefined;
}

/** Bytes that one `Assign` may set together, so also those of one variable ("Passing data between states with variables", "Limits"). */
const MAX_ASSIGNED = 262_144;
/** Bytes of all variables of an execution: 10 MiB. */
const MAX_TOTAL = 10 * 1024 * 1024;

/**
 * The variables of one block of states: a whole machine, a branch of a Parallel state, or one iteration of a Map state. What it does not
 * have itself it reads from the block around it, and never sets there ("Passing data between states with variables", "Variable scope").
 */
export class Variables implements VariableScope {
  readonly #values = new Map<string, { value: Json; bytes: number }>();
  readonly #total: { bytes: number };

  constructor(private readonly outer?: Variables) {
    this.#total = outer === undefined ? { bytes: 0 } : outer.#total;
  }

  get(name: string): Json | undefined {
    const own = this.#values.get(name);
    return own === undefined ? this.outer?.get(name) : own.value;
  }

  /** @throws StateError `States.DataLimitExceeded`; nothing is set then */
  assign(state: string, assigned: Readonly<Record<string, Json>>): void {
    const sized = Object.entries(assigned).map(([name, value]) => {
      return { name, value, bytes: Buffer.byteLength(JSON.stringify(value)) };
    });
    const together = sum(sized.map(({ bytes }) => bytes));
    if (together > MAX_ASSIGNED) {
      throw limit(`The Assign field exceeds the maximum variable assignment size by ${together - MAX_ASSIGNED} bytes.`);
    }
    const replaced = sum(sized.map(({ name }) => this.#values.get(name)?.bytes ?? 0));
    const total = this.#total.bytes + together - replaced;
    if (total > MAX_TOTAL) {
      throw limit(
        `Execution total variable size limit exceeded. State '${state}' assigned variables that exceed the total execution limit ` +
          `by ${total - MAX_TOTAL} bytes.`,
      );
    }
    this.#total.bytes = total;
    for (const { name, value, bytes } of sized) this.#values.set(name, { value, bytes });
  }

  /** The block is over: its variables count no more. */
  end(): void {
    this.#total.bytes -= sum([...this.#values.values()].map(({ bytes }) => bytes));
    this.#values.clear();
  }
}

function sum(numbers: readonly number[]): number {
  return numbers.reduce((total, number) => total + number, 0);
}

function limit(reason: string): StateError {
  return new StateError("States.DataLimitExceeded", reason, "size");
}
