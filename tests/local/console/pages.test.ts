import { mkdirSync, mkdtempSync, readdirSync, rmSync, statSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { expect } from "chai";
import { BuiltPages, writeBuilt } from "../../../local/console/pages";
import { rejection } from "../../support/rejection";

describe("pages that are built when they are first asked for", () => {
  let folder: string;
  let cache: string;

  const write = (file: string, text: string) => writeFileSync(path.join(folder, file), text);
  const script = async (pages: BuiltPages) => (await pages.assets()).get("main.js");

  beforeEach(() => {
    const own = mkdtempSync(path.join(tmpdir(), "sluice-pages-"));
    [folder, cache] = [path.join(own, "pages"), path.join(own, "cache")];
    mkdirSync(path.join(folder, "styles"), { recursive: true });
    write("main.tsx", 'import { word } from "./word"; console.log(word);');
    write("word.ts", 'export const word = "first";');
    write("styles/main.css", "p { color: red }");
  });

  afterEach(() => rmSync(path.dirname(folder), { recursive: true, force: true }));

  it("are built once, for other processes as well, until a file of theirs changes", async () => {
    const pages = new BuiltPages(folder, cache);
    expect(await script(pages)).to.contain("first");
    const [kept = ""] = readdirSync(cache);
    const { mtimeMs } = statSync(path.join(cache, kept));

    expect(await script(new BuiltPages(folder, cache))).to.contain("first");
    expect(statSync(path.join(cache, kept)).mtimeMs).to.equal(mtimeMs);

    write("word.ts", 'export const word = "second";');
    expect(await script(pages)).to.contain("second");
    expect((await pages.assets()).get("main.css")).to.contain("color:red");
  });

  it("say what is wrong with an edit, and are built once it is mended", async () => {
    const pages = new BuiltPages(folder, cache);
    write("word.ts", "export const word = ;");
    expect((await rejection(pages.assets())).message).to.contain("word.ts");

    write("word.ts", 'export const word = "mended";');
    expect(await script(pages)).to.contain("mended");
  });

  it("are built anew where what was kept is no more than half a file", async () => {
    await script(new BuiltPages(folder, cache));
    for (const file of readdirSync(cache)) writeFileSync(path.join(cache, file), '{"inputs":{');

    expect(await script(new BuiltPages(folder, cache))).to.contain("first");
  });

  it("are served as they were built for a package, which has no sources", async () => {
    await writeBuilt(folder);
    for (const file of ["main.tsx", "word.ts", "styles/main.css"]) rmSync(path.join(folder, file));

    expect(await script(new BuiltPages(folder, cache))).to.contain("first");
  });
});
