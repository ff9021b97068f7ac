import { expect } from "chai";
import { boothook } from "../../../cli/recoverAccess/keyScript";
import { readPublicKey } from "../../../cli/recoverAccess/publicKey";
import { ssh } from "../../../cli/recoverAccess/ssh";
import { rejection } from "../../support/rejection";
import { describeWithSsh } from "../../support/sshd";
import { BastionUnderTest, type KeyFiles, memoryBackup } from "./bastionUnderTest";

describe("the recovery of access", function () {
  this.timeout(120_000);

  let bastion: BastionUnderTest;
  let firstBoot: string;

  before(async () => {
    bastion = await BastionUnderTest.start();
    firstBoot = bastion.userData;
  });

  after(() => bastion?.stop());

  /** For tests that are not about logging in. */
  const prove = async () => {};

  const agent = (verb: string) =>
    bastion.instances.run(bastion.outputs.instanceId, `systemctl ${verb} --now amazon-ssm-agent`, 5_000);

  /** Nobody reaches the agent any more to enable it again: it is by its own hand. */
  async function withoutAgent(act: () => Promise<void>): Promise<void> {
    await agent("disable");
    try {
      await act();
    } finally {
      const { instances, outputs } = bastion;
      await instances.stop(outputs.instanceId);
      const { userData } = bastion;
      instances.putUserData(outputs.instanceId, "#cloud-boothook\nsystemctl enable amazon-ssm-agent");
      await instances.start(outputs.instanceId);
      await instances.stop(outputs.instanceId);
      instances.putUserData(outputs.instanceId, userData);
      await instances.start(outputs.instanceId);
    }
  }

  describe("by Systems Manager", () => {
    it("leaves the new key as the only one, and stops nothing", async () => {
      const key = bastion.newKey();

      const lines = await bastion.recover(key, { prove });

      expect(bastion.authorizedKeys).to.deep.equal([key.publicKey]);
      expect(lines).to.deep.equal([
        `${bastion.outputs.instanceId} is running; Systems Manager hears of its agent`,
        `the key ${readPublicKey(key.publicKeyFile).fingerprint} is to be the only one of ec2-user`,
        "1. puts the key in, by Systems Manager",
        "  the key is the only one now",
        "2. proves it",
        "done: the bastion has not been stopped",
      ]);
    });

    it("finds nothing to do the second time", async () => {
      const key = bastion.newKey();
      await bastion.recover(key, { prove });

      const lines = await bastion.recover(key, { prove });

      expect(lines).to.include("  the key is the only one already");
    });

    it("changes nothing in a dry run", async () => {
      const before = bastion.authorizedKeys;

      const lines = await bastion.recover(bastion.newKey(), { dryRun: true });

      expect(bastion.authorizedKeys).to.deep.equal(before);
      expect(lines.slice(2)).to.deep.equal([
        "would: run a script by Systems Manager that puts the key in; nothing stops",
        "would: log in with the new key, and try the old one",
      ]);
    });
  });

  describe("by user data", () => {
    it("is the way where the agent does not answer, and leaves the user data as it was", async () => {
      await withoutAgent(async () => {
        const key = bastion.newKey();
        const backup = memoryBackup();

        const lines = await bastion.recover(key, { prove, backup });

        expect(bastion.authorizedKeys).to.deep.equal([key.publicKey]);
        expect([bastion.userData, backup.text]).to.deep.equal([firstBoot, undefined]);
        expect(bastion.instances.instance(bastion.outputs.instanceId).state).to.equal("running");
        expect(lines.filter((line) => /^\d|^done/.test(line))).to.deep.equal([
          "1. stops the bastion",
          "2. puts the key in by user data, which runs at the next start",
          "3. starts the bastion",
          "4. proves it",
          "5. stops the bastion, and takes the user data out again",
          "6. starts the bastion",
          "done: the user data is as it was",
        ]);
      });
    });

    it("is the way of a bastion that is stopped", async () => {
      await bastion.instances.stop(bastion.outputs.instanceId);
      const key = bastion.newKey();

      const lines = await bastion.recover(key, { prove });

      expect(lines[0]).to.equal(`${bastion.outputs.instanceId} is stopped; Systems Manager does not hear of its agent`);
      expect([bastion.authorizedKeys, bastion.userData]).to.deep.equal([[key.publicKey], firstBoot]);
    });

    it("changes nothing in a dry run", async () => {
      const before = bastion.authorizedKeys;
      const unasked = async () => expect.fail("a dry run asks nothing");

      const lines = await bastion.recover(bastion.newKey(), { dryRun: true, stops: true, confirm: unasked });

      expect([bastion.authorizedKeys, bastion.userData]).to.deep.equal([before, firstBoot]);
      expect(lines.slice(2).map((line) => line.slice(0, 7))).to.deep.equal(Array(5).fill("would: "));
    });

    it("changes nothing where a person says no to the stop", async () => {
      const before = bastion.authorizedKeys;
      const asked: string[] = [];
      const confirm = async (question: string) => {
        asked.push(question);
        return false;
      };

      const error = await rejection(bastion.recover(bastion.newKey(), { stops: true, confirm }));

      expect(error.message).to.equal("nothing was changed: the bastion would have had to be stopped");
      expect(asked).to.deep.equal([
        `${bastion.outputs.instanceId} has to be stopped twice, for some minutes each: sessions end. Go on?`,
      ]);
      expect([bastion.authorizedKeys, bastion.userData]).to.deep.equal([before, firstBoot]);
      expect(bastion.instances.instance(bastion.outputs.instanceId).state).to.equal("running");
    });

    it("puts everything back when the new key does not work", async () => {
      const refuse = async () => {
        throw new Error("nobody could log in");
      };

      const error = await rejection(bastion.recover(bastion.newKey(), { stops: true, prove: refuse }));

      expect(error.message).to.equal("nobody could log in (the user data is as it was, and the bastion runs)");
      expect(bastion.userData).to.equal(firstBoot);
      expect(bastion.instances.instance(bastion.outputs.instanceId).state).to.equal("running");
    });

    it("puts everything back when a person interrupts it, however long that takes", async () => {
      const { instances, outputs } = bastion;
      const person = new AbortController();
      const { instances: all, stop } = instances;
      let polls = 0;
      const interrupted = async () => {
        person.abort(new Error("interrupted"));
        // From here on, a stop takes until it is asked for the third time.
        instances.stop = async () => {};
        instances.instances = () => {
          if (++polls === 3) void stop(outputs.instanceId);
          return all();
        };
        throw person.signal.reason;
      };

      const error = await rejection(
        bastion.recover(bastion.newKey(), { stops: true, prove: interrupted, signal: person.signal }),
      );
      Object.assign(instances, { stop, instances: all });

      expect(error.message).to.equal("interrupted (the user data is as it was, and the bastion runs)");
      expect([bastion.userData, instances.instance(outputs.instanceId).state]).to.deep.equal([firstBoot, "running"]);
    });

    it("ends what another recovery has left half-done", async () => {
      const lost = bastion.newKey();
      await bastion.instances.stop(bastion.outputs.instanceId);
      bastion.instances.putUserData(bastion.outputs.instanceId, boothook(readPublicKey(lost.publicKeyFile)));
      const key = bastion.newKey();

      await bastion.recover(key, { prove, backup: memoryBackup(firstBoot) });

      expect([bastion.authorizedKeys, bastion.userData]).to.deep.equal([[key.publicKey], firstBoot]);
    });

    it("does not take another recovery's user data for what was there before", async () => {
      const left = boothook(readPublicKey(bastion.newKey().publicKeyFile));
      await bastion.instances.stop(bastion.outputs.instanceId);
      bastion.instances.putUserData(bastion.outputs.instanceId, left);

      const error = await rejection(bastion.recover(bastion.newKey(), { prove }));
      bastion.instances.putUserData(bastion.outputs.instanceId, firstBoot);
      await bastion.instances.start(bastion.outputs.instanceId);

      expect(error.message).to.equal(
        `the user data of ${bastion.outputs.instanceId} is that of a recovery that broke off, and the backup does not hold what was ` +
          "there before: put that file there (empty, if there was none), and run this command again",
      );
    });

    it("says what is left to do when putting back fails as well", async () => {
      const { instances, outputs } = bastion;
      const backup = memoryBackup();
      const { putUserData } = instances;
      const fail = async () => {
        instances.putUserData = () => {
          throw new Error("not today");
        };
        throw new Error("nobody could log in");
      };

      const error = await rejection(bastion.recover(bastion.newKey(), { stops: true, prove: fail, backup }));
      instances.putUserData = putUserData;
      await bastion.recover(bastion.newKey(), { prove, backup });

      expect(error.message).to.match(
        new RegExp(
          `^${outputs.instanceId} is not as it was: .*\\. Run this command again, or by hand: stop it, put back the user data that ` +
            "is in the backup, start it$",
        ),
      );
      expect([bastion.userData, backup.text]).to.deep.equal([firstBoot, undefined]);
    });
  });
});

