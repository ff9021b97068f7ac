import "./programPackages";
import "./pulumiSources";
import { pathToFileURL } from "node:url";
import { runtime } from "@pulumi/pulumi";
import { allowLoopbackOnly } from "../base/loopbackOnly";
import type { ResourceState } from "../engine/resourceHandler";
import { describeFailure } from "./failure";
import { HostMonitor } from "./hostMonitor";
import { isEsModule } from "./mainFile";
import { type EngineCalls, type FromProgram, type ProgramReport, type ToProgram, TYPESCRIPT_HOOK } from "./protocol";
import { Sections } from "./sections";
import { serialiseFaster } from "./serialisation";
import { waitingResources, watchPromisesWithoutTraces } from "./unsettledPromises";

/*
 * The entry of the process that runs a Pulumi program once. It loads Pulumi and waits; told to evaluate, it runs the
 * program, asks the process above it for every resource, and sends the stack's outputs or one message about the failure.
 */
const { mapFrame, transpile } = require(TYPESCRIPT_HOOK) as {
  mapFrame(frame: string): string;
  /** Where this is the first file of many that are not transpiled yet, these are transpiled as well. */
  transpile(file: string): string;
};
// Pulumi captures a stack trace for each resource: only those that a person sees are mapped to TypeScript, at the end.
Reflect.deleteProperty(Error, "prepareStackTrace");

const PENDING = new Map<number, { resolve(result: never): void; reject(error: Error): void }>();
/** Files that are loaded by what they become. */
const TYPESCRIPT = /\.[mc]?ts$/;
/** A few milliseconds' worth. */
const MODULES_AT_ONCE = 20;
let calls = 0;
let isEvaluating = false;

process.on("disconnect", () => process.exit());
// Ctrl-C in a terminal reaches every process of the group; the host decides when this one ends.
process.on("SIGINT", () => {});
process.on("message", (message: ToProgram) => {
  switch (message.kind) {
    case "warm":
      transpileAhead(message.main);
      void warm(message.modules);
      break;
    case "evaluate":
      void evaluate(message);
      break;
    case "answer":
      settle(message.call).resolve(message.result as never);
      break;
    case "refusal":
      settle(message.call).reject(new Error(message.message));
      break;
  }
});

async function evaluate({ program, codeFolder, kept }: Extract<ToProgram, { kind: "evaluate" }>): Promise<void> {
  isEvaluating = true;
  const fail = (error: unknown) =>
    finish({ kind: "failed", message: describeFailure(error, program.folder, mapFrame) });
  process.on("uncaughtException", fail);
  process.on("unhandledRejection", fail);
  allowLoopbackOnly();
  process.chdir(program.cwd);

  watchPromisesWithoutTraces();
  const keepParsed = serialiseFaster();
  const sections = new Sections(kept, (progress) =>
    process.send?.({ kind: "progress", progress } satisfies FromProgram),
  );
  sections.install();
  const monitor = new HostMonitor({ program, codeFolder, engine, sections, fail });
  let report: ProgramReport | undefined;
  let callsAtLastEnd: number | undefined;
  // As under Pulumi, the program has ended when nothing is left to do in its process: only then have all callbacks of
  // outputs run, those that nobody awaits included. What waits for something that never comes ends here as well.
  process.on("beforeExit", () => {
    if (!report) {
      fail(new Error(describeWait()));
      return;
    }
    // Packages make resources at this moment, as `@pulumi/aws` does for `bucket.onObjectCreated`: it ends once nobody has made any.
    if (callsAtLastEnd !== calls) {
      callsAtLastEnd = calls;
      setImmediate(() => undefined);
      return;
    }
    keepParsed();
    finish({ kind: "done", outputs: monitor.outputs, modules: packageModules(), report });
  });

  try {
    await monitor.install();
    letProcessEndWhenIdle();
    await runtime.runInPulumiStack(() => outputsOf(program.main));
    await runtime.disconnect();
    report = await sections.report(program.main);
  } catch (error) {
    fail(error);
  }
}

/** Reads a stack's outputs: what the module exports, or what its exported function returns. Pulumi takes both. */
async function outputsOf(main: string): Promise<Record<string, unknown>> {
  const exported = isEsModule(main) ? await loadEsModule(main) : (require(main) as unknown);
  return (typeof exported === "function" ? await exported() : exported) as Record<string, unknown>;
}

/**
 * Loads a program that is an ES module, and takes its default export for all of it, as Pulumi does (`sdk/nodejs/cmd/run/run.ts`). One in
 * TypeScript has become a CommonJS module by its transpilation.
 */
async function loadEsModule(main: string): Promise<unknown> {
  const exported = (TYPESCRIPT.test(main) ? require(main) : await import(pathToFileURL(main).href)) as Record<
    string,
    unknown
  >;
  // Set by `emittedText.cjs` where the file awaits something at its top; not among its names.
  await exported.__sluiceAwaited;
  if (!Object.hasOwn(exported, "default")) return exported;
  if (Object.keys(exported).length > 1) {
    throw new Error(`${main} has a default export and others: Pulumi takes either the one or the others for outputs`);
  }
  return exported.default;
}

const engine: EngineCalls = {
  register: (registration) => ask<ResourceState>((call) => ({ kind: "register", call, registration })),
  invoke: (token, args) => ask((call) => ({ kind: "invoke", call, token, args })),
};

function ask<T>(request: (call: number) => FromProgram): Promise<T> {
  const call = calls++;
  return new Promise<T>((resolve, reject) => {
    PENDING.set(call, { resolve, reject });
    process.channel?.ref();
    process.send?.(request(call));
  });
}

function settle(call: number) {
  const waiting = PENDING.get(call);
  if (!waiting) throw new Error(`an answer to call ${call}, which was not made`);
  PENDING.delete(call);
  letProcessEndWhenIdle();
  return waiting;
}

/** The channel to the host counts as something to do while an answer is due only. */
function letProcessEndWhenIdle(): void {
  if (PENDING.size === 0) process.channel?.unref();
}

function describeWait(): string {
  const waiting = waitingResources();
  return waiting.length > 0
    ? `the program ended, but an input of ${waiting.join(" and of ")} never resolves`
    : "the program ended, but one of its outputs never resolves";
}

let finished = false;

/** The first end counts: what follows from it, such as rejections of all dependents, is noise. */
function finish(message: FromProgram): void {
  if (finished) return;
  finished = true;
  process.channel?.ref();
  process.send?.(message, () => process.exit(message.kind === "failed" ? 1 : 0));
}

function packageModules(): readonly string[] {
  return Object.keys(require.cache).filter((file) => file.includes("/node_modules/") && /\.c?js$/.test(file));
}

/**
 * Does ahead of time what takes longest in an evaluation: loading packages, and Pulumi's first look at a function. A program that is to be
 * evaluated meanwhile need not wait for packages that it may not need.
 */
async function warm(modules: readonly string[]): Promise<void> {
  for (const [index, module] of modules.entries()) {
    if (index % MODULES_AT_ONCE === 0) await new Promise(setImmediate);
    if (isEvaluating) return;
    load(module);
  }
  if (modules.length > 0) await runtime.serializeFunction(() => undefined);
}

function transpileAhead(main: string | undefined): void {
  try {
    if (main !== undefined && TYPESCRIPT.test(main)) transpile(main);
  } catch {
    // The evaluation says what is wrong with it.
  }
}

function load(module: string): void {
  try {
    require(module);
  } catch {
    // The package may have been removed or changed since; a program that needs it will say so.
  }
}
