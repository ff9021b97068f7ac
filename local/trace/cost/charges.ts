import type { Span } from "../span";
import type { Charged, Usage } from "./prices";
import { CALL_GB_SECONDS, unitsOf } from "./units";

/** Places that are counted: what runs in a program has as many roles at most. */
const MOST_PLACES = 2_000;

/** Calls that AWS would charge for, by the place that makes them. Bounded by the number of places, whatever the calls. */
export class Charges {
  readonly #places = new Map<string, Map<Charged, number>>();

  /** Counts a call that was answered. @param place who makes it */
  count(place: string, { action, who }: Pick<Span, "action" | "who">, params: Readonly<Record<string, unknown>>): void {
    // A call of a person or a load is no part of the program.
    if (who.endsWith(":user/operator")) return;
    const [service, operation = ""] = action.split(":");
    this.add(place, "lambdaGbSecond", CALL_GB_SECONDS);
    if (service === "dynamodb") {
      const { writes, reads } = unitsOf({ operation, params });
      this.add(place, "dynamoWrite", writes);
      this.add(place, "dynamoRead", reads);
    } else if (service === "sqs") this.add(place, "sqsRequest", 1);
    else if (service === "sns") this.add(place, "snsPublish", lengthOf(params.PublishBatchRequestEntries));
    else if (service === "secretsmanager") this.add(place, "secretRead", 1);
  }

  add(place: string, charged: Charged, count: number): void {
    let counts = this.#places.get(place);
    if (counts === undefined) {
      if (this.#places.size >= MOST_PLACES) return;
      counts = new Map();
      this.#places.set(place, counts);
    }
    if (count > 0) counts.set(charged, (counts.get(charged) ?? 0) + count);
  }

  get all(): readonly { place: string; usage: Usage }[] {
    return [...this.#places].map(([place, counts]) => ({ place, usage: Object.fromEntries(counts) }));
  }

  clear(): void {
    this.#places.clear();
  }
}

function lengthOf(list: unknown): number {
  return Array.isArray(list) ? list.length : 1;
}
