import { renameSync } from "node:fs";
import path from "node:path";
import { expect } from "chai";
import { ignoredIn, watchProgram } from "../../cli/watch";
import { ProgramFolder } from "../support/programFolder";

describe("watchProgram", () => {
  let folder: ProgramFolder;
  let watching: ReturnType<typeof watchProgram>;
  let changed: Set<string>;
  let onChanged: () => void;

  /** Resolves when all of these have changed. */
  async function haveChanged(...files: string[]): Promise<void> {
    while (!files.every((file) => changed.has(file))) {
      await new Promise<void>((resolve) => {
        onChanged = resolve;
      });
    }
  }

  beforeEach(async () => {
    folder = new ProgramFolder("");
    folder.write("images/worker/Dockerfile", "");
    folder.write("functions/orders.ts", "");
    folder.write("web/portal/main.css", "");
    folder.write("web/portal/dist/main.css", "");
    folder.write("data.json", "{}");
    changed = new Set();
    onChanged = () => {};
    watching = watchProgram(folder.path, async (files) => {
      for (const file of files) changed.add(file);
      onChanged();
    });
    await watching.ready;
  });

  afterEach(async () => {
    await watching.close();
    folder.remove();
  });

  it("tells of source, data, settings, and all that belongs to an image or to pages", async () => {
    const files = [
      ...["index.ts", "functions/orders.ts", "data.json", "Pulumi.local.yaml", "images/worker/Dockerfile"],
      ...["web/portal/main.css", "program.mjs", "local/orders.cts"],
    ];

    for (const file of files) folder.write(file, "{ }");
    await haveChanged(...files);

    expect([...changed]).to.have.members(files);
  });

  it("leaves the local cloud's own folders out in this project only", () => {
    expect([...ignoredIn(path.resolve())]).to.include.members(["local", "cli", "node_modules"]);
    expect([...ignoredIn(folder.path)])
      .to.include("node_modules")
      .and.not.to.include("local");
  });

  it("leaves out other files, and those that editors write on the way", async () => {
    const others = [
      ...["q.py", "foo.txt", "README.md", "index.ts~", ".index.ts.swp", "index.ts.tmp", "#index.ts#", "4913"],
      ...["images/worker/sedAb12Cd", "images/worker/4913", "images/worker/run.sh.swp", "images/worker/run.sh~"],
      ...["tests/index.test.ts", ".sluice/outputs.json", "web/portal/dist/main.css"],
    ];

    for (const file of others) folder.write(file, "x");
    // Written last, in each of the folders: what came before has been seen, too, by the time that these are told.
    folder.write("index.ts", "export {};");
    folder.write("images/worker/Dockerfile", "FROM scratch");
    await haveChanged("index.ts", "images/worker/Dockerfile");

    expect([...changed]).to.have.members(["index.ts", "images/worker/Dockerfile"]);
  });

  it("tells of a file that another has been moved over, as `sed -i` does, and of that alone", async () => {
    folder.write("sedAb12Cd", "export {};");
    renameSync(path.join(folder.path, "sedAb12Cd"), path.join(folder.path, "index.ts"));
    await haveChanged("index.ts");

    expect([...changed]).to.deep.equal(["index.ts"]);
  });
});
