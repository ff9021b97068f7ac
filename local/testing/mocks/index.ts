import * as pulumi from "@pulumi/pulumi";
import { serialiseFaster } from "../../evaluation/serialisation";
import { ACCOUNT, outputsOf } from "./outputs";
import { surroundings } from "./surroundings";

export { outputsOf };

/** One resource as a program registered it: inputs resolved, values that are still unknown absent. */
export interface Registration {
  type: string;
  name: string;
  inputs: Record<string, unknown>;
  /** The provider that makes it; empty for the stack's own. */
  provider: string;
  /** URNs of the resources that are made before it. */
  dependencies: readonly string[];
  /** Inputs whose changes are ignored once the resource is there. */
  ignoreChanges: readonly string[];
}

export interface RunOptions {
  /** Evaluates as `pulumi preview` of a new stack does: outputs of resources are unknown. */
  preview?: boolean;
  project?: string;
  stack?: string;
  /** Settings of the stack, `"name"` or `"project:name"` to value. */
  config?: Readonly<Record<string, string>>;
  /** The place that the ARNs of what is made name. @default us-east-1, in the partition aws */
  place?: { partition: string; region: string };
  /**
   * Ends with the first thing that goes wrong, as a deployment does. Without it a program whose failed resource others depend on never ends: they
   * wait for it.
   * @default false
   */
  untilFailure?: boolean;
  /**
   * Result of provider functions, by token, where it differs from what AWS says of the configured region.
   * @param provider the provider that is asked; empty for the stack's own
   */
  call?: (token: string, inputs: Record<string, unknown>, provider: string) => Record<string, unknown>;
}

export interface Run<T> {
  registrations: readonly Registration[];
  /** URNs of all resources: types from the outermost parent to the resource, then its name. */
  urns: readonly string[];
  /** Names of the resources that stay when the stack goes. */
  retained: readonly string[];
  /** The program's result; absent when it failed. */
  result?: T;
  /** Messages, each once, of what went wrong in the program itself or in the inputs of a resource. */
  errors: readonly string[];
}

/**
 * Runs a Pulumi program against mocks and waits until everything it registers has settled: no cloud, no engine, some milliseconds.
 * Runs come one after another in a process, for Pulumi's runtime is one.
 *
 * @example
 * const run = await runProgram(() => new Orders("orders"), { config: { "aws:region": "eu-west-1" } });
 * expect(run.errors).to.deep.equal([]);
 * expect(inputsOf(run, "aws:sqs/queue:Queue", "orders-queue")).to.include({ visibilityTimeoutSeconds: 180 });
 *
 * Resources get the outputs that a provider would: an id, and the attributes that other resources refer to. Where it is a
 * preview they get none.
 */
export async function runProgram<T>(program: () => T | Promise<T>, options: RunOptions = {}): Promise<Run<T>> {
  const { preview = false, project = "sluice", stack = "test", config = {} } = options;
  const registrations: Pick<Registration, "type" | "name" | "inputs" | "provider">[] = [];
  const resourceOptions = new Map<string, Pick<Registration, "dependencies" | "ignoreChanges">>();
  const retained: string[] = [];
  const mocks: pulumi.runtime.Mocks = {
    call: ({ token, inputs, provider = "" }) => ({
      ...surroundings(token, pulumi.runtime.allConfig()["aws:region"] ?? "us-east-1", ACCOUNT),
      ...options.call?.(token, inputs, provider),
    }),
    newResource: ({ type, name, inputs, custom, provider = "" }) => {
      if (custom === true || isRemote(type)) {
        registrations.push({ type, name, inputs, provider });
      }
      return preview
        ? { id: undefined, state: inputs }
        : { id: `${name}-id`, state: stateOf(placed(outputsOf(type, name), options.place), inputs) };
    },
  };
  await pulumi.runtime.setMocks(mocks, project, stack, preview);
  // That of a program before it would stay.
  pulumi.runtime.setAllConfig(
    Object.fromEntries(
      Object.entries(config).map(([name, value]) => [name.includes(":") ? name : `${project}:${name}`, value]),
    ),
  );
  const monitor = internals.getMonitor();
  const { resources } = monitor;
  const register = monitor.registerResource.bind(monitor);
  // Mocks are told a resource's inputs, though not its options.
  monitor.registerResource = (request, done) => {
    if (request.getRetainondelete()) retained.push(request.getName());
    resourceOptions.set(keyOf({ type: request.getType(), name: request.getName() }), {
      dependencies: request.getDependenciesList(),
      ignoreChanges: request.getIgnorechangesList(),
    });
    return register(request, done);
  };

  const errors = new Set<string>();
  let fail = (): void => undefined;
  const failure = new Promise<void>((resolve) => {
    fail = resolve;
  });
  const collect = (reason: unknown) => {
    errors.add(reason instanceof Error ? reason.message : String(reason));
    fail();
  };
  // A fault in a resource's inputs rejects promises that Pulumi leaves to the process to notice.
  const listeners = process.listeners("unhandledRejection");
  process.removeAllListeners("unhandledRejection");
  process.on("unhandledRejection", collect);
  let result: T | undefined;
  try {
    result = await program();
  } catch (error) {
    collect(error);
  }
  try {
    const end = pulumi.runtime.disconnect();
    await (options.untilFailure === true ? Promise.race([end, failure]) : end);
    // Rejections are noticed when the promises' own callbacks have run.
    await new Promise(setImmediate);
    // A resource that depends on something that failed waits for ever; left alone, Pulumi would fail the whole process for it at its
    // end. Where nothing failed, nothing may wait.
    const [waiting] = debuggable.leakedPromises();
    if (waiting.size > 0 && errors.size === 0) {
      collect(new Error(`${waiting.size} promises of the program never settle`));
    }
  } finally {
    process.removeListener("unhandledRejection", collect);
    for (const listener of listeners) {
      process.on("unhandledRejection", listener);
    }
  }
  return {
    registrations: registrations.map((registration) => ({
      ...registration,
      ...(resourceOptions.get(keyOf(registration)) ?? { dependencies: [], ignoreChanges: [] }),
    })),
    urns: [...resources.keys()],
    retained,
    errors: [...errors],
    ...(result !== undefined && { result }),
  };
}

