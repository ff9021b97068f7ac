import { randomUUID } from "node:crypto";
import type { Clock } from "../../local/base/clock";
import { pause } from "./machine";
import { type SshLogin, ssh } from "./ssh";

export interface ProofOptions {
  /** The target of `ssh`; absent where it is not open. */
  target: Omit<SshLogin, "identityFile"> | undefined;
  /** The new private key; or the public one, where an agent holds the private key. */
  identityFile: string;
  /** A private key that must not open the bastion any more; absent where nobody has it. */
  oldIdentityFile: string | undefined;
  print(line: string): void;
  clock: Clock;
  signal: AbortSignal;
}

const TRIES = 40;
const PAUSE_MS = 5_000;

/**
 * Shows that the new key opens the bastion, by a word that only this call knows, and that the old one does not.
 *
 * @param boots the bastion has just been started, and may not listen yet
 * @throws Error that says which of both is not so
 */
export async function prove(options: ProofOptions, { boots }: { boots: boolean }): Promise<void> {
  const { target, print, oldIdentityFile } = options;
  if (target === undefined) {
    print("  not proved: ssh is not open, so nobody can log in from here; a tunnel of Session Manager can");
    return;
  }
  await logsIn(options, target, boots ? TRIES : 1);
  print("  logged in with the new key");
  if (oldIdentityFile === undefined) {
    print("  not tried: the old key, which is not here (--old-identity FILE tries it)");
    return;
  }
  const { exitCode, stderr } = await ssh({ ...target, identityFile: oldIdentityFile }, "true");
  if (exitCode === 0) throw new Error("the old key still opens the bastion");
  if (!stderr.includes("Permission denied")) throw new Error(`the old key could not be tried: ${stderr.trim()}`);
  print("  the old key is refused");
}

async function logsIn(
  { identityFile, clock, signal }: ProofOptions,
  target: Omit<SshLogin, "identityFile">,
  tries: number,
): Promise<void> {
  const challenge = randomUUID();
  for (let left = tries - 1; ; left--) {
    const { stdout, stderr } = await ssh({ ...target, identityFile }, `echo ${challenge}`);
    if (stdout.trim() === challenge) return;
    if (left === 0) {
      throw new Error(
        `the key is in place, but nobody could log in with ${identityFile}: ${stderr.trim()} ` +
          "(--identity FILE names its private key, where that is somewhere else)",
      );
    }
    await pause(clock, PAUSE_MS, signal);
  }
}
