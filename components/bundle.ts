import * as path from "node:path";
import * as pulumi from "@pulumi/pulumi";
import { build, type Plugin } from "esbuild";

/** The source of one `index.js` that holds all a function needs but the AWS SDK. */
export interface Bundle {
  /** The same text for the same code, wherever and whenever it is made: otherwise each `pulumi up` would show a change. */
  text: string;
  /** The closure captured a secret, so the text must be kept as one. */
  containsSecrets: boolean;
}

/**
 * Turns a factory and all that it captures into the text of a Lambda's `index.js` whose `handler` is what the factory
 * returns; the factory runs once an environment, at its start.
 *
 * @throws Error naming the captured variable that cannot be serialised, or the module that cannot be bundled
 */
export async function bundleFactory(factory: () => unknown, resource: pulumi.Resource): Promise<Bundle> {
  const { text, containsSecrets } = await pulumi.runtime.serializeFunction(factory, {
    isFactoryFunction: true,
    allowSecrets: true,
    logResource: resource,
  });
  return { text: await bundled(text), containsSecrets };
}

/** Many functions of a stack have the same source (ten aggregators, say), so each text is bundled once in a program. */
const bundles = new Map<string, Promise<string>>();

function bundled(source: string): Promise<string> {
  const known = bundles.get(source);
  if (known !== undefined) {
    return known;
  }
  const made = runEsbuild(source);
  bundles.set(source, made);
  return made;
}

async function runEsbuild(source: string): Promise<string> {
  const result = await build({
    // Modules are found from this checkout, not from the folder in which the program happens to be started.
    stdin: { contents: source, resolveDir: path.join(__dirname, ".."), sourcefile: "index.js", loader: "js" },
    absWorkingDir: path.join(__dirname, ".."),
    bundle: true,
    write: false,
    platform: "node",
    target: "node22",
    format: "cjs",
    // Also leaves out the paths of bundled modules, which tell where the checkout lies.
    minify: true,
    // A stack trace in a log should name the function that threw.
    keepNames: true,
    legalComments: "none",
    logLevel: "silent",
    plugins: [awsSdkOfTheRuntime],
  });
  const [output] = result.outputFiles;
  if (output === undefined) {
    throw new Error("esbuild returned no output for a function's code");
  }
  return output.text;
}

/**
 * Lambda's Node.js runtimes include the AWS SDK (AWS docs, "Building Lambda functions with Node.js"): leaving it out keeps
 * an artifact at some kilobytes. Pulumi's serialiser names the very file that was loaded
 * (`@aws-sdk/client-sqs/dist-cjs/index.js`), which need not exist in the runtime's copy, so the package's own name is put
 * in its place.
 */
const awsSdkOfTheRuntime: Plugin = {
  name: "aws-sdk-of-the-runtime",
  setup({ onResolve }) {
    onResolve({ filter: /(^|\/)@(aws-sdk|smithy)\// }, ({ path: imported }) => {
      const packageName = /@(?:aws-sdk|smithy)\/[^/]+/.exec(imported)?.[0];
      return { path: packageName ?? imported, external: true };
    });
  },
};