/** @throws Error naming what was registered instead, when there is no such resource */
export function inputsOf(run: Run<unknown>, type: string, name: string): Record<string, unknown> {
  return registrationOf(run, type, name).inputs;
}

/** @throws Error naming what was registered instead, when there is no such resource */
export function registrationOf(run: Run<unknown>, type: string, name: string): Registration {
  const found = run.registrations.filter((registration) => registration.type === type && registration.name === name);
  const [registration] = found;
  if (registration === undefined || found.length > 1) {
    const names = run.registrations.filter((other) => other.type === type).map((other) => other.name);
    throw new Error(`expected one ${type} "${name}", found ${found.length}; registered: ${names.join(", ")}`);
  }
  return registration;
}

/** The module through which Pulumi's runtime wraps each of its promises; not in its types. */
const debuggable = require("@pulumi/pulumi/runtime/debuggable") as {
  debuggablePromise<T>(promise: Promise<T>, label?: string): Promise<T>;
  /** The list of promises that are not settled, which this also clears. */
  leakedPromises(): [ReadonlySet<unknown>, string];
};
withoutTraces();
// As the local cloud does.
serialiseFaster();

/**
 * Spares Pulumi's promises the stack trace that each gets, mapped to TypeScript: that is two fifths of a program's evaluation, and no test
 * looks at one.
 */
function withoutTraces(): void {
  const { debuggablePromise } = debuggable;
  debuggable.debuggablePromise = (promise, label) => {
    const { stackTraceLimit } = Error;
    Error.stackTraceLimit = 0;
    try {
      return debuggablePromise(promise, label);
    } finally {
      Error.stackTraceLimit = stackTraceLimit;
    }
  };
}

/** Exported by Pulumi's runtime, though not in its types. */
const internals = pulumi.runtime as unknown as { getMonitor(): Monitor };

interface Monitor {
  resources: ReadonlyMap<string, unknown>;
  registerResource(request: RegisterRequest, done: unknown): Promise<void>;
}

interface RegisterRequest {
  getType(): string;
  getName(): string;
  getDependenciesList(): readonly string[];
  getIgnorechangesList(): readonly string[];
  getRetainondelete(): boolean;
}

function keyOf({ type, name }: { type: string; name: string }): string {
  return `${type}::${name}`;
}

/** A component of a Pulumi plugin: what is below it is made elsewhere, so to a program it is a resource like others. */
function isRemote(type: string): boolean {
  return type.startsWith("awsx:");
}

function placed(outputs: Record<string, unknown>, place: RunOptions["place"]): Record<string, unknown> {
  if (place === undefined) return outputs;
  const text = JSON.stringify(outputs).replaceAll("arn:aws:", `arn:${place.partition}:`);
  return JSON.parse(text.replaceAll("us-east-1", place.region)) as Record<string, unknown>;
}

/** Inputs and outputs together; an object may hold both, as a custom domain's configuration does. */
function stateOf(outputs: Record<string, unknown>, inputs: Record<string, unknown>): Record<string, unknown> {
  const both = Object.entries(outputs).filter(([name, value]) => isObject(value) && isObject(inputs[name]));
  const merged = both.map(([name, value]) => [name, { ...(value as object), ...(inputs[name] as object) }]);
  return { ...outputs, ...inputs, ...Object.fromEntries(merged) };
}

function isObject(value: unknown): boolean {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}
