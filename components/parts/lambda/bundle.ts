import { readFileSync } from "node:fs";
import * as path from "node:path";
import * as pulumi from "@pulumi/pulumi";
import { build, type Plugin, transform, version } from "esbuild";
import { BundleCache, type Bundled } from "./bundleCache";
import { CaptureCheck } from "./captureCheck";
import { capturedModules, nameModulesExactly, placesIn } from "./capturedModules";
import { readEnvironment } from "./environment";
import { FUNCTION_MODULE, functionModules, IN_THE_RUNTIME } from "./serialisedCode";

/** Modules are found from this checkout, not from the folder in which the program happens to be started. */
export const ROOT = path.join(__dirname, "..", "..", "..");
/** The name of the entry in what esbuild says. */
const ENTRY = "the-entry.js";
/** The code that decides about a bundle. */
const BUNDLERS = [__filename, ...["./serialisedCode", "./capturedModules"].map((name) => require.resolve(name))];

/** The source of one `index.js` that holds all a function needs but the AWS SDK. */
export interface Bundle {
  /** The same text for the same code, wherever and whenever it is made: otherwise each `pulumi up` would show a change. */
  text: string;
  /** The closure captured a secret, so the text must be kept as one. */
  containsSecrets: boolean;
}

/** Makes a handler from the environment variables of its function. */
export type MakeHandler = (environment: Record<string, string>) => unknown;

/**
 * Turns a handler's factory and all that it captures into the text of a Lambda's `index.js`; the factory runs once an
 * environment, at its start. One and the same factory is serialised once in a program, with what it captured then.
 *
 * @param variables names of the environment variables that the factory is given
 * @throws Error naming the captured variable that cannot be serialised and its line, or the module that cannot be bundled
 */
export function bundleHandler(
  makeHandler: MakeHandler,
  variables: readonly string[],
  resource: pulumi.Resource,
): Promise<Bundle> {
  const byVariables = bundles.get(makeHandler) ?? new Map<string, Promise<Bundle>>();
  bundles.set(makeHandler, byVariables);
  const key = variables.join();
  const bundle = byVariables.get(key) ?? bundled(makeHandler, variables, resource);
  byVariables.set(key, bundle);
  return bundle;
}

/** Serialising takes a tenth of a second, and the same handler may serve a hundred functions of a stack. */
const bundles = new WeakMap<MakeHandler, Map<string, Promise<Bundle>>>();

async function bundled(
  makeHandler: MakeHandler,
  variables: readonly string[],
  resource: pulumi.Resource,
): Promise<Bundle> {
  const { text, containsSecrets } = await serialised(() => makeHandler(readEnvironment(variables)), resource);
  // A secret is written nowhere.
  const bundle = containsSecrets ? (await runEsbuild(text)).text : await keptOrMade(text);
  return { text: bundle, containsSecrets };
}

/**
 * Writes down a factory, with all that it captures, as a module that exports what it makes as `handler`.
 * @throws as {@link bundleHandler}
 */
export async function serialised(
  factory: () => unknown,
  resource: pulumi.Resource,
): Promise<pulumi.runtime.SerializedFunction> {
  nameModulesExactly();
  return new CaptureCheck().during((serialize) =>
    pulumi.runtime.serializeFunction(factory, {
      ...{ isFactoryFunction: true, allowSecrets: true, logResource: resource },
      serialize,
    }),
  );
}

let cache: BundleCache | undefined;

async function keptOrMade(serialised: string): Promise<string> {
  const { SLUICE_BUNDLES: folder } = process.env;
  if (!folder) return (await runEsbuild(serialised)).text;
  cache ??= new BundleCache(folder, ROOT, [version, ...BUNDLERS.map((file) => readFileSync(file, "utf8"))]);
  return cache.bundle(`${placesIn(serialised)}\n${serialised}`, () => runEsbuild(serialised));
}

async function runEsbuild(serialised: string): Promise<Bundled> {
  const { entry, code } = functionModules(serialised);
  const options = { platform: "node", target: "node22", minify: true } as const;
  const result = await build({
    ...options,
    stdin: { contents: entry, resolveDir: ROOT, sourcefile: ENTRY, loader: "js" },
    absWorkingDir: ROOT,
    bundle: true,
    write: false,
    metafile: true,
    format: "cjs",
    legalComments: "none",
    logLevel: "silent",
    // A stack trace in a log should name the function that threw: one of ours, for the names of packages' functions take kilobytes.
    plugins: [
      awsSdkOfTheRuntime,
      capturedModules(ENTRY),
      moduleOf(FUNCTION_MODULE, (await transform(code, { ...options, keepNames: true })).code),
    ],
  });
  const [output] = result.outputFiles;
  if (output === undefined) {
    throw new Error("esbuild returned no output for a function's code");
  }
  const files = Object.keys(result.metafile.inputs)
    .filter((name) => name !== ENTRY && !name.startsWith(`${FUNCTION_MODULE}:`))
    .map((name) => path.join(ROOT, name));
  return { text: output.text, files };
}

/** Has what is bundled find a module that is in no file. */
export function moduleOf(module: string, contents: string): Plugin {
  return {
    name: module,
    setup({ onResolve, onLoad }) {
      onResolve({ filter: new RegExp(`^${module}$`) }, ({ path: name }) => ({ path: name, namespace: name }));
      onLoad({ filter: /.*/, namespace: module }, () => ({ contents, resolveDir: ROOT }));
    },
  };
}

/**
 * Lambda's Node.js runtimes include the AWS SDK (AWS docs, "Building Lambda functions with Node.js"): leaving it out keeps
 * an artifact at some kilobytes. Pulumi's serialiser names the very file that was loaded
 * (`@aws-sdk/client-sqs/dist-cjs/index.js`), which need not exist in the runtime's copy, so the package's own name is put
 * in its place.
 *
 * The SDK's own parts (`@smithy/node-http-handler`) are carried along where a handler names them: the runtimes' documentation does not
 * promise them, and not every runtime has them under a name of their own (github.com/aws/aws-sdk-js-v3, issue 6169).
 */
const awsSdkOfTheRuntime: Plugin = {
  name: "aws-sdk-of-the-runtime",
  setup({ onResolve }) {
    onResolve({ filter: IN_THE_RUNTIME }, ({ path: imported }) => {
      const packageName = /@aws-sdk\/[^/]+/.exec(imported)?.[0];
      return { path: packageName ?? imported, external: true };
    });
  },
};
