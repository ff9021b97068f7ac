import { mkdirSync, mkdtempSync, realpathSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";

/** A Pulumi project in a temporary folder, with the packages of this one. */
export class ProgramFolder {
  readonly path: string;

  /** @param program text of `index.ts` */
  constructor(program: string) {
    this.path = realpathSync(mkdtempSync(path.join(tmpdir(), "sluice-program-")));
    symlinkSync(path.resolve("node_modules"), path.join(this.path, "node_modules"));
    this.write("Pulumi.yaml", "name: test\nruntime: nodejs\n");
    this.write("Pulumi.local.yaml", "config: {}\n");
    this.write("index.ts", program);
  }

  write(file: string, text: string): void {
    const absolute = path.join(this.path, file);
    mkdirSync(path.dirname(absolute), { recursive: true });
    writeFileSync(absolute, text);
  }

  remove(): void {
    rmSync(this.path, { recursive: true, force: true });
  }
}
