import { runtime } from "@pulumi/pulumi";
import type { RegisterResourceOutputsRequest, RegisterResourceRequest } from "@pulumi/pulumi/proto/resource_pb";
import type { Registration, ResourceOptions } from "../engine/registration";
import type { Properties } from "../engine/resourceHandler";
import { INERT, madeUp } from "../engine/standIn";
import { STACK_TYPE, urnOf } from "../engine/urn";
import { RegistrationFailure } from "./failure";
import type { EngineCalls, ProgramSettings, StackOutputs } from "./protocol";
import type { Sections } from "./sections";
import { markSecrets, unmark } from "./wire";

const STACK_REFERENCE = "pulumi:pulumi:StackReference";

type Callback = (error: { details: string } | null, response?: unknown) => void;
interface InvokeRequest {
  getTok(): string;
  getArgs(): { toJavaScript(): Properties };
}
interface ReadRequest {
  getId(): string;
  getType(): string;
  getName(): string;
}

export interface HostMonitorOptions {
  program: ProgramSettings;
  /** Where archives of code are unpacked. */
  codeFolder: string;
  engine: EngineCalls;
  sections: Sections;
  /** Ends the evaluation: called for what the local cloud refuses. */
  fail: (error: Error) => void;
}

/**
 * Stands where Pulumi's resource monitor stands in a deployment and passes what the program asks for on to the local
 * cloud. Pulumi's mocks are the way to that place, but they hide what the cloud must know (parents, options, where in
 * the program a resource stands), so this takes over the methods of the mock monitor.
 */
export class HostMonitor {
  readonly #program: ProgramSettings;
  readonly #codeFolder: string;
  readonly #engine: EngineCalls;
  readonly #sections: Sections;
  readonly #fail: (error: Error) => void;
  #stackUrn = "";
  #outputs: StackOutputs = {};

  constructor({ program, codeFolder, engine, sections, fail }: HostMonitorOptions) {
    this.#program = program;
    this.#codeFolder = codeFolder;
    this.#engine = engine;
    this.#sections = sections;
    this.#fail = fail;
  }

  /** The program's outputs, once it has come to its end. */
  get outputs(): StackOutputs {
    return this.#outputs;
  }

  /** Prepares Pulumi's runtime to run the program of this process. */
  async install(): Promise<void> {
    const { project, stack, config } = this.#program;
    runtime.setAllConfig({ ...config });
    const unreachable = () => Promise.reject(new Error("the monitor answers before the mocks are asked"));
    await runtime.setMocks({ newResource: unreachable, call: unreachable }, project, stack, false, "local");
    Object.assign(runtime.getMonitor() as object, {
      registerResource: (request: RegisterResourceRequest, callback: Callback) => {
        this.#registerResource(request, callback)
          .catch((error: Error) => this.#fail(new RegistrationFailure(error.message, framesOf(request))))
          .finally(() => this.#sections.ended({ type: request.getType(), name: request.getName() }));
      },
      readResource: (request: ReadRequest, callback: Callback) => {
        if (request.getType() === STACK_REFERENCE) {
          this.#readStack(request, callback);
          return;
        }
        const what = `${request.getType()} "${request.getName()}"`;
        this.#fail(
          new Error(`${what} reads a resource of another deployment; the local cloud holds this stack's only`),
        );
      },
      registerResourceOutputs: (request: RegisterResourceOutputsRequest, callback: Callback) => {
        this.#registerResourceOutputs(request);
        callback(null, {});
      },
      invoke: (request: InvokeRequest, callback: Callback) => {
        this.#invoke(request).then(
          (result) => callback(null, { getFailuresList: () => [], getReturn: () => struct(result) }),
          (error: Error) => callback({ details: error.message }),
        );
      },
      call: (request: InvokeRequest) => this.#fail(new Error(`the method ${request.getTok()} needs a Pulumi plugin`)),
    });
  }

  async #registerResource(request: RegisterResourceRequest, callback: Callback): Promise<void> {
    const type = request.getType();
    const name = request.getName();
    const urn = urnOf(this.#program, request.getParent() || undefined, type, name);
    // A provider is named by its URN and its id.
    const provider = request.getProvider().split("::").slice(0, 4).join("::");
    this.#sections.registered({ urn, type, name, dependencies: [...request.getDependenciesList(), provider] });
    // A component of a plugin (`awsx:...`) is made by its provider, of whatever children: a resource like any other here.
    if (!request.getCustom() && !request.getRemote()) {
      if (type === STACK_TYPE) this.#stackUrn = urn;
      callback(null, registered(urn, "", {}));
      return;
    }

    const options = optionsOf(request);
    const wire = (request.getObject()?.toJavaScript() ?? {}) as Properties;
    const { plain, secrets, archives } = this.#unmark(`${type} "${name}"`, wire);
    const { id, state: made } = await this.#engine.register({ urn, type, name, inputs: plain, options });
    const state = made[INERT] === true ? this.#withOutputs(type, name, made) : made;
    // Pulumi falls back to the program's own value for an input that the provider does not return.
    const returned = Object.fromEntries(Object.entries(state).filter(([property]) => !archives.includes(property)));
    const secretOutputs = [...secrets, ...request.getAdditionalsecretoutputsList()];
    callback(null, registered(urn, id, markSecrets(returned, secretOutputs)));
  }

