import { createHash } from "node:crypto";
import type { KeptMap, KeptMaps } from "../../base/keptMaps";
import type { Definition } from "./asl/definition";
import type { KeptHistory } from "./execution";
import type { MachineSpec } from "./sfn";

/** An execution that was begun, without its history. */
export interface Begun {
  name: string;
  machineArn: string;
  /** A key of the machines as executions began with them. */
  revision: string;
  /** The input of an execution that has no history: it begins anew. */
  input?: string;
}

type KeptMachine = Omit<MachineSpec, "definition">;

/** Executions that outlive a stop, with the definitions with which they began. */
export class KeptExecutions {
  readonly #begun: KeptMap<Begun>;
  readonly #machines: KeptMap<KeptMachine>;
  /** How many executions began with each revision. */
  readonly #uses = new Map<string, number>();

  constructor(private readonly maps: KeptMaps) {
    this.#begun = maps.map("executions");
    this.#machines = maps.map("machines");
    for (const { revision } of this.#begun.entries().values()) this.#count(revision, 1);
  }

  get keeps(): boolean {
    return this.maps.keeps;
  }

  /** Those of a machine, oldest first. */
  of(machineArn: string): readonly [arn: string, begun: Begun][] {
    return [...this.#begun.entries()].filter(([, begun]) => begun.machineArn === machineArn);
  }

  /** The machine as an execution began with it. */
  machineOf({ revision }: Begun): MachineSpec | undefined {
    const kept = this.#machines.entries().get(revision);
    return kept && { ...kept, definition: JSON.parse(kept.definitionText) as Definition };
  }

  historyOf(arn: string): KeptHistory {
    return { events: this.maps.map(`${arn}/events`), pauses: this.maps.map(`${arn}/pauses`) };
  }

  /** @param input of an execution that has no history */
  begin(arn: string, name: string, machine: MachineSpec, input?: string): void {
    if (!this.keeps) return;
    const { definition: _parsed, ...kept } = machine;
    const revision = createHash("sha256").update(JSON.stringify(kept)).digest("hex").slice(0, 32);
    if (!this.#machines.entries().has(revision)) this.#machines.set(revision, kept);
    this.#begun.set(arn, { name, machineArn: machine.arn, revision, ...(input !== undefined && { input }) });
    this.#count(revision, 1);
  }

  forget(arn: string): void {
    const begun = this.#begun.entries().get(arn);
    if (begun === undefined) return;
    this.#begun.delete(arn);
    const { events, pauses } = this.historyOf(arn);
    events.clear();
    pauses.clear();
    if (this.#count(begun.revision, -1) === 0) this.#machines.delete(begun.revision);
  }

  #count(revision: string, change: number): number {
    const uses = (this.#uses.get(revision) ?? 0) + change;
    if (uses === 0) this.#uses.delete(revision);
    else this.#uses.set(revision, uses);
    return uses;
  }
}
