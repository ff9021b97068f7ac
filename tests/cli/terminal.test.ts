import { expect } from "chai";
import { createTerminal } from "../../cli/terminal";

function setUp(isTTY: boolean) {
  const written: string[] = [];
  let now = 0;
  const terminal = createTerminal({ write: (text) => written.push(text), isTTY }, () => now, {});
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

  it("colours resources on a terminal, each in its own colour", () => {
    const { terminal, written } = setUp(true);

    terminal.report.log("a", "1");
    terminal.report.log("b", "2");
    terminal.report.log("a", "3");

    const colors = written.map((line) => line.slice(0, line.indexOf("m")));
    expect(colors[0]).to.equal(colors[2]).and.not.equal(colors[1]);
  });
});