  /** An inert resource with a value for each of its outputs that says so. */
  #withOutputs(type: string, name: string, { [INERT]: _, ...inputs }: Properties): Properties {
    const outputs = this.#sections.outputsOf({ type, name });
    return { ...Object.fromEntries(outputs.map((output) => [output, madeUp(name, output)])), ...inputs };
  }

  /** Answers a reference to another stack, as Pulumi's engine does: with its outputs (`pkg/resource/deploy/builtins.go`). */
  #readStack(request: ReadRequest, callback: Callback): void {
    const name = request.getId();
    const { outputsOfStack } = require("./localSettings") as typeof import("./localSettings");
    try {
      const found = Object.entries(outputsOfStack(this.#program, name));
      const outputs = Object.fromEntries(found.map(([output, { value }]) => [output, value]));
      const secretOutputNames = found.filter(([, { secret }]) => secret).map(([output]) => output);
      const urn = urnOf(this.#program, undefined, STACK_REFERENCE, request.getName());
      callback(null, read(urn, name, { name, outputs, secretOutputNames }));
    } catch (error) {
      this.#fail(error as Error);
    }
  }

  #registerResourceOutputs(request: RegisterResourceOutputsRequest): void {
    if (request.getUrn() !== this.#stackUrn) return;
    const wire = (request.getOutputs()?.toJavaScript() ?? {}) as Properties;
    const { plain, secrets } = this.#unmark("the stack's outputs", wire);
    this.#outputs = Object.fromEntries(
      Object.entries(plain).map(([name, value]) => [name, { value, secret: secrets.includes(name) }]),
    );
  }

  async #invoke(request: InvokeRequest): Promise<Properties> {
    const { plain } = this.#unmark(request.getTok(), request.getArgs().toJavaScript());
    return this.#engine.invoke(request.getTok(), plain);
  }

  #unmark(what: string, wire: Properties) {
    try {
      return unmark(wire, this.#codeFolder);
    } catch (error) {
      throw new Error(`${what}: ${error instanceof Error ? error.message : String(error)}`, { cause: error });
    }
  }
}

/** @throws Error for an option that the local cloud cannot honour */
function optionsOf(request: RegisterResourceRequest): ResourceOptions {
  const what = `${request.getType()} "${request.getName()}"`;
  if (request.getImportid()) {
    throw new Error(
      `${what}: \`import\` takes over a resource of an AWS account; the local cloud has none to take over`,
    );
  }
  return {
    ...(request.getDeletebeforereplace() && { deleteBeforeReplace: true }),
    ...(request.getProtect() && { protect: true }),
    ...(request.getRetainondelete() && { retainOnDelete: true }),
    ...listed("ignoreChanges", request.getIgnorechangesList()),
    ...listed("replaceOnChanges", request.getReplaceonchangesList()),
  } satisfies Registration["options"];
}

function listed(option: "ignoreChanges" | "replaceOnChanges", names: readonly string[]): ResourceOptions {
  return names.length > 0 ? { [option]: names } : {};
}

/** The getters of a RegisterResourceResponse that Pulumi's runtime reads. */
function registered(urn: string, id: string, state: Properties) {
  return {
    getUrn: () => urn,
    getId: () => id,
    getObject: () => struct(state),
    getPropertydependenciesMap: () => undefined,
    getResult: () => 0,
    // Newer SDKs ask whether the resource was left out.
    getUnknown: () => false,
  };
}

/** The getters of a ReadResourceResponse that Pulumi's runtime reads. */
function read(urn: string, id: string, state: Properties) {
  return {
    getUrn: () => urn,
    getId: () => id,
    getProperties: () => struct(state),
    getResult: () => 0,
    getUnknown: () => false,
  };
}

/** The one method of protobuf's Struct that Pulumi's runtime reads. */
function struct(value: Properties) {
  return { toJavaScript: () => value };
}

function framesOf(request: RegisterResourceRequest): readonly string[] {
  const frames = request.getStacktrace()?.getFramesList() ?? [];
  return frames.flatMap((frame) => {
    const position = frame.getPc();
    return position ? [`at ${position.getUri()}:${position.getLine()}:${position.getColumn()}`] : [];
  });
}
