import { stripVTControlCharacters } from "node:util";
import { expect } from "chai";
import { createTerminal } from "../../cli/terminal";

function setUp(isTTY: boolean, json = false) {
  const written: string[] = [];
  let now = 0;
  const stream = { write: (text: string) => written.push(text), isTTY };
  const terminal = createTerminal(stream, { now: () => now, environment: {}, json });
  return { terminal, written, advance: (ms: number) => (now += ms) };
}

describe("createTerminal", () => {
  it("gives each stage the time since the one before", () => {
    const { terminal, written, advance } = setUp(false);

    advance(120.4);
    terminal.report.stage("services ready");
    advance(80);
    terminal.report.stage("program evaluated");

    expect(written).to.deep.equal(["  services ready 120 ms\n", "  program evaluated 80 ms\n"]);
  });

  it("prefixes log lines by their resource, and marks warnings", () => {
    const { terminal, written } = setUp(false);

    terminal.report.log("orders-producer", "hello\n");
    terminal.report.warn("orders-producer", "slow");

    expect(written).to.deep.equal(["orders-producer hello\n", "orders-producer ! slow\n"]);
  });

  it("leaves out metrics that travel in the log", () => {
    const { terminal, written } = setUp(false);

    terminal.report.log("orders-producer", '{"_aws":{"Timestamp":1},"Accepted":1}');

    expect(written).to.deep.equal([]);
  });

  it("prints structured lines short", () => {
    const { terminal, written } = setUp(false);

    terminal.report.log(
      "worker",
      '{"level":"INFO","message":"working","timestamp":"2026-12-01T08:14:11.875Z","messagesAtOnce":5}',
    );

    expect(written).to.deep.equal(["worker working  messagesAtOnce=5\n"]);
  });

  it("prints with --json an object for each line, log lines in it as they were written, and no colours", () => {
    const { terminal, written, advance } = setUp(true, true);
    const line = '{"level":"INFO","message":"working"}';

    terminal.print(`\n  ${terminal.colors.red("no such thing")}`);
    advance(3.4);
    terminal.report.stage("services ready");
    terminal.report.log("worker", `${line}\n`);
    terminal.report.warn("worker", "slow");
    terminal.report.progress?.([{ part: "orders", waitsFor: [] }]);
    terminal.event({ type: "ready", address: "http://127.0.0.1:5600" });

    expect(written.map((each) => JSON.parse(each) as unknown)).to.deep.equal([
      { type: "text", text: "no such thing" },
      { type: "stage", text: "services ready", ms: 3 },
      { type: "log", source: "worker", line },
      { type: "warning", source: "worker", line: "slow" },
      { type: "ready", address: "http://127.0.0.1:5600" },
    ]);
  });

  it("colours resources on a terminal, each in its own colour", () => {
    const { terminal, written } = setUp(true);

    terminal.report.log("a", "1");
    terminal.report.log("b", "2");
    terminal.report.log("a", "3");

    const colors = written.map((line) => line.slice(0, line.indexOf("m")));
    expect(colors[0]).to.equal(colors[2]).and.not.equal(colors[1]);
  });

  describe("while parts of the program are made", () => {
    const WAITING = [
      { part: "orders", waitsFor: ["aws:sqs/queue:Queue orders-queue", "aws:lambda/function:Function orders"] },
      { part: "mails", waitsFor: ["aws:sns/topic:Topic mails"] },
    ];

    it("prints a line for each that is made, once", () => {
      const { terminal, written, advance } = setUp(false);

      terminal.report.progress?.(WAITING);
      advance(1_240);
      terminal.report.progress?.([{ part: "orders", waitsFor: [] }, ...WAITING.slice(1)]);
      terminal.report.progress?.([{ part: "orders", waitsFor: [] }, ...WAITING.slice(1)]);

      expect(written).to.deep.equal(["  orders made after 1.2 s\n"]);
    });

    it("shows on a terminal what the others wait for, below all other lines", () => {
      const { terminal, written } = setUp(true);
      terminal.report.progress?.(WAITING);
      expect(shown(written)).to.deep.equal([
        "  orders waits for Queue orders-queue and 1 more",
        "  mails waits for Topic mails",
      ]);

      terminal.print("hello");
      terminal.report.progress?.([WAITING[0] as never, { part: "mails", waitsFor: [] }]);
      expect(shown(written)).to.deep.equal([
        "hello",
        "  mails made after 0.0 s",
        "  orders waits for Queue orders-queue and 1 more",
      ]);

      terminal.report.progress?.(WAITING.map(({ part }) => ({ part, waitsFor: [] })));
      expect(shown(written)).to.deep.equal(["hello", "  mails made after 0.0 s", "  orders made after 0.0 s"]);
    });

    it("says nothing of a program with one part", () => {
      const { terminal, written } = setUp(true);

      terminal.report.progress?.([{ part: "orders", waitsFor: [] }]);

      expect(written).to.deep.equal([]);
    });

    const UP_AND_CLEAR = "\x1b[1A\x1b[0J";

    /** The lines of a screen, without colours. */
    function shown(written: readonly string[]): readonly string[] {
      const lines: string[] = [];
      for (const text of written) {
        const [last = "", ...cleared] = text.split(UP_AND_CLEAR).reverse();
        for (const _ of cleared) lines.pop();
        if (last !== "") lines.push(stripVTControlCharacters(last.trimEnd()));
      }
      return lines;
    }
  });
});
