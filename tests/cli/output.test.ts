import { mkdtempSync, rmSync, statSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { expect } from "chai";
import { printOutput } from "../../cli/output";
import { outputsFile, writeOutputs } from "../../cli/outputsFile";

describe("printOutput", () => {
  let folder: string;

  beforeEach(() => {
    folder = mkdtempSync(path.join(tmpdir(), "sluice-output-"));
    writeOutputs(folder, {
      orders: { value: { apiEndpoint: "http://x", limits: { rate: 5 } }, secret: false },
      password: { value: "hush", secret: true },
    });
  });

  afterEach(() => rmSync(folder, { recursive: true }));

  it("prints everything as JSON", () => {
    const printed = printOutput(folder, undefined);

    expect(printed.exitCode === 0 && JSON.parse(printed.out)).to.deep.equal({
      orders: { apiEndpoint: "http://x", limits: { rate: 5 } },
      password: "hush",
    });
  });

  it("prints one value raw", () => {
    expect(printOutput(folder, "orders.apiEndpoint")).to.deep.equal({ exitCode: 0, out: "http://x" });
    expect(printOutput(folder, "orders.limits.rate")).to.deep.equal({ exitCode: 0, out: "5" });
  });

  it("prints an object as JSON", () => {
    expect(printOutput(folder, "orders.limits")).to.deep.equal({ exitCode: 0, out: '{\n  "rate": 5\n}' });
  });

  for (const name of ["orders.nothing", "Orders", "orders.apiEndpoint.length", "constructor", ""]) {
    it(`lists the names when there is no ${JSON.stringify(name)}`, () => {
      expect(printOutput(folder, name)).to.deep.equal({
        exitCode: 1,
        error: `there is no output "${name}"; there are:\n  orders.apiEndpoint\n  orders.limits.rate\n  password`,
      });
    });
  }

  it("says to start first when there is no file", () => {
    const nowhere = path.join(folder, "nowhere");

    expect(printOutput(nowhere, undefined)).to.deep.equal({
      exitCode: 1,
      error: `nothing runs here (there is no ${outputsFile(nowhere)}): run npm start, and wait for "ready"`,
    });
  });

  it("keeps the file to this user, for the secrets in it", () => {
    expect(statSync(outputsFile(folder)).mode & 0o777).to.equal(0o600);
  });
});
