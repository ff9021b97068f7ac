import { existsSync, readdirSync, readFileSync } from "node:fs";
import path from "node:path";
import { expect } from "chai";
import { BuildError, buildPortal, servesPortal } from "../../cli/build";
import { buildState, builtFolder } from "../../components/cardPortal/webBuild";
import { CliProcess } from "../support/cliProcess";
import { ProgramFolder } from "../support/programFolder";
import { rejection } from "../support/rejection";

const PAGE = '<!doctype html><title>t</title><script type="module" src="./main.ts"></script>';

describe("building the portal's pages", () => {
  let folder: ProgramFolder;

  const builtText = () => {
    const assets = path.join(builtFolder(folder.path), "assets");
    return readdirSync(assets)
      .map((file) => readFileSync(path.join(assets, file), "utf8"))
      .join();
  };

  const inAnotherProcess = () => new CliProcess("build", folder.path).ended();

  beforeEach(() => {
    folder = new ProgramFolder("");
    folder.write("web/portal/index.html", PAGE);
    folder.write("web/portal/main.ts", 'console.log("first");');
  });

  afterEach(() => folder.remove());

  it("builds what is missing, once", async () => {
    expect(buildState(folder.path)).to.equal("missing");

    expect(await buildPortal(folder.path)).to.equal(true);

    expect(buildState(folder.path)).to.equal("fresh");
    expect(builtText()).to.contain("first");
    expect(await buildPortal(folder.path)).to.equal(false);
  });

  for (const [what, file, text] of [
    ["an edited source", "web/portal/main.ts", 'console.log("second");'],
    ["another source", "web/portal/other.ts", "export {};"],
    ["an edit of what it shares with other pages", "web/shared/tokens.css", ":root {}"],
    ["other packages", "package-lock.json", "{}"],
  ] as const) {
    it(`is stale after ${what}, until it is built again`, async () => {
      await buildPortal(folder.path);

      folder.write(file, text);

      expect(buildState(folder.path)).to.equal("stale");
      expect(await buildPortal(folder.path)).to.equal(true);
      expect(buildState(folder.path)).to.equal("fresh");
    });
  }

  it("can be told to by several at once", async () => {
    const built = await Promise.all([buildPortal(folder.path), inAnotherProcess(), inAnotherProcess()]);

    expect(built).to.deep.equal([true, 0, 0]);
    expect(buildState(folder.path)).to.equal("fresh");
    expect(builtText()).to.contain("first");
  });

  it("keeps what was built when the sources are broken, and says what is wrong with them", async () => {
    await buildPortal(folder.path);
    folder.write("web/portal/main.ts", "const = 1;");

    const error = await rejection(buildPortal(folder.path));

    expect(error).to.be.instanceOf(BuildError);
    expect(error.message)
      .to.match(/^the portal's pages cannot be built:\n/)
      .and.to.contain("main.ts");
    expect(builtText()).to.contain("first");
    expect(buildState(folder.path)).to.equal("stale");
    expect(existsSync(path.join(folder.path, ".cache")) && readdirSync(path.join(folder.path, ".cache"))).to.deep.equal(
      [],
    );
  });

  it("is for programs with the system that serves them", () => {
    const config = (systems: unknown) => ({ project: "p", config: { "p:systems": JSON.stringify(systems) } });

    expect(servesPortal(config(["webhooks", "access-cards"]))).to.equal(true);
    expect(servesPortal(config(["webhooks"]))).to.equal(false);
    expect(servesPortal({ project: "p", config: {} })).to.equal(false);
  });
});
