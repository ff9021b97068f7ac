import { execFile } from "node:child_process";
import path from "node:path";

export const SLUICE = path.resolve("cli", "sluice.cjs");

export interface Ran {
  code: number;
  /** Its standard output. */
  out: string;
  /** Its standard error. */
  error: string;
}

/** Runs `sluice` to its end. @param options the folder that it is started in, and its environment */
export function runCli(
  args: readonly string[],
  { cwd = path.resolve(), env = process.env }: { cwd?: string; env?: NodeJS.ProcessEnv } = {},
): Promise<Ran> {
  return new Promise((resolve, reject) => {
    execFile(process.execPath, [SLUICE, ...args], { cwd, env }, (failure, out, error) => {
      const code = failure === null ? 0 : failure.code;
      if (typeof code === "number") resolve({ code, out, error });
      else reject(failure);
    });
  });
}
