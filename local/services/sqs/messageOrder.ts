import { Heap } from "../../base/heap";
import type { Message } from "./message";

/** Decides which messages can be received, and in which order. */
export interface MessageOrder {
  /** A message has come into the queue; it may be delayed. */
  added(message: Message): void;
  /** A message is visible: its delay or its visibility timeout is over. */
  shown(message: Message): void;
  removed(message: Message): void;
  /** Offers messages until `max` are accepted. One that was accepted is not offered again before it is `shown`. */
  take(max: number, accept: (message: Message) => boolean): void;
  clear(): void;
}

/** The order of a standard queue: those that came first, first, also where they had been received before. */
export class StandardOrder implements MessageOrder {
  #visible = new Heap<Message>();

  added(message: Message): void {
    if (!message.hidden) this.#visible.push(message.order, message);
  }

  shown(message: Message): void {
    this.#visible.push(message.order, message);
  }

  removed(): void {}

  take(max: number, accept: (message: Message) => boolean): void {
    let count = 0;
    while (count < max) {
      const message = this.#visible.pop();
      if (message === undefined) return;
      if (!message.isGone && accept(message)) count++;
    }
  }

  clear(): void {
    this.#visible = new Heap();
  }
}
