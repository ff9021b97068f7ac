import { parseJson } from "../../shared/http/jsonText";
import { check } from "../../shared/schema";
import { type CardEvent, cardEvent, impossibilityOf } from "../event";

/** A record of the stream: an event, or what is wrong with it. */
export type Reading = { event: CardEvent } | { fault: "malformed" | "impossible"; reason: string };

/**
 * Makes what reads the records of a stream that should be events. The archive and the count of what was produced both read by it, so that
 * they cannot differ in what an event is.
 * @returns a function of a record's data, base64
 */
export function eventReader(): (data: string) => Reading {
  const schema = cardEvent();
  return (data) => {
    let value: unknown;
    try {
      value = parseJson(Buffer.from(data, "base64").toString());
    } catch (error) {
      return { fault: "malformed", reason: (error as Error).message };
    }
    const { data: event, error } = check(schema, value);
    if (event === undefined) {
      const reason = error.issues.map(({ path, message }) => `${path.join(".")}: ${message}`).join("; ");
      return { fault: "malformed", reason };
    }
    const reason = impossibilityOf(event);
    return reason === undefined ? { event } : { fault: "impossible", reason };
  };
}