describeWithSsh("the recovery of access, with ssh", function () {
  this.timeout(120_000);

  let bastion: BastionUnderTest;
  /** The key that opens the bastion before a test, and is lost in it. */
  let lost: Pick<KeyFiles, "identityFile">;

  before(async () => {
    bastion = await BastionUnderTest.start();
    lost = bastion.keyFiles(bastion.outputs.privateKey, "");
    const { exitCode } = await ssh({ ...bastion.outputs, ...lost }, "true");
    expect(exitCode, "the generated key opens the bastion").to.equal(0);
  });

  after(() => bastion?.stop());

  for (const [way, stops] of [
    ["by Systems Manager", false],
    ["by user data", true],
  ] as const) {
    it(`lets the new key in and the old one no more, ${way}`, async () => {
      const key = bastion.newKey();

      const lines = await bastion.recover(key, { stops, old: lost.identityFile });

      expect(lines).to.include("  logged in with the new key").and.to.include("  the old key is refused");
      const [now, before] = [key, lost].map(({ identityFile }) => ssh({ ...bastion.outputs, identityFile }, "echo in"));
      expect((await now)?.stdout).to.equal("in\n");
      expect((await before)?.stderr).to.include("Permission denied (publickey)");
      lost = key;
    });
  }

  it("is not content where the old key still opens the bastion", async () => {
    const key = bastion.newKey();

    const error = await rejection(bastion.recover(key, { old: key.identityFile }));

    expect(error.message).to.equal("the old key still opens the bastion");
  });

  it("is not content where nobody can log in with the new key", async () => {
    const key = { ...bastion.newKey(), identityFile: bastion.newKey().identityFile };

    const error = await rejection(bastion.recover(key));

    expect(error.message).to.match(/^the key is in place, but nobody could log in with .*: .*Permission denied/);
  });
});
