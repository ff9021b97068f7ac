import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { EC2Client } from "@aws-sdk/client-ec2";
import { SSMClient } from "@aws-sdk/client-ssm";
import { accessOf } from "../../../cli/localAccess";
import { Machine } from "../../../cli/recoverAccess/machine";
import { type ProofOptions, prove } from "../../../cli/recoverAccess/proof";
import { readPublicKey } from "../../../cli/recoverAccess/publicKey";
import { type Backup, type Recovery, recover } from "../../../cli/recoverAccess/recover";
import { systemClock } from "../../../local/base/clock";
import { silentReport } from "../../../local/base/report";
import { type LocalCloud, start } from "../../../local/cloud";
import { newSshKey } from "../../../local/services/ssh/openSshKey";

const ROOT = path.join(__dirname, "..", "..", "..");

/** A key in files, as `ssh-keygen` leaves them. */
export interface KeyFiles {
  publicKey: string;
  publicKeyFile: string;
  identityFile: string;
}

export interface Changes extends Partial<Recovery> {
  /** The private key that is to be refused. */
  old?: string;
  lines?: string[];
  signal?: AbortSignal;
}

/** The system `bastion` on this machine, and what a recovery of access to it takes. */
export class BastionUnderTest {
  readonly #folder: string;
  readonly cloud: LocalCloud;
  readonly outputs: ProofOptions["target"] & { instanceId: string; privateKey: string };
  #keys = 0;

  private constructor(folder: string, cloud: LocalCloud) {
    this.#folder = folder;
    this.cloud = cloud;
    this.outputs = cloud.outputs.bastion?.value as unknown as BastionUnderTest["outputs"];
  }

  static async start(): Promise<BastionUnderTest> {
    const folder = mkdtempSync(path.join(tmpdir(), "sluice-recovery-"));
    const options = { port: 0, workFolder: path.join(folder, "work"), report: silentReport };
    const program = { folder: ROOT, stack: "local", config: { systems: ["bastion"] } };
    return new BastionUnderTest(folder, await start(program, options));
  }

  async stop(): Promise<void> {
    await this.cloud.stop();
    rmSync(this.#folder, { recursive: true, force: true });
  }

  get instances() {
    return this.cloud.services.instances;
  }

  get userData(): string {
    return this.instances.instance(this.outputs.instanceId).userData;
  }

  get authorizedKeys(): readonly string[] {
    return this.instances.authorizedKeys(this.outputs.instanceId);
  }

  newKey(): KeyFiles {
    const { publicKey, privateKey } = newSshKey();
    return { publicKey, ...this.keyFiles(privateKey, publicKey) };
  }

  keyFiles(privateKey: string, publicKey: string): Omit<KeyFiles, "publicKey"> {
    const identityFile = path.join(this.#folder, `key-${this.#keys++}`);
    writeFileSync(identityFile, privateKey, { mode: 0o600 });
    writeFileSync(`${identityFile}.pub`, `${publicKey}\n`);
    return { identityFile, publicKeyFile: `${identityFile}.pub` };
  }

  /** Lets a key in. @returns the lines that a person reads; those of a recovery that fails are in `lines` */
  async recover(key: KeyFiles, changes: Changes = {}): Promise<string[]> {
    const { instanceId, ...target } = this.outputs;
    const { old, lines = [], signal = new AbortController().signal, ...others } = changes;
    const access = accessOf(this.cloud.services);
    const client = { endpoint: access.endpoint, region: access.region, credentials: access.credentials };
    const dependencies = {
      ec2: new EC2Client(client),
      ssm: new SSMClient(client),
      clock: { ...systemClock, after: (ms: number, run: () => void) => systemClock.after(ms / 100, run) },
      signal,
    };
    const print = (line: string) => void lines.push(line);
    try {
      await recover({
        instanceId,
        machine: new Machine(instanceId, dependencies),
        key: readPublicKey(key.publicKeyFile),
        stops: false,
        dryRun: false,
        print,
        confirm: async () => true,
        prove: (state) =>
          prove({ target, identityFile: key.identityFile, oldIdentityFile: old, print, ...dependencies }, state),
        backup: memoryBackup(),
        ...others,
      });
      return lines;
    } finally {
      dependencies.ec2.destroy();
      dependencies.ssm.destroy();
    }
  }
}

export function memoryBackup(text?: string): Backup & { readonly text: string | undefined } {
  let kept = text;
  return {
    place: "the backup",
    get text() {
      return kept;
    },
    read: () => kept,
    write(userData) {
      kept = userData;
    },
    remove() {
      kept = undefined;
    },
  };
}
