import { mayApply } from "./evaluate";
import type { Statement } from "./policyDocument";

/** Answers that are kept; then all are forgotten, for a program may name any number of resources. */
const MAX_ANSWERS = 10_000;

/**
 * Remembers which of many statements can speak about an action on a resource at all. Their conditions, and what depends on policy
 * variables, are for each request to decide.
 */
export class StatementIndex {
  readonly #answers = new Map<string, readonly Statement[]>();

  /**
   * @param owner names what the statements hang on: a role, or a resource
   * @param statements all that hang on it
   */
  relevant(
    owner: string,
    action: string,
    resource: string,
    statements: () => readonly Statement[],
  ): readonly Statement[] {
    const key = `${owner} ${action} ${resource}`;
    const known = this.#answers.get(key);
    if (known !== undefined) return known;
    const relevant = statements().filter((statement) => mayApply(statement, action, resource));
    if (this.#answers.size >= MAX_ANSWERS) this.#answers.clear();
    this.#answers.set(key, relevant);
    return relevant;
  }

  /** Some policy has changed. */
  clear(): void {
    this.#answers.clear();
  }
}
