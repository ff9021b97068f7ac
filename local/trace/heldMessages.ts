import { isRecord } from "../base/isRecord";
import { nameOf } from "../iam/denial";
import type { Principal } from "../iam/iam";
import { BoundedMap } from "./boundedMap";
import type { Span } from "./span";

interface Held {
  receipt: string;
  who: string;
  /** The receive. */
  span: string;
  id: string;
  texts: readonly string[];
}

const MOST_HELD = 5_000;
/** Characters from which a text tells one message from another, and how many such texts of one are looked for. */
const TELLING = /[\w-]{12,}/g;
const MOST_TEXTS = 32;
/** Messages that may have a text in common: one that more have, such as a date or a tenant, does not tell them apart. */
const MOST_SHARING = 10;
/** Texts of a call, and characters of it, by which its message is looked for. */
const MOST_ASKED = 256;
const MOST_SEARCHED = 16 * 1024;

/**
 * The messages that programs have received and not yet deleted: what a program does meanwhile is for one of them. Every message is found by
 * who holds it and by its texts, so that a call costs the same however many are held.
 */
export class HeldMessages {
  readonly #receives = new BoundedMap<string>(MOST_HELD);
  readonly #held = new BoundedMap<Held>(MOST_HELD);
  readonly #byWho = new Map<string, Set<Held>>();
  readonly #byText = new Map<string, Set<Held>>();
  /** By a message's id: who receives one again holds it in the place of who had it before. */
  readonly #byId = new Map<string, Held>();

  /** @returns the ids of the messages */
  received({ id: span, who }: Span, { Messages: messages }: Record<string, unknown>): readonly string[] {
    const list = Array.isArray(messages) ? messages.filter(isRecord) : [];
    for (const { ReceiptHandle, MessageId, Body } of list) {
      const [receipt, id] = [String(ReceiptHandle), String(MessageId)];
      this.#receives.set(receipt, span);
      this.#release(this.#byId.get(id));
      const held: Held = { receipt, who, span, id, texts: [id, ...textsOf(String(Body), MOST_TEXTS)] };
      this.#forget(this.#held.set(receipt, held));
      this.#byId.set(id, held);
      addTo(this.#byWho, who, held);
      for (const text of held.texts) addTo(this.#byText, text, held);
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
    if (action.startsWith("sqs:DeleteMessage")) for (const receipt of receipts) this.#release(this.#held.get(receipt));
    return [...new Set(receipts.flatMap((receipt) => this.#receives.get(receipt) ?? []))];
  }

  /** Finds the receives that a call is likely to follow from: its caller holds one message, or the call names a text of the message. */
  causesOf(principal: Principal, request: Buffer | string = ""): readonly string[] {
    if (this.#held.size === 0 || principal.kind === "operator" || principal.kind === "service") return [];
    const own = principal.kind === "role" ? this.#byWho.get(nameOf(principal)) : undefined;
    if (principal.kind === "role" && (own === undefined || own.size === 1)) return [...(own ?? [])].map(spanOf);
    const named = textsOf(request.toString(), MOST_ASKED).flatMap((text) => this.#told(text));
    return [...new Set(named.filter((held) => own === undefined || own.has(held)).map(spanOf))];
  }

  #told(text: string): readonly Held[] {
    const sharing = this.#byText.get(text);
    return sharing === undefined || sharing.size > MOST_SHARING ? [] : [...sharing];
  }

  clear(): void {
    for (const each of [this.#receives, this.#held, this.#byWho, this.#byText, this.#byId]) each.clear();
  }

  #release(held: Held | undefined): void {
    if (held !== undefined && this.#held.delete(held.receipt)) this.#forget(held);
  }

  #forget(held: Held | undefined): void {
    if (held === undefined) return;
    removeFrom(this.#byWho, held.who, held);
    for (const text of held.texts) removeFrom(this.#byText, text, held);
    if (this.#byId.get(held.id) === held) this.#byId.delete(held.id);
  }
}

function spanOf({ span }: Held): string {
  return span;
}

/** Texts by which a message is told from others: long ones with a digit, such as ids. */
function textsOf(body: string, most: number): readonly string[] {
  const found = body.slice(0, MOST_SEARCHED).match(TELLING) ?? [];
  return [...new Set(found.filter((text) => /\d/.test(text)))].slice(0, most);
}

function addTo(index: Map<string, Set<Held>>, key: string, held: Held): void {
  const known = index.get(key);
  if (known === undefined) index.set(key, new Set([held]));
  else known.add(held);
}

function removeFrom(index: Map<string, Set<Held>>, key: string, held: Held): void {
  const known = index.get(key);
  if (known?.delete(held) && known.size === 0) index.delete(key);
}
