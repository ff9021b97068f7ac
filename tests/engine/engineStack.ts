import { appendFileSync, mkdirSync, mkdtempSync, rmSync } from "node:fs";
import os from "node:os";
import path from "node:path";
import { type EngineEvent, LocalWorkspace, PulumiCommand, type Stack } from "@pulumi/pulumi/automation";
import { engineEnvironment } from "../../cli/engineEnvironment";
import type { CloudForPulumi } from "../../local/cloudForPulumi";
import { readSettings } from "../../local/evaluation/settings";

const root = path.join(__dirname, "..", "..");
const PROJECT = "sluice";
const STACK = "local";

/** A step of the engine, done or previewed, on one resource. */
export interface EngineStep {
  /** `"create"`, `"update"`, `"replace"`, `"delete"`, ... */
  op: string;
  type: string;
  name: string;
  /** A provider makes it: components are names only. */
  custom: boolean;
  /** Input properties that differ, of an update or a replacement. */
  properties: readonly string[];
}

/**
 * The project's own program and stack settings under the Pulumi CLI, whose state and home are in a temporary folder. The
 * program runs in this process (Pulumi's Automation API), so no language plugin is needed.
 */
export class EngineStack {
  readonly #stack: Stack;
  readonly #folder: string;
  readonly #artifacts: string;
  #count = 0;

  private constructor(stack: Stack, folder: string, artifacts: string) {
    this.#stack = stack;
    this.#folder = folder;
    this.#artifacts = artifacts;
  }

  /**
   * @param name of what is under test, such as `"event-aggregator"`: what the CLI says is kept under it
   * @param systems those of the stack
   */
  static async create(name: string, cloud: CloudForPulumi, systems: readonly string[] = [name]): Promise<EngineStack> {
    const folder = mkdtempSync(path.join(os.tmpdir(), "sluice-engine-"));
    const artifacts = path.join(root, ".sluice", "engine", name);
    mkdirSync(artifacts, { recursive: true });
    const { PULUMI_ROOT } = process.env;
    const pulumiCommand = await PulumiCommand.get({
      skipVersionCheck: true,
      ...(PULUMI_ROOT !== undefined && { root: PULUMI_ROOT }),
    });
    const stack = await LocalWorkspace.createOrSelectStack(
      { projectName: PROJECT, stackName: STACK, program: runProgram },
      {
        pulumiCommand,
        workDir: folder,
        pulumiHome: path.join(folder, "home"),
        envVars: engineEnvironment(cloud, folder),
      },
    );
    const { config } = readSettings(root, STACK, { systems });
    await stack.setAllConfig(Object.fromEntries(Object.entries(config).map(([key, value]) => [key, { value }])));
    return new EngineStack(stack, folder, artifacts);
  }

  /** Another local cloud has taken the place of the one before. */
  attach(cloud: CloudForPulumi): void {
    Object.assign(this.#stack.workspace.envVars, engineEnvironment(cloud, this.#folder));
  }

  /** Changes some settings of a block of the stack's configuration, such as `sluice:eventAggregator`. */
  async configure(block: string, changes: object): Promise<void> {
    const key = `${PROJECT}:${block}`;
    const { [key]: before } = await this.#stack.getAllConfig();
    const settings: object = { ...JSON.parse(before?.value ?? "{}"), ...changes };
    await this.#stack.setConfig(key, { value: JSON.stringify(settings) });
  }

  preview(): Promise<readonly EngineStep[]> {
    return this.#run("preview", (options) => this.#stack.preview(options));
  }

  /** @param options `replace`: names of resources to replace although nothing differs */
  up({ replace = [] as readonly string[] } = {}): Promise<readonly EngineStep[]> {
    return this.#run("up", async (options) => {
      const urns = await Promise.all(replace.map((name) => this.#urnOf(name)));
      return this.#stack.up({ ...options, ...(urns.length > 0 && { replace: urns }) });
    });
  }

  /** @returns what the engine corrected in its own notes */
  refresh(): Promise<readonly EngineStep[]> {
    return this.#run(
      "refresh",
      (options) => this.#stack.refresh(options),
      (event) => event.resOutputsEvent,
    );
  }

