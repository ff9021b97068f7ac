import { systemClock } from "../../../local/base/clock";
import { silentReport } from "../../../local/base/report";
import { DuckDbEngine } from "../../../local/services/athena/engine/engine";

// A host for `hostDeath.test.ts` to kill: prints a line once its engine is at a query that does not end.

const ENDLESS =
  "SELECT count(*) FROM range(100000) AS a(x), range(100000) AS b(y), range(1000) AS c(z) WHERE x * y % 7 = z";

async function main(): Promise<void> {
  const engine = new DuckDbEngine({ clock: systemClock, report: silentReport });
  const [busy, other] = await Promise.all([engine.open(), engine.open()]);
  void busy.query(ENDLESS);
  // Requests are taken up in their order.
  await other.value("SELECT 1");
  console.log("asked");
}

void main();
