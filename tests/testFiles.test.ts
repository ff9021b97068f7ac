import { existsSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { expect } from "chai";
import { CLOUDS, testFiles } from "./testFiles";

/** A project of which each test file is named after what it starts. */
const PROJECT = {
  "local/cloud.ts": `import { spawn } from "node:child_process";`,
  "local/database.ts": `import { spawn } from "node:child_process";\nexport type Row = string;`,
  "local/rows/index.ts": `import type { Row } from "../database";`,
  "tests/support/running.ts": `import { type Options, start } from "../../local/cloud";`,
  "tests/a/nothing.test.ts": `import { rows } from "../../local/rows";\nimport type { Page } from "playwright-core";`,
  "tests/a/server.test.ts": `import { connect } from "../../local/database";`,
  "tests/b/cloud.test.ts": `import {\n  run,\n} from "../support/running";`,
  "tests/b/command.test.ts": `import { CliProcess } from "../support/cliProcess";\nthis.timeout(60_000);`,
  "tests/b/story.test.ts": `import { CliProcess } from "../support/cliProcess";\nthis.timeout(120_000);\nthis.timeout(5000);`,
  "tests/b/browser.test.ts": `import { chromium } from "playwright-core";`,
  "tests/support/cliProcess.ts": "",
};

describe("testFiles", () => {
  let root: string;

  before(() => {
    root = mkdtempSync(path.join(tmpdir(), "sluice-test-files-"));
    for (const [file, text] of Object.entries(PROJECT)) {
      mkdirSync(path.join(root, path.dirname(file)), { recursive: true });
      writeFileSync(path.join(root, file), text);
    }
  });

  after(() => rmSync(root, { recursive: true, force: true }));

  it("has those first that take longest, by what they start themselves or through others, and then by the time they give themselves", () => {
    expect(testFiles(root)).to.deep.equal([
      { path: "tests/b/story.test.ts", starts: "a cloud or a command" },
      { path: "tests/b/command.test.ts", starts: "a cloud or a command" },
      { path: "tests/b/cloud.test.ts", starts: "a cloud or a command" },
      { path: "tests/a/server.test.ts", starts: "a server or another process" },
      { path: "tests/b/browser.test.ts", starts: "a server or another process" },
      { path: "tests/a/nothing.test.ts", starts: "nothing" },
    ]);
  });

  it("knows the modules that run whole programs by where they are", () => {
    expect(CLOUDS.filter((file) => !existsSync(path.join(__dirname, "..", file)))).to.deep.equal([]);
  });
});
