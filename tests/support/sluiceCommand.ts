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

/** The environment without what npm tells a script of its own options: the command would take these for options that npm has swallowed. */
const withoutNpm = (): NodeJS.ProcessEnv =>
  Object.fromEntries(Object.entries(process.env).filter(([name]) => !name.startsWith("npm_")));

/** Runs `sluice` to its end. @param options the folder that it is started in, and its environment. @default as it is from a shell */
export function runCli(
  args: readonly string[],
  { cwd = path.resolve(), env = withoutNpm() }: { cwd?: string; env?: NodeJS.ProcessEnv } = {},
): Promise<Ran> {
  return new Promise((resolve, reject) => {
    execFile(process.execPath, [SLUICE, ...args], { cwd, env }, (failure, out, error) => {
      const code = failure === null ? 0 : failure.code;
      if (typeof code === "number") resolve({ code, out, error });
      else reject(failure);
    });
  });
}
