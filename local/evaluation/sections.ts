import { createHash } from "node:crypto";
import { readFileSync } from "node:fs";
import * as pulumi from "@pulumi/pulumi";
import type { PartProgress } from "../base/report";
import { ModuleGraph } from "./moduleGraph";
import { PendingResources } from "./pendingResources";
import { PROGRAM_SECTION, type ProgramReport, type SectionReport, TYPESCRIPT_HOOK } from "./protocol";

/** The module of Pulumi's runtime to which each resource comes from its constructor; its function is not in its types. */
const registrar = require("@pulumi/pulumi/runtime/resource") as {
  registerResource(
    ...args: [resource: object, parent: object | undefined, type: string, name: string, ...rest: unknown[]]
  ): unknown;
};
const { loadedAs } = require(TYPESCRIPT_HOOK) as { loadedAs(file: string): string | undefined };

/** The part of the program that is in no section. */
const ROOT = "";

/** A resource as it asks to be registered. */
interface Registered {
  urn: string;
  type: string;
  name: string;
  /** URNs of resources that it depends on. */
  dependencies: readonly string[];
}

/**
 * Sections of the program: parts that it runs through the function under `PROGRAM_SECTION`, and that follow from their modules, their
 * arguments and the resources that they use. Keeps account of which modules and resources belong to which section, and leaves out those
 * that are to be kept.
 */
export class Sections {
  readonly #kept: Readonly<Record<string, unknown>>;
  readonly #left = new Set<string>();
  readonly #results = new Map<string, Promise<unknown>>();
  readonly #graph = new ModuleGraph(() => this.#current);
  readonly #sectionOf = new WeakMap<object, string>();
  /** By type and name: what several sections have under one name belongs to none. */
  readonly #sectionByName = new Map<string, string>();
  /** The program's own objects, by type and name. */
  readonly #objects = new Map<string, object>();
  readonly #registered: Registered[] = [];
  readonly #pending: PendingResources;
  #current = ROOT;

  /**
   * @param kept results of the sections to leave out, by name, as `report` gave them
   * @param tell is told now and then what sections wait for
   */
  constructor(kept: Readonly<Record<string, unknown>>, tell: (progress: readonly PartProgress[]) => void) {
    this.#kept = kept;
    this.#pending = new PendingResources(tell);
  }

  /** Has the program find the function, and follows what it loads and makes. */
  install(): void {
    Object.assign(globalThis, { [Symbol.for(PROGRAM_SECTION)]: this.#run.bind(this) });
    this.#graph.follow();
    const { registerResource } = registrar;
    registrar.registerResource = (resource, parent, type, name, ...rest) => {
      const section = this.#current || (parent && this.#sectionOf.get(parent)) || ROOT;
      this.#sectionOf.set(resource, section);
      const key = `${type} ${name}`;
      this.#sectionByName.set(key, (this.#sectionByName.get(key) ?? section) === section ? section : ROOT);
      if (section !== ROOT) this.#pending.started(section, key);
      this.#objects.set(key, resource);
      return registerResource(resource, parent, type, name, ...rest);
    };
  }

  /** The outputs that the class of a resource has besides its inputs, as Pulumi writes such classes. */
  outputsOf({ type, name }: Pick<Registered, "type" | "name">): readonly string[] {
    const outputs = new Set<string>();
    let line: unknown = this.#objects.get(`${type} ${name}`)?.constructor;
    for (; typeof line === "function" && line !== Object; line = Object.getPrototypeOf(line)) {
      for (const [, output = ""] of String(line).matchAll(/\["(\w+)"\] = undefined \/\*out\*\//g)) outputs.add(output);
    }
    return [...outputs];
  }

  registered(resource: Registered): void {
    this.#registered.push(resource);
  }

  /** The resource is there, or refused. */
  ended({ type, name }: Pick<Registered, "type" | "name">): void {
    const key = `${type} ${name}`;
    this.#pending.ended(this.#sectionByName.get(key) ?? ROOT, key);
  }

  /** Says what the program consists of, once it has come to its end. */
  async report(main: string): Promise<ProgramReport> {
    const sections: Record<string, SectionReport> = {};
    for (const [name, result] of this.#results) {
      const own = this.#registered.filter(
        (resource) => this.#sectionByName.get(`${resource.type} ${resource.name}`) === name,
      );
      const urns = new Set(own.map(({ urn }) => urn));
      const dependencies = new Set(own.flatMap((resource) => resource.dependencies));
      sections[name] = {
        result: await result,
        urns: [...urns],
        uses: [...dependencies].filter((urn) => !urns.has(urn)),
        files: this.#graph.filesOf(name),
      };
    }
    const root = this.#graph.filesFrom(main);
    const files = new Set([...root, ...Object.values(sections).flatMap((section) => section.files)]);
    return {
      sections,
      left: [...this.#left],
      root,
      states: Object.fromEntries([...files].map((file) => [file, stateOf(file)])),
    };
  }

  #run<T>(name: string, make: () => T): T | unknown {
    if (Object.hasOwn(this.#kept, name)) {
      this.#left.add(name);
      return restored(this.#kept[name]);
    }
    const outer = this.#current;
    this.#current = name;
    try {
      const made = make();
      const isNew = !this.#results.has(name) && outer === ROOT;
      this.#results.set(name, isNew ? plainResult(name, made) : Promise.resolve(undefined));
      return made;
    } finally {
      this.#current = outer;
    }
  }
}

/** The state of a file as it was loaded. */
function stateOf(file: string): string {
  return loadedAs(file) ?? createHash("sha256").update(readFileSync(file)).digest("hex");
}

/** The result with secrets marked; `undefined` where it holds what another process cannot be given, such as a resource. */
async function plainResult(name: string, result: unknown): Promise<unknown> {
  if (result instanceof Promise) return undefined;
  try {
    const { wire } = await pulumi.runtime.serializeProperties(name, { wire: result });
    return isPlain(wire) ? { value: wire } : undefined;
  } catch {
    return undefined;
  }
}

function isPlain(value: unknown): boolean {
  if (typeof value !== "object" || value === null) return true;
  const { [pulumi.runtime.specialSigKey]: mark } = value as Record<string, unknown>;
  if (mark !== undefined && mark !== pulumi.runtime.specialSecretSig) return false;
  return Object.values(value).every(isPlain);
}

/** The result as the section returned it, with what were outputs as values. */
function restored(result: unknown): unknown {
  return unmarked((result as { value: unknown }).value);
}

function unmarked(value: unknown): unknown {
  if (typeof value !== "object" || value === null) return value;
  if (Array.isArray(value)) return value.map(unmarked);
  const marked = value as Record<string, unknown>;
  if (marked[pulumi.runtime.specialSigKey] === pulumi.runtime.specialSecretSig) return pulumi.secret(marked.value);
  return Object.fromEntries(Object.entries(marked).map(([name, inner]) => [name, unmarked(inner)]));
}
