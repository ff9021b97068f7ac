import { checked, type Subject } from "./arguments";

/**
 * Checks that an argument is a function. Programs are not type-checked when they run, and what cannot be called would fail in the serialiser,
 * in its words.
 * @throws RunError naming the argument
 */
export function callback<T>(subject: Subject, argument: string, value: T): T {
  checked(subject, argument, value, "a function", (known) => typeof known === "function");
  return value;
}
