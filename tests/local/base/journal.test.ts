import { spawn } from "node:child_process";
import { once } from "node:events";
import {
  appendFileSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  writeFileSync,
  writeSync,
} from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { createInterface } from "node:readline";
import { expect } from "chai";
import fc from "fast-check";
import { JournalFile, type JournalOptions } from "../../../local/base/journal";
import { JournalDamaged } from "../../../local/base/journalFile";

describe("a journal", () => {
  let folder: string;
  let file: string;
  const open: JournalFile<unknown>[] = [];

  beforeEach(() => {
    folder = mkdtempSync(path.join(tmpdir(), "sluice-journal-"));
    file = path.join(folder, "journal");
  });

  afterEach(() => {
    for (const journal of open.splice(0)) journal.close();
    rmSync(folder, { recursive: true });
  });

  /** A service that holds a list of words. */
  function list(options: JournalOptions = {}, at = file) {
    const words: string[] = [];
    const journal = new JournalFile<string>(
      at,
      { replay: (word) => void words.push(word), snapshot: () => words },
      options,
    );
    open.push(journal as JournalFile<unknown>);
    return {
      words,
      journal,
      add(word: string) {
        words.push(word);
        journal.append(word);
      },
    };
  }

  const kept = () => list().words;

  it("has an entry in the file after the synchronous step that appended it", async () => {
    const { add } = list();

    add("one");
    await undefined;

    expect(kept()).to.deep.equal(["one"]);
  });

  it("writes once for all that a step appended", async () => {
    const writes: string[] = [];
    const { add } = list({
      write(fd, bytes, offset) {
        writes.push(bytes.toString());
        return writeSync(fd, bytes, offset);
      },
    });

    add("one");
    add("two");
    await undefined;

    expect(writes).to.have.length(1);
    expect(kept()).to.deep.equal(["one", "two"]);
  });

  it("keeps the entries of a step together or not at all, wherever its write was cut off", () => {
    const { add, journal } = list();
    add("one");
    journal.flush();
    const whole = statSync(file).size;
    add("two");
    add("three");
    journal.flush();
    const bytes = readFileSync(file);

    for (let size = whole; size <= bytes.length; size++) {
      const cut = path.join(folder, `cut-${size}`);
      writeFileSync(cut, bytes.subarray(0, size));
      const expected = size < bytes.length ? ["one"] : ["one", "two", "three"];
      expect(list({}, cut).words, `${size} bytes`).to.deep.equal(expected);
    }
  });

  it("replays any entries in their order, whatever texts they hold", () => {
    fc.assert(
      fc.property(fc.array(fc.string({ unit: "binary" })), (words) => {
        rmSync(file, { force: true });
        const { add, journal } = list();
        for (const word of words) add(word);
        journal.flush();

        expect(kept()).to.deep.equal(words);
      }),
      { numRuns: 50 },
    );
  });

  it("drops an entry that was cut off, wherever that was, and goes on behind those before it", () => {
    const { add, journal } = list();
    add("one");
    journal.flush();
    const whole = statSync(file).size;
    add("twö");
    journal.flush();
    const bytes = readFileSync(file);

    for (let size = whole; size < bytes.length; size++) {
      const cut = path.join(folder, `cut-${size}`);
      writeFileSync(cut, bytes.subarray(0, size));
      const again = list({}, cut);
      expect(again.words, `${size} bytes`).to.deep.equal(["one"]);
      again.add("three");
      again.journal.flush();
      expect(list({}, cut).words, `${size} bytes`).to.deep.equal(["one", "three"]);
    }
  });

  it("drops what a loss of power left at the end", () => {
    const { add, journal } = list();
    add("one");
    journal.flush();
    appendFileSync(file, Buffer.concat([Buffer.alloc(5000), Buffer.from("\nxyz\n")]));

    expect(kept()).to.deep.equal(["one"]);
  });

  it("refuses a file in which any byte of an entry has changed that others follow, and names the entry", () => {
    const { add, journal } = list();
    for (const word of ["one", "two", "three"]) add(word);
    journal.flush();
    const bytes = readFileSync(file);
    const from = bytes.indexOf("\n") + 1;

    for (let at = from; at < bytes.indexOf("\n", from); at++) {
      const damaged = Buffer.from(bytes);
      damaged[at] = (damaged[at] ?? 0) ^ 1;
      writeFileSync(file, damaged);
      expect(kept, `byte ${at}`).to.throw(JournalDamaged, `${file} is damaged: line 2 is not as it was written`);
    }
  });

  it("is written anew as a snapshot when it has grown, and replays to the same", () => {
    let held = "";
    const parts = {
      replay(word: string) {
        held = word;
      },
      snapshot: () => [held],
    };
    const journal = new JournalFile<string>(file, parts, { compactAbove: 1000 });
    for (let count = 0; count < 1000; count++) {
      held = `number ${count}`;
      journal.append(held);
      journal.flush();
    }
    journal.close();

    expect(statSync(file).size).to.be.below(1100);
    expect(readdirSync(folder)).to.deep.equal(["journal"]);
    expect(kept().at(-1)).to.equal("number 999");
  });

  it("keeps entries once where they wait to be written while a snapshot is", () => {
    const { add, journal } = list({ compactAbove: 10 });
    for (const word of ["one", "two", "three", "four"]) {
      add(word);
      journal.flush();
    }

    expect(kept()).to.deep.equal(["one", "two", "three", "four"]);
  });

  it("says that the disk is full, and has every entry once when it is not any more", () => {
    const failures: string[] = [];
    let room = 20;
    const { add, journal } = list({
      onFailure: ({ message }) => void failures.push(message),
      write(fd, bytes, offset) {
        if (room === 0) throw new Error("ENOSPC: no space left on device, write");
        const written = writeSync(fd, bytes, offset, Math.min(room, bytes.length - offset));
        room -= written;
        return written;
      },
    });

    for (const word of ["one", "two", "three"]) {
      add(word);
      journal.flush();
    }
    expect(failures).to.deep.equal(Array(2).fill("ENOSPC: no space left on device, write"));
    expect(journal.failure).to.be.an("error");
    room = 1000;
    journal.flush();

    expect(journal.failure).to.equal(undefined);
    expect(kept()).to.deep.equal(["one", "two", "three"]);
  });

  it("takes no more when it is closed", async () => {
    const { add, journal } = list();
    add("one");
    journal.close();

    add("two");
    await undefined;

    expect([kept(), journal.failure]).to.deep.equal([["one"], undefined]);
  });

  it("is for its owner alone", () => {
    list();

    expect(statSync(file).mode & 0o777).to.equal(0o600);
  });

  it("has every entry that was acknowledged after its process was killed, and none twice", async () => {
    const child = spawn(
      process.execPath,
      [
        "--require",
        path.resolve("local", "evaluation", "typescript.cjs"),
        path.join(__dirname, "journalToKill.ts"),
        file,
      ],
      {
        stdio: ["ignore", "pipe", "inherit"],
      },
    );
    let acknowledged = 0;
    for await (const line of createInterface({ input: child.stdout })) {
      acknowledged = Number(line);
      if (acknowledged === 2000) child.kill("SIGKILL");
    }
    if (child.exitCode === null && child.signalCode === null) await once(child, "exit");

    const words = kept();
    expect(words.length).to.be.at.least(acknowledged);
    expect(words).to.deep.equal(words.map((_, index) => String(index + 1)));
  });
});
