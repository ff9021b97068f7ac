import { expect } from "chai";
import { readLogLine } from "../../cli/logLine";

const entry = (members: object) =>
  JSON.stringify({ level: "INFO", message: "stored", timestamp: "2026-12-01T08:14:11.875Z", service: "x", ...members });

describe("readLogLine", () => {
  it("leaves a line that is not structured as it is", () => {
    for (const line of ["hello", "{not json", '{"message":"no level"}', "[1]", "null"]) {
      expect(readLogLine(`${line}\n`)).to.deep.equal({ level: "info", text: line });
    }
  });

  it("puts the message first, then what is not in every line", () => {
    const line = entry({ sampling_rate: 0, cold_start: true, function_request_id: "r", count: 3, key: { id: "o-1" } });

    expect(readLogLine(line)).to.deep.equal({ level: "info", text: 'stored  count=3  key={"id":"o-1"}' });
  });

  it("shortens long details", () => {
    expect(readLogLine(entry({ body: "b".repeat(500) })).text).to.equal(`stored  body=${"b".repeat(59)}…`);
  });

  it("says which lines warn and which are of errors", () => {
    const levels = ["DEBUG", "INFO", "WARN", "ERROR", "CRITICAL"].map((level) => readLogLine(entry({ level })).level);

    expect(levels).to.deep.equal(["info", "info", "warn", "error", "error"]);
  });

  it("unfolds an error: its places in the program, and its cause", () => {
    const line = entry({
      level: "ERROR",
      message: "not stored",
      error: {
        name: "TypeError",
        message: "x is undefined",
        stack:
          "TypeError: x is undefined\n    at handle (a.ts:1:2)\n    at node:internal/process:3:4\n    at async run (b.ts:5:6)",
        cause: { name: "Error", message: "gone", stack: "Error: gone\n    at c.ts:7:8" },
      },
    });

    expect(readLogLine(line).text.split("\n")).to.deep.equal([
      "not stored",
      "  TypeError: x is undefined",
      "    at handle (a.ts:1:2)",
      "    at async run (b.ts:5:6)",
      "  caused by Error: gone",
      "    at c.ts:7:8",
    ]);
  });
});