  destroy(): Promise<readonly EngineStep[]> {
    return this.#run("destroy", (options) => this.#stack.destroy(options));
  }

  /** The stack's own, as `pulumi stack output --json` prints them. */
  async outputs(): Promise<Record<string, unknown>> {
    const outputs = Object.entries(await this.#stack.outputs());
    return Object.fromEntries(outputs.map(([name, { value }]) => [name, value]));
  }

  /** One output of each resource of a type, such as the ARNs of all functions. */
  async outputsOf(type: string, property: string): Promise<readonly string[]> {
    const resources = (await this.#resources()).filter((resource) => resource.type === type);
    return resources.map(({ outputs }) => String(outputs?.[property]));
  }

  /** The URNs of all resources below one of a type, without the stack and the project. */
  async urnsBelow(type: string): Promise<readonly string[]> {
    const urns = (await this.#resources()).map(({ urn }) => urn.split("::").slice(2).join("::"));
    return urns.filter((urn) => urn.includes(`${type}$`)).sort();
  }

  async idsOf(type: string): Promise<readonly string[]> {
    const resources = (await this.#resources()).filter((resource) => resource.type === type);
    return resources.map(({ id = "" }) => id);
  }

  remove(): void {
    rmSync(this.#folder, { recursive: true, force: true });
  }

  async #urnOf(name: string): Promise<string> {
    const urns = (await this.#resources()).map(({ urn }) => urn).filter((urn) => urn.endsWith(`::${name}`));
    const [urn] = urns;
    if (urn === undefined || urns.length > 1) throw new Error(`expected one resource "${name}", found ${urns.length}`);
    return urn;
  }

  /** Reads the resources that the engine has written down. */
  async #resources(): Promise<readonly StoredResource[]> {
    const { deployment } = await this.#stack.exportStack();
    return (deployment as { resources?: StoredResource[] }).resources ?? [];
  }

  /**
   * Runs a command of the CLI, keeps what it says, and returns what it did.
   *
   * @param tells the event that tells of one resource
   */
  async #run(
    command: string,
    act: (options: Listeners) => Promise<unknown>,
    tells: (event: EngineEvent) => { metadata: Metadata } | undefined = (event) => event.resourcePreEvent,
  ): Promise<readonly EngineStep[]> {
    const file = path.join(this.#artifacts, `${String(++this.#count).padStart(2, "0")}-${command}`);
    const steps: EngineStep[] = [];
    await act({
      onOutput: (text) => appendFileSync(`${file}.txt`, text),
      onEvent: (event) => {
        appendFileSync(`${file}.json`, `${JSON.stringify(event)}\n`);
        steps.push(...stepsOf(tells(event)?.metadata));
      },
    });
    return steps;
  }
}

/** One resource of `pulumi stack export`. */
interface StoredResource {
  id?: string;
  urn: string;
  type: string;
  outputs?: Record<string, unknown>;
}

type Metadata = NonNullable<EngineEvent["resourcePreEvent"]>["metadata"];

interface Listeners {
  onOutput: (text: string) => void;
  onEvent: (event: EngineEvent) => void;
}

/** Steps that change nothing, and those of a replacement that its `replace` sums up. */
const UNTOLD = ["same", "read", "refresh", "create-replacement", "delete-replaced", "discard-replaced"];

function stepsOf(metadata: Metadata | undefined): EngineStep[] {
  if (metadata === undefined) return [];
  const { op, urn, type, diffs, detailedDiff, new: after, old: before } = metadata;
  if (UNTOLD.includes(op) || type.startsWith("pulumi:")) return [];
  const properties = Object.keys(detailedDiff ?? {});
  return [
    {
      op,
      type,
      name: urn.split("::").slice(3).join("::"),
      custom: (after ?? before)?.custom ?? false,
      properties: properties.length > 0 ? properties.sort() : [...(diffs ?? [])],
    },
  ];
}

/** The project's program, as `pulumi up` runs it. */
async function runProgram(): Promise<Record<string, unknown>> {
  const program = require("../../index") as () => Promise<Record<string, unknown>>;
  return program();
}
