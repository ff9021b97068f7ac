import { stripVTControlCharacters } from "node:util";
import { expect } from "chai";
import type { Guide, SystemGuide } from "../../cli/guide";
import { describeKept } from "../../cli/keptData";
import { createTerminal } from "../../cli/terminal";
import { welcome } from "../../cli/welcome";

const terminal = createTerminal({ write: () => true, isTTY: true }, { environment: {} });

/** As the start says it. */
const { brief: KEPT } = describeKept("/shop", "/shop/.sluice", { stack: "local", keep: true, fresh: false });

function shown(parts: Partial<Guide>, outputs: Parameters<typeof welcome>[1] = {}): string[] {
  const guide: Guide = {
    ...{ pid: 1, address: "http://127.0.0.1:4510", stack: "local", resources: 762, systems: [], pages: [] },
    ...{ signIns: [], commands: [], secrets: [] },
    ...parts,
  };
  return welcome(guide, outputs, KEPT, terminal).map((line) => stripVTControlCharacters(line));
}

/** As long as addresses of the local cloud get. */
const ADDRESS = "http://127.0.0.1:4510/execute-api/jtwy16ioja/0123456789";
const system = (name: string): SystemGuide => ({ name, address: ADDRESS, command: `npm run try -- ${name}` });

describe("welcome", () => {
  it("fits 80 columns and 24 rows with eight systems, the cursor's row among them", () => {
    const names = ["access-cards", "bursts", "debounce", "event-aggregator", "ingestion", "webhooks"];
    const withoutAddress = ["bastion", "interval-processing"].map((name) => ({
      name,
      command: `npm run try -- ${name}`,
    }));
    const signIns = ["hr", "auditor"].map(
      (name) => `sign in as ${name}@example.com with Local-${name}-2026! (${name})`,
    );

    const lines = shown({ systems: [...names.map(system), ...withoutAddress], signIns });

    expect(lines).to.have.lengthOf.at.most(23);
    expect(Math.max(...lines.map((line) => line.length))).to.be.at.most(80);
    expect(lines.at(-1)).to.equal("ready");
  });

  it("shows each system with its address, then the command to begin with", () => {
    expect(
      shown({ systems: [system("webhooks"), { name: "bastion", command: "npm run try -- bastion" }] }),
    ).to.deep.equal([
      "  Sluice at http://127.0.0.1:4510, stack local, 762 resources",
      "",
      `  webhooks             ${ADDRESS}`,
      "                       npm run try -- webhooks",
      "  bastion              npm run try -- bastion",
      "  npm run output       all outputs, pages and commands to paste",
      "  Ctrl-C               stops it; its data stays in .sluice/data/local",
      "ready",
    ]);
  });

  it("shows the outputs of a program without such systems, secrets hidden, twelve at most", () => {
    const many = Object.fromEntries(
      Array.from({ length: 14 }, (_, index) => [`o${index}`, { value: index, secret: false }]),
    );
    const lines = shown(
      {},
      { url: { value: "http://x", secret: false }, key: { value: "hush", secret: true }, ...many },
    );

    expect(lines.slice(2, 5)).to.deep.equal([
      "  url                  http://x",
      "  key                  [secret]",
      "  o0                   0",
    ]);
    expect(lines[14]).to.equal("  and 4 more outputs");
  });
});
