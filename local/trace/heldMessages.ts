import { isRecord } from "../base/isRecord";
import { nameOf } from "../iam/denial";
import type { Principal } from "../iam/iam";
import { BoundedMap } from "./boundedMap";
import type { Span } from "./span";

interface Held {
  who: string;
  /** The receive. */
  span: string;
  id: string;
  /** The body, as it was received. */
  body: string;
}

const MOST_HELD = 5_000;
/** Characters from which a text tells one message from another. */
const TELLING = 12;
const MOST_SEARCHED = 200;

/** The messages that programs have received and not yet deleted: what a program does meanwhile is for one of them. */
export class HeldMessages {
  readonly #receives = new BoundedMap<string>(MOST_HELD);
  readonly #held = new BoundedMap<Held>(MOST_HELD);

  /** @returns the ids of the messages */
  received({ id: span, who }: Span, { Messages: messages }: Record<string, unknown>): readonly string[] {
    const list = Array.isArray(messages) ? messages.filter(isRecord) : [];
    for (const { ReceiptHandle: receipt, MessageId: id, Body: body } of list) {
      this.#receives.set(String(receipt), span);
      this.#held.set(String(receipt), { who, span, id: String(id), body: String(body) });
    }
    return list.map(({ MessageId }) => String(MessageId));
  }

  /** Takes messages that were deleted or given back. @returns the ids of their receives */
  returned(action: string, { ReceiptHandle: one, Entries: several }: Record<string, unknown>): readonly string[] {
    if (!action.startsWith("sqs:")) return [];
    const entries = Array.isArray(several) ? several.filter(isRecord) : [];
    const receipts = [one, ...entries.map(({ ReceiptHandle }) => ReceiptHandle)].filter(
      (each) => typeof each === "string",
    );
    if (action.startsWith("sqs:DeleteMessage")) for (const receipt of receipts) this.#held.delete(receipt);
    return [...new Set(receipts.flatMap((receipt) => this.#receives.get(receipt) ?? []))];
  }

  /** Finds the receives that a call is likely to follow from: its caller holds one message, or the call names a text of the message. */
  causesOf(principal: Principal, request: Buffer | string = ""): readonly string[] {
    if (this.#held.size === 0 || principal.kind === "operator" || principal.kind === "service") return [];
    const all = [...this.#held.values()].slice(-MOST_SEARCHED);
    const who = nameOf(principal);
    const own = principal.kind === "role" ? all.filter((held) => held.who === who) : all;
    if (principal.kind === "role" && own.length === 1) return own.map(({ span }) => span);
    const text = request.toString();
    if (text === "") return [];
    const named = own.filter((held) => textsOf(held).some((each) => text.includes(each)));
    return [...new Set(named.map(({ span }) => span))];
  }

  clear(): void {
    this.#receives.clear();
    this.#held.clear();
  }
}

/** Texts by which a message is told from others. */
function textsOf({ id, body }: Held): readonly string[] {
  const texts = body.match(/[\w-]{12,}/g) ?? [];
  return [id, ...texts.filter((text) => text.length >= TELLING && /\d/.test(text))];
}
