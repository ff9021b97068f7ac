import { execFileSync } from "node:child_process";
import { findSshd } from "../../local/services/ec2/sshd";

/** Why tests that log in by `ssh` cannot run on this machine; `undefined` where they can. */
export function missingForSsh(): string | undefined {
  if (findSshd() === undefined) return "this machine has no sshd (Debian: apt-get install openssh-server)";
  try {
    execFileSync("ssh", ["-V"], { stdio: "ignore" });
    return undefined;
  } catch {
    return "this machine has no ssh (Debian: apt-get install openssh-client)";
  }
}

/** Registers tests that need `ssh` and `sshd`; where there are none, it says so and registers nothing. */
export function describeWithSsh(title: string, register: (this: Mocha.Suite) => void): void {
  const missing = missingForSsh();
  if (missing === undefined) describe(title, register);
  else process.stdout.write(`  not tested: ${title}: ${missing}\n`);
}
