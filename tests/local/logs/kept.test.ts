import { appendFileSync, readdirSync, statSync } from "node:fs";
import path from "node:path";
import { expect } from "chai";
import { silentReport } from "../../../local/base/report";
import { type KeptLines, keptLines } from "../../../local/services/logs/keptLines";
import { createLogs, type Logs } from "../../../local/services/logs/logs";
import { HeldClock } from "../../support/heldClock";
import { KeptData } from "../../support/keptData";
import { soon } from "../../support/until";

const GROUP = "/aws/lambda/orders";

describe("log lines, after their local cloud was killed", () => {
  let clock: HeldClock;
  let data: KeptData;
  let lines: KeptLines;
  let logs: Logs;
  beforeEach(() => {
    data = new KeptData();
    start();
  });
  afterEach(() => data.remove());

  /** The one before is not told, as when its process is killed. */
  function start(options: { largestFile?: number } = {}): void {
    clock = new HeldClock(1000);
    lines = keptLines(data.open(), "logs", { clock, report: silentReport }, options);
    logs = createLogs({ clock, metrics: { put() {} }, report: silentReport }, lines);
    logs.putLogGroup({ name: GROUP });
  }

  const say = (...messages: string[]) =>
    logs.write(
      GROUP,
      "stream",
      messages.map((message) => ({ timestamp: clock.now(), message })),
    );
  const said = () => logs.read(GROUP).map(({ message }) => message);
  /** Lets a second go by, and what is written then be written. */
  async function second(): Promise<void> {
    const folder = path.join(data.root, "logs");
    const bytes = () => readdirSync(folder).reduce((sum, file) => sum + statSync(path.join(folder, file)).size, 0);
    const before = bytes();
    clock.advance(1000);
    await soon(() => bytes() !== before);
    await new Promise(setImmediate);
  }

  it("are there but for those of the last second, once, before those that came since", async () => {
    say("one", "two");
    await second();
    say("lost");

    start();
    say("three");
    await second();
    say("four");

    expect(said()).to.deep.equal(["one", "two", "three", "four"]);
    start();
    expect(said()).to.deep.equal(["one", "two", "three"]);
    const events = logs.find(GROUP, { stream: "stream", limit: 2 });
    const next = Number(events.at(-1)?.position) + 1;
    expect(events.map(({ message }) => message)).to.deep.equal(["one", "two"]);
    expect(logs.find(GROUP, { stream: "stream", from: next, limit: 2 })).to.have.length(1);
  });

  it("are all there after a stop", async () => {
    say("one");
    await lines.close();

    start();

    expect(said()).to.deep.equal(["one"]);
  });

  it("are bounded: the newest stay, and none comes twice", async () => {
    start({ largestFile: 100 });
    for (let number = 0; number < 50; number += 1) {
      say(`line ${number}`);
      await second();
      if (number % 7 === 0) start({ largestFile: 100 });
    }

    start({ largestFile: 100 });
    const kept = said();
    expect(kept).to.deep.equal(Array.from({ length: kept.length }, (_, index) => `line ${50 - kept.length + index}`));
    expect(kept.length).to.be.within(3, 12);
  });

  it("go on behind one that was cut off in its middle", async () => {
    say("one");
    await second();
    const folder = path.join(data.root, "logs");
    appendFileSync(path.join(folder, String(readdirSync(folder)[0])), '\n[1,"stream","tw');

    start();
    say("three");
    await lines.close();
    start();

    expect(said()).to.deep.equal(["one", "three"]);
  });

  it("go with their stream, and leave the others", async () => {
    say("one");
    logs.write(GROUP, "another", [{ timestamp: clock.now(), message: "two" }]);
    await second();
    logs.deleteLogStream(GROUP, "stream");
    await lines.close();

    start();

    expect(said()).to.deep.equal(["two"]);
  });

  it("go with their group, and are for their owner alone", async () => {
    say("one");
    await second();
    const folder = path.join(data.root, "logs");
    const modes = readdirSync(folder).map((file) => statSync(path.join(folder, file)).mode & 0o777);
    logs.deleteLogGroup(GROUP);

    start();

    expect(modes).to.deep.equal([0o600]);
    expect(said()).to.deep.equal([]);
  });
});
