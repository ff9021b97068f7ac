import { refusal } from "../arguments/refusal";
import { captureFault } from "./captureFaults";
import { capturePlace } from "./capturePlace";
import { fieldOf } from "./functionFaults";

type Callable = (...args: never[]) => unknown;

/** Looks at all that a callback captures while Pulumi serialises it, and refuses what would be something else in the function. */
export class CaptureCheck {
  readonly #functions: Callable[] = [];
  #refused: { value: unknown; fault: string } | undefined;

  /**
   * @param serialise is told what to ask about each value
   * @throws RunError naming the variable, its line, and what it holds; what Pulumi throws
   */
  async during<T>(serialise: (isSerialised: (value: unknown) => boolean) => Promise<T>): Promise<T> {
    try {
      const serialised = await serialise((value) => this.#look(value));
      this.#lookAtNewInstances();
      return serialised;
    } catch (error) {
      if (this.#refused === undefined) throw error;
      const { value, fault } = this.#refused;
      const { variable, line } = capturePlace(this.#functions, value) ?? { variable: "a variable", line: undefined };
      throw refusal(
        `An inline function captures ${variable}${line === undefined ? "" : ` (${line})`}: ${fault}. It cannot be carried into the ` +
          "function: make it inside of it, or capture plain data to make it from (docs/inline-functions.md)",
      );
    }
  }

  #look(value: unknown): boolean {
    if (typeof value === "function") this.#functions.push(value as Callable);
    const fault = captureFault(value);
    if (fault === undefined) return true;
    return this.#refuse(value, fault);
  }

  #refuse(value: unknown, fault: string): never {
    this.#refused ??= { value, fault };
    throw new Error(fault);
  }

  /** An instance comes along with its fields; a new one of its class would have none, for Pulumi writes the constructor alone. */
  #lookAtNewInstances(): void {
    for (const made of this.#functions.flatMap((captor) => this.#classesMadeBy(captor))) {
      for (let line: unknown = made; typeof line === "function"; line = Object.getPrototypeOf(line)) {
        const field = fieldOf(line as Callable);
        if (field !== undefined) {
          this.#refuse(line, `a class with the field "${field}", which a new instance would not have`);
        }
      }
    }
  }

  #classesMadeBy(captor: Callable): Callable[] {
    const names = [...Function.prototype.toString.call(captor).matchAll(/\bnew\s+([\w$]+)/g)].map(([, name]) => name);
    return names.length === 0 ? [] : this.#functions.filter(({ name }) => name !== "" && names.includes(name));
  }
}
