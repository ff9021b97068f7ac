import type { Pool, PoolClient } from "pg";
import { type Clock, sleep } from "../../../functions/shared/clock";

/** An error as Postgres answers it. */
export function answered(code: string, message = "no"): Error {
  return Object.assign(new Error(message), { code, severity: "ERROR" });
}

/** Two tables of Postgres with transactions, on the test's clock: the processed deliveries, and entries of code of one's own. */
export class SimulatedPostgres {
  readonly deliveries = new Set<string>();
  readonly entries: unknown[] = [];
  /** Throws in place of an answer. */
  fail: (statement: string) => void = () => undefined;
  connections = 0;
  mostConnections = 0;
  readonly latencyMs = 5;

  constructor(readonly clock: Clock) {}

  readonly pool = {
    connect: async () => {
      await this.#answer("CONNECT");
      this.connections += 1;
      this.mostConnections = Math.max(this.mostConnections, this.connections);
      return this.#client();
    },
    query: async (text: string, values: unknown[]) => {
      await this.#answer(text);
      if (!text.includes("INSERT")) return { rows: this.deliveries.has(`${values[0]}/${values[1]}`) ? [{}] : [] };
      const [sources = [], ids = []] = values as string[][];
      return { rows: sources.flatMap((source, index) => this.#insert(source, ids[index] ?? "")) };
    },
  } as unknown as Pick<Pool, "query" | "connect">;

  #insert(source: string, id: string) {
    if (this.deliveries.has(`${source}/${id}`)) return [];
    this.deliveries.add(`${source}/${id}`);
    return [{ source, delivery_id: id }];
  }

  async #answer(statement: string): Promise<void> {
    await sleep(this.clock, this.latencyMs, new AbortController().signal);
    this.fail(statement);
  }

  #client(): PoolClient {
    let state: "idle" | "begun" | "failed" = "idle";
    let claimed: string | undefined;
    let written: unknown[] = [];
    const forget = () => {
      state = "idle";
      claimed = undefined;
      written = [];
    };
    const client = {
      query: async (text: string, values: unknown[] = []) => {
        try {
          await this.#answer(text);
        } catch (error) {
          if (state === "begun") state = "failed";
          throw error;
        }
        if (text === "BEGIN") state = "begun";
        else if (text === "ROLLBACK") forget();
        else if (text === "COMMIT") {
          const command = state === "failed" ? "ROLLBACK" : "COMMIT";
          if (state === "begun") {
            if (claimed !== undefined) this.deliveries.add(claimed);
            this.entries.push(...written);
          }
          forget();
          return { command, rows: [], rowCount: null };
        } else if (state === "failed") throw answered("25P02", "current transaction is aborted");
        else if (text.includes("webhook_deliveries")) {
          const key = `${values[0]}/${values[1]}`;
          if (!this.deliveries.has(key)) claimed = key;
          return { rows: [], rowCount: claimed === undefined ? 0 : 1 };
        } else written.push(values[0]);
        return { command: "INSERT", rows: [], rowCount: 1 };
      },
      release: () => {
        this.connections -= 1;
        forget();
      },
    };
    return client as unknown as PoolClient;
  }
}
