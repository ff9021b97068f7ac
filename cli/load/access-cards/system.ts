import type { Holdings } from "./account";
import type { Gates } from "./gates";
import type { Areas, CardHolder } from "./plan";

/** The part of a system that a run needs: its gates, its commands, and ways to look into it. */
export interface AccessCardsSystem {
  readonly areas: Areas;
  readonly gates: Pick<Gates, "enter" | "exit">;
  /** Sends a command for each person's card; resolves to the cards that it was done for. */
  command(kind: "register" | "block", people: readonly CardHolder[], runId: string): Promise<ReadonlySet<string>>;
  /** Tells whether a card's holder is inside at this moment. */
  isInside(cardId: string): Promise<boolean>;
  /** Every card whose holder is inside, of this run or not, and where. */
  inside(): Promise<ReadonlyMap<string, string>>;
  /** @param since when the run began, in milliseconds since the Unix epoch */
  holdings(since: number): Promise<Holdings>;
  /** Distinct events of the run's cards by type, by a query of the archive. */
  queried(runId: string, since: number): Promise<Readonly<Record<string, number>>>;
}
