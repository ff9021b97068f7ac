import { mkdtempSync, rmSync, statSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { expect } from "chai";
import { type Guide, writeGuide } from "../../cli/guide";
import { type OutputRequest, printOutput } from "../../cli/output";
import { outputsFile, writeOutputs } from "../../cli/outputsFile";

const GUIDE: Guide = {
  pid: process.pid,
  address: "http://127.0.0.1:4510",
  stack: "local",
  resources: 3,
  systems: [{ name: "big-orders", address: "http://x", command: "npm run try -- big-orders" }],
  pages: ["mails: http://127.0.0.1:4510/_local/mailbox"],
  signIns: ["sign in as ada with Local-ada-2026! (no group)"],
  commands: ["curl 'http://x/a'", "curl 'http://x/b'"],
  secrets: ["password"],
};

describe("printOutput", () => {
  let folder: string;

  beforeEach(() => {
    folder = mkdtempSync(path.join(tmpdir(), "sluice-output-"));
    writeOutputs(folder, {
      bigOrders: { value: { apiEndpoint: "http://x", limits: { rate: 5 }, list: [1, 2] }, secret: false },
      password: { value: "hush", secret: true },
    });
    writeGuide(folder, GUIDE);
  });

  afterEach(() => rmSync(folder, { recursive: true }));

  function printed(request?: OutputRequest): string {
    const result = printOutput(folder, request);
    return result.exitCode === 0 ? result.out : `exit 1: ${result.error}`;
  }

  it("prints a group for each system, then pages and sign-ins", () => {
    expect(printed().split("\n")).to.deep.equal([
      "bigOrders",
      "  apiEndpoint                 http://x",
      "  limits.rate                 5",
      "  list                        [1,2]",
      "",
      "password                      [secret]",
      "",
      "mails: http://127.0.0.1:4510/_local/mailbox",
      "sign in as ada with Local-ada-2026! (no group)",
      "",
      "npm run output -- --commands prints a command for each route",
    ]);
  });

  it("fits the terminal", () => {
    const longest = Math.max(
      ...printed({ columns: 33 })
        .split("\n")
        .slice(0, -1)
        .map((line) => line.length),
    );

    expect(longest).to.equal(33);
  });

  it("prints everything as JSON, what is secret where that is asked for", () => {
    const bigOrders = { apiEndpoint: "http://x", limits: { rate: 5 }, list: [1, 2] };

    expect(JSON.parse(printed({ json: true }))).to.deep.equal({ bigOrders, password: "[secret]" });
    expect(JSON.parse(printed({ json: true, showSecrets: true }))).to.deep.equal({ bigOrders, password: "hush" });
  });

  for (const [name, out] of [
    ["bigOrders.apiEndpoint", "http://x"],
    ["big-orders.apiEndpoint", "http://x"],
    ["bigOrders.limits.rate", "5"],
    ["bigOrders.limits", '{\n  "rate": 5\n}'],
  ] as const) {
    it(`prints ${name} as it is`, () => expect(printed({ name })).to.equal(out));
  }

  it("tells how to print a secret that is named", () => {
    expect(printed({ name: "password" })).to.equal(
      "exit 1: password is secret: npm run output -- password --show-secrets prints it",
    );
    expect(printed({ name: "password", showSecrets: true })).to.equal("hush");
  });

  it("prints the commands to paste", () => {
    expect(printed({ commands: true })).to.equal("curl 'http://x/a'\ncurl 'http://x/b'");
    expect(JSON.parse(printed({ commands: true, json: true }))).to.deep.equal(GUIDE.commands);
  });

  for (const name of ["bigOrders.nothing", "BigOrders", "bigOrders.apiEndpoint.length", "constructor", ""]) {
    it(`lists the names when there is no ${JSON.stringify(name)}`, () => {
      expect(printed({ name }).split("\n")).to.deep.equal([
        `exit 1: there is no output "${name}"; there are:`,
        ...["bigOrders.apiEndpoint", "bigOrders.limits.rate", "bigOrders.list", "password"].map((each) => `  ${each}`),
      ]);
    });
  }

  it("says to start first where nothing has run, and where what ran was killed", () => {
    const nowhere = path.join(folder, "nowhere");
    const says = (place: string) => `nothing runs here (${place}): run npm start, and wait for "ready"`;

    expect(printOutput(nowhere)).to.deep.equal({ exitCode: 1, error: says(nowhere) });
    // No process has this number: it is above the most that Linux gives.
    writeGuide(folder, { ...GUIDE, pid: 2 ** 22 + 1 });
    expect(printOutput(folder)).to.deep.equal({ exitCode: 1, error: says(folder) });
  });

  it("keeps the file to this user, for the secrets in it", () => {
    expect(statSync(outputsFile(folder)).mode & 0o777).to.equal(0o600);
    expect(statSync(path.join(folder, "guide.json")).mode & 0o777).to.equal(0o600);
  });
});
