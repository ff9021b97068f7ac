import path from "node:path";
import { expect } from "chai";
import { testFiles } from "./testFiles";

describe("the order of test files", () => {
  const files = testFiles(path.join(__dirname, ".."));
  const startsOf = (file: string) => files.find((found) => found.path === file)?.starts;

  it("knows which start a cloud or a command, through others as well", () => {
    expect(startsOf("tests/systems/bursts.test.ts")).to.equal("a cloud or a command");
    expect(startsOf("tests/web/ingestionPages.test.ts")).to.equal("a cloud or a command");
    expect(startsOf("tests/cli/start.test.ts")).to.equal("a cloud or a command");
  });

  it("knows which start a server or another process", () => {
    expect(startsOf("tests/functions/jobs/runTable.test.ts")).to.equal("a server or another process");
    expect(startsOf("tests/local/rds/server.test.ts")).to.equal("a server or another process");
    expect(startsOf("tests/web/mailbox.test.ts")).to.equal("a server or another process");
  });

  it("knows which start nothing, whatever the types that they import come from", () => {
    expect(startsOf("tests/architecture.test.ts")).to.equal("nothing");
    expect(startsOf("tests/local/clock.test.ts")).to.equal("nothing");
    expect(startsOf("tests/components/eventAggregator.test.ts")).to.equal("nothing");
  });

  it("puts those that take longest first", () => {
    const kinds = files.map(({ starts }) => starts);

    expect([...new Set(kinds)]).to.deep.equal(["a cloud or a command", "a server or another process", "nothing"]);
    expect(kinds.indexOf("nothing")).to.equal(kinds.lastIndexOf("a server or another process") + 1);
  });
});
