import { boothook, keyScript, MARK } from "./keyScript";
import type { Machine } from "./machine";
import type { PublicKey } from "./publicKey";

export interface Recovery {
  instanceId: string;
  machine: Machine;
  key: PublicKey;
  /** Takes the way over a stop, though the agent answers. */
  stops: boolean;
  dryRun: boolean;
  print(line: string): void;
  /** Asks a person. */
  confirm(question: string): Promise<boolean>;
  /** @throws Error when the new key does not work, or the old one still does */
  prove(state: { boots: boolean }): Promise<void>;
  /** The file that keeps the user data which is put back: the next recovery can end one that broke off. */
  backup: Backup;
}

export interface Backup {
  /** The place, in words for people. */
  readonly place: string;
  read(): string | undefined;
  write(userData: string): void;
  remove(): void;
}

/**
 * Lets a key in, and no other: by Systems Manager where the agent answers, else by user data, which takes two stops.
 *
 * @throws Error that says what failed, and how everything was left
 */
export async function recover(recovery: Recovery): Promise<void> {
  const { instanceId, machine, key, print } = recovery;
  const state = await machine.state();
  const answers = state === "running" && (await machine.answers());
  print(`${instanceId} is ${state}; Systems Manager ${answers ? "hears of its agent" : "does not hear of its agent"}`);
  if (state !== "running" && state !== "stopped") {
    throw new Error(`${instanceId} is ${state}: try again when it is running or stopped`);
  }
  print(`the key ${key.fingerprint} is to be the only one of ec2-user`);
  if (answers && !recovery.stops) await overSystemsManager(recovery);
  else await overUserData(recovery, state);
}

async function overSystemsManager({ machine, key, dryRun, print, prove }: Recovery): Promise<void> {
  if (dryRun) {
    print("would: run a script by Systems Manager that puts the key in; nothing stops");
    print("would: log in with the new key, and try the old one");
    return;
  }
  print("1. puts the key in, by Systems Manager");
  print(`  ${(await machine.run(keyScript(key))).trim()}`);
  print("2. proves it");
  await prove({ boots: false });
  print("done: the bastion has not been stopped");
}

async function overUserData(recovery: Recovery, state: string): Promise<void> {
  const { instanceId, machine, key, dryRun, print, confirm, prove, backup } = recovery;
  const before = userDataBefore(await machine.userData(), recovery);
  if (dryRun) {
    for (const step of ["stop the bastion", "put the key in by user data", "start it", "log in with the new key"]) {
      print(`would: ${step}`);
    }
    print(`would: stop it again, take the user data out again (${before.length} characters go back in), start it`);
    return;
  }
  if (!(await confirm(`${instanceId} has to be stopped twice, for some minutes each: sessions end. Go on?`))) {
    throw new Error("nothing was changed: the bastion would have had to be stopped");
  }

  backup.write(before);
  let failure: unknown;
  try {
    print("1. stops the bastion");
    if (state === "running") await machine.stop();
    print("2. puts the key in by user data, which runs at the next start");
    await machine.putUserData(boothook(key));
    print("3. starts the bastion");
    await machine.start();
    print("4. proves it");
    await prove({ boots: true });
  } catch (error) {
    failure = error;
    print(`  failed: ${messageOf(error)}`);
  }
  await restore(recovery, before, failure);
  if (failure !== undefined) {
    throw new Error(`${messageOf(failure)} (the user data is as it was, and the bastion runs)`, { cause: failure });
  }
  await prove({ boots: true });
  print("done: the user data is as it was");
}

/** @throws Error with what to do by hand, when that fails as well */
async function restore(
  { instanceId, machine: { uninterrupted: machine }, print, backup }: Recovery,
  before: string,
  failure: unknown,
): Promise<void> {
  try {
    print(`${failure === undefined ? "5." : "-"} stops the bastion, and takes the user data out again`);
    if ((await machine.state()) !== "stopped") await machine.stop();
    if ((await machine.userData()) !== before) await machine.putUserData(before);
    print(`${failure === undefined ? "6." : "-"} starts the bastion`);
    await machine.start();
    backup.remove();
  } catch (error) {
    throw new Error(
      `${instanceId} is not as it was: ${messageOf(error)}. Run this command again, or by hand: stop it, put back the user data ` +
        `that is in ${backup.place}, start it`,
      { cause: failure ?? error },
    );
  }
}

/** @throws Error when it is that of a recovery that broke off, and what was there before is lost */
function userDataBefore(now: string, { backup, instanceId }: Recovery): string {
  if (!now.includes(MARK)) return now;
  const saved = backup.read();
  if (saved !== undefined) return saved;
  throw new Error(
    `the user data of ${instanceId} is that of a recovery that broke off, and ${backup.place} does not hold what was there ` +
      "before: put that file there (empty, if there was none), and run this command again",
  );
}

function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
