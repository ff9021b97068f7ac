import { execFile } from "node:child_process";
import path from "node:path";
import { expect } from "chai";

const ROOT = path.join(__dirname, "..", "..", "..");

/** Runs the command as `npm run replay` does. */
function run(...args: string[]): Promise<{ code: number; stderr: string }> {
  return new Promise((resolve) => {
    const argv = ["cli/sluice.cjs", "replay", ...args];
    execFile(process.execPath, argv, { cwd: ROOT }, (error, _stdout, stderr) =>
      resolve({ code: error === null ? 0 : Number(error.code), stderr }),
    );
  });
}

describe("npm run replay", () => {
  const mistakes: [args: string[], message: string, code: number][] = [
    [["access-cards", "--from", "2026-11-21"], "required option '--to <time>' not specified", 2],
    [
      ["access-cards", "--from", "noon", "--to", "2026-11-21"],
      "--from must be a date such as 2026-11-21 or a date-time",
      1,
    ],
  ];
  for (const [args, message, exitCode] of mistakes) {
    it(`explains ${args.join(" ")}`, async () => {
      const { code, stderr } = await run(...args);

      expect(stderr).to.contain(message);
      expect(code).to.equal(exitCode);
    });
  }
});
