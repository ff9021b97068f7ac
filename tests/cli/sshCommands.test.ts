import { existsSync, mkdtempSync, readFileSync, rmSync, statSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { expect } from "chai";
import { removeKeys, sshCommands } from "../../cli/sshCommands";

const outputs = {
  bastion: {
    value: { host: "127.0.0.1", port: 40000, user: "ada", privateKey: "the key\n", instanceId: "i-1" },
    secret: true,
  },
  webhooks: { value: { apiEndpoint: "http://127.0.0.1:1" }, secret: false },
  other: { value: { host: "127.0.0.1", port: 5432, user: "ada" }, secret: false },
};

describe("the commands to log in", () => {
  let folder: string;

  beforeEach(() => {
    folder = mkdtempSync(path.join(tmpdir(), "sluice-keys-"));
  });

  afterEach(() => rmSync(folder, { recursive: true }));

  it("are there for what has a key, which only this user reads", () => {
    const commands = sshCommands(folder, outputs);

    const [key, hosts] = ["bastion.key", "known_hosts"].map((name) =>
      path.relative(process.cwd(), path.join(folder, name)),
    );
    expect(commands).to.deep.equal([
      `ssh -i ${key} -o UserKnownHostsFile=${hosts} -o StrictHostKeyChecking=accept-new -p 40000 ada@127.0.0.1`,
    ]);
    expect(readFileSync(path.join(folder, "bastion.key"), "utf8")).to.equal("the key\n");
    expect(statSync(path.join(folder, "bastion.key")).mode & 0o777).to.equal(0o600);
  });

  it("leave no key behind", () => {
    sshCommands(folder, outputs);

    removeKeys(folder, outputs);

    expect(existsSync(path.join(folder, "bastion.key"))).to.equal(false);
  });
});
