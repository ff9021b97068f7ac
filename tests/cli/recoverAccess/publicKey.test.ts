import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { expect } from "chai";
import { readPublicKey } from "../../../cli/recoverAccess/publicKey";
import { newSshKey } from "../../../local/services/ssh/openSshKey";

const { publicKey, privateKey } = newSshKey();

describe("a public key to let in", () => {
  let file: string;

  before(() => {
    file = path.join(mkdtempSync(path.join(tmpdir(), "sluice-key-")), "key.pub");
  });

  after(() => rmSync(path.dirname(file), { recursive: true }));

  const read = (text: string) => {
    writeFileSync(file, text);
    return readPublicKey(file);
  };

  it("is its line, with the comment", () => {
    expect(read(`${publicKey} ada@example.com\n`).line).to.equal(`${publicKey} ada@example.com`);
  });

  it("has nothing in its comment that a shell would run", () => {
    expect(read(`${publicKey} ada'; rm -rf $HOME #`).line).to.equal(`${publicKey} ada rm -rf HOME`);
  });

  for (const [what, text, message] of [
    ["a private key", privateKey, "is a private key, which stays where it is: give its public part"],
    ["two keys", `${publicKey}\n${publicKey}\n`, "holds no public key in OpenSSH's format"],
    ["options before the key", `command="sh" ${publicKey}`, "holds no public key in OpenSSH's format"],
    ["a key that is cut off", publicKey.slice(0, -8), "holds no public key in OpenSSH's format"],
    ["a type that is not the key's", publicKey.replace("ssh-ed25519", "ssh-rsa"), "holds no public key"],
    ["nothing", "", "holds no public key in OpenSSH's format"],
  ] as const) {
    it(`is not ${what}`, () => {
      expect(() => read(text)).to.throw(message);
    });
  }

  it("is missed where its file is", () => {
    expect(() => readPublicKey("/nowhere/key.pub")).to.throw("/nowhere/key.pub can't be read");
  });
});
