import { accessDenied } from "../iam/denial";
import type { Iam } from "../iam/iam";

/** Denies calls that a role's policies allow, as often as a test says. */
export class DeniedCalls {
  readonly #left = new Map<string, number>();

  constructor(iam: Iam) {
    const authorize = iam.authorize.bind(iam);
    iam.authorize = (principal, permissions) => {
      // The test's own calls are the operator's.
      const denied = principal.kind === "operator" ? undefined : permissions.find(({ action }) => this.#take(action));
      if (denied === undefined) return authorize(principal, permissions);
      const { action, resource, context = {} } = denied;
      const decision = { allowed: false, reason: "implicitDeny" } as const;
      throw accessDenied({ principal, action, resource, context }, decision, "identity-based policy");
    };
  }

  /** @throws RangeError for a name that is no action's */
  add(action: string, times: number): void {
    if (!/^[a-z0-9-]+:[A-Za-z0-9]+$/.test(action)) {
      throw new RangeError(`denyNext takes an action such as "dynamodb:PutItem", got ${JSON.stringify(action)}`);
    }
    this.#left.set(action.toLowerCase(), times);
  }

  #take(action: string): boolean {
    const key = action.toLowerCase();
    const left = this.#left.get(key) ?? 0;
    if (left > 0) this.#left.set(key, left - 1);
    return left > 0;
  }
}
