import { randomUUID } from "node:crypto";
import { once } from "node:events";
import { type AddressInfo, connect, createServer } from "node:net";
import { expect } from "chai";
import type { PostgresInstance } from "../../../local/services/rds/postgresInstance";
import { ServerOnDemand } from "../../../local/services/rds/serverOnDemand";
import { HeldClock } from "../../support/heldClock";
import { soon } from "../../support/until";
import { NOW } from "./support";

/** The door of a server that a test ends, or keeps from starting. It greets its clients. */
async function openDoor(identifier = randomUUID()) {
  const greeter = createServer((client) => client.end("welcome")).listen(0, "127.0.0.1");
  await once(greeter, "listening");
  const clock = new HeldClock(NOW);
  const warnings: string[] = [];
  const failures: string[] = [];
  const ends: ((lastLines: string) => void)[] = [];
  const door = await ServerOnDemand.listen({
    clock,
    address: "127.0.0.1",
    identifier,
    async start() {
      const failure = failures.shift();
      if (failure !== undefined) throw new Error(failure);
      const ended = new Promise<string>((resolve) => void ends.push(resolve));
      const { port } = greeter.address() as AddressInfo;
      // As much of an instance as its door uses.
      return { port, server: { ended }, stop: async () => {} } as PostgresInstance;
    },
    warn: (line) => void warnings.push(line),
  });
  return {
    clock,
    warnings,
    failures,
    ends,
    port: door.port,
    /** Connects, and resolves to all that was heard when the connection ends. */
    async hear(): Promise<string> {
      let heard = "";
      const client = connect(door.port, "127.0.0.1").on("data", (data) => (heard += data));
      await once(client, "close");
      return heard;
    },
    async close() {
      await door.stop();
      greeter.close();
    },
  };
}

const ENDED =
  "The local Postgres ended by itself, its last words: disk full; the next client starts it again on its data";

describe("the port of an instance", () => {
  it("is the same at the next start, unless somebody else has it", async () => {
    const identifier = randomUUID();
    const first = await openDoor(identifier);
    const beside = await openDoor(identifier);
    await first.close();
    const second = await openDoor(identifier);
    await Promise.all([beside.close(), second.close()]);

    expect(beside.port).to.not.equal(first.port);
    expect(second.port).to.equal(first.port);
  });
});

describe("a Postgres that ends by itself", () => {
  it("is started again for the next client", async () => {
    const test = await openDoor();
    const before = await test.hear();

    test.ends[0]?.("disk full");
    const after = await test.hear();

    expect([before, after]).to.deep.equal(["welcome", "welcome"]);
    expect(test.ends).to.have.length(2);
    expect(test.warnings).to.deep.equal([ENDED]);
    await test.close();
  });

  it("lets a client wait until what is in the way of its start has gone", async () => {
    const test = await openDoor();
    await test.hear();
    test.failures.push("shared memory is still in use", "shared memory is still in use");
    test.ends[0]?.("disk full");

    const waiting = test.hear();
    await soon(() => test.warnings.length >= 2);
    test.clock.advance(200);
    await soon(() => test.warnings.length >= 3);
    test.clock.advance(1000);

    expect(await waiting).to.equal("welcome");
    expect(test.warnings.slice(1)).to.deep.equal(["shared memory is still in use", "shared memory is still in use"]);
    await test.close();
  });

  it("refuses its clients in the end, and says what to do", async () => {
    const test = await openDoor();
    await test.hear();
    test.failures.push(...Array.from({ length: 5 }, () => "no space"));
    test.ends[0]?.("disk full");

    const waiting = test.hear();
    for (const [tries, delayMs] of [200, 1000, 3000, 5000].entries()) {
      await soon(() => test.warnings.length >= tries + 2);
      test.clock.advance(delayMs);
    }

    expect([await waiting, await test.hear()]).to.deep.equal(["", ""]);
    expect(test.warnings).to.deep.equal([
      ENDED,
      ...Array.from({ length: 5 }, () => "no space"),
      "The local Postgres refuses its clients from now on. It ended six times within a minute, and is not started again: " +
        "stop the local cloud, and start it anew",
    ]);
    await test.close();
  });
});
