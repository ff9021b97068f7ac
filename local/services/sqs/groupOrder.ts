import { Heap } from "../../base/heap";
import type { Message } from "./message";
import type { MessageOrder } from "./messageOrder";

/** The messages of one group, in the order in which they were sent. */
class Group {
  /** Those before `head` are gone. */
  messages: Message[] = [];
  head = 0;
  /** Messages that are not gone. */
  count = 0;
  /** It is among those that can be received from, or is being received from. */
  isListed = false;

  /** The first message that is not gone. */
  first(): Message | undefined {
    while (this.messages[this.head]?.isGone) this.head++;
    if (this.head > 64 && this.head * 2 > this.messages.length) {
      this.messages = this.messages.slice(this.head);
      this.head = 0;
    }
    return this.messages[this.head];
  }
}

/**
 * The order of a FIFO queue. A receive takes as many messages of a group as it can, then those of the next group. A group with a
 * message in flight gives none behind that message, until it is deleted or visible again.
 * Source: Amazon SQS Developer Guide, "FIFO queue delivery logic in Amazon SQS". AWS does not say in which order groups
 * come; here the one that could be received from for longest comes first.
 */
export class GroupOrder implements MessageOrder {
  readonly #groups = new Map<string, Group>();
  #ready = new Heap<Group>();
  #tickets = 0;

  added(message: Message): void {
    const name = message.content.group ?? "";
    const group = this.#groups.get(name) ?? new Group();
    this.#groups.set(name, group);
    group.messages.push(message);
    group.count++;
    this.#list(group);
  }

  shown(message: Message): void {
    const group = this.#groupOf(message);
    if (group) this.#list(group);
  }

  removed(message: Message): void {
    const group = this.#groupOf(message);
    if (!group) return;
    group.count--;
    if (group.count === 0) this.#groups.delete(message.content.group ?? "");
    else this.#list(group);
  }

  take(max: number, accept: (message: Message) => boolean): void {
    let count = 0;
    while (count < max) {
      const group = this.#ready.pop();
      if (group === undefined) return;
      group.first();
      for (let at = group.head; at < group.messages.length && count < max; at++) {
        const message = group.messages[at] as Message;
        if (message.isGone) continue;
        if (message.hidden) break;
        if (accept(message)) count++;
      }
      group.isListed = false;
    }
  }

  clear(): void {
    this.#groups.clear();
    this.#ready = new Heap();
  }

  #groupOf({ content: { group = "" } }: Message): Group | undefined {
    return this.#groups.get(group);
  }

  /** Lets a group be received from, where its first message is visible. */
  #list(group: Group): void {
    // While it is being received from, its messages stay at their places.
    if (group.isListed) return;
    const first = group.first();
    if (first === undefined || first.hidden) return;
    group.isListed = true;
    this.#ready.push(this.#tickets++, group);
  }
}
