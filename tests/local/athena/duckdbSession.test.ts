import { expect } from "chai";
import { DuckDbSession } from "../../../local/services/athena/duckdbSession";
import { rejection } from "../../support/rejection";

/** Counts for hours. */
const ENDLESS = "SELECT count(*) FROM range(1000000) AS a, range(1000000) AS b, range(1000000) AS c";
const TRIES = 10;

describe("a session of DuckDB", () => {
  it("ends a statement that is interrupted as soon as it is called", async () => {
    for (let index = 0; index < TRIES; index++) {
      const session = await DuckDbSession.open();
      const running = rejection(session.run(ENDLESS));
      session.interrupt();

      expect((await running).message).to.match(/interrupt/i);
      session.close();
    }
  });
});
