import { execFile } from "node:child_process";
import { readFile } from "node:fs/promises";
import path from "node:path";
import { promisify } from "node:util";

export interface EndpointOptions {
  /** `--endpoint` */
  endpoint?: string;
  /** `--stack` */
  stack?: string;
}

const ROOT = path.join(__dirname, "..", "..");

/** What `npm start` writes, and `pulumi stack output --json` prints: one object a system. */
type Outputs = Record<string, Readonly<Record<string, unknown>> | undefined>;

/** What the load tool needs to know of a system's outputs. */
export interface Target {
  endpoint: string;
  /** Absent where only a URL was given. */
  failureQueueUrl?: string;
}

/**
 * Where a system answers: the given URL, the outputs of a deployed stack, or those of the local cloud that runs.
 * @param system its name among the outputs, such as `"eventAggregator"`
 * @throws Error that says how to get an endpoint
 */
export async function targetOf(
  system: string,
  options: EndpointOptions,
  sources = { local: localOutputs, stack: stackOutputs },
): Promise<Target> {
  if (options.endpoint !== undefined) return { endpoint: options.endpoint };
  const [outputs, origin] =
    options.stack === undefined
      ? [await sources.local(), ".sluice/outputs.json"]
      : [await sources.stack(options.stack), `the outputs of stack ${options.stack}`];
  const { apiEndpoint: endpoint, failureQueueUrl } = outputs[system] ?? {};
  if (typeof endpoint === "string") {
    return { endpoint, ...(typeof failureQueueUrl === "string" && { failureQueueUrl }) };
  }
  const known = Object.keys(outputs).join(", ") || "nothing";
  throw new Error(
    `there is no ${system}.apiEndpoint in ${origin} (only ${known}): run that system, or pass --endpoint URL`,
  );
}

async function localOutputs(): Promise<Outputs> {
  const file = path.join(ROOT, ".sluice", "outputs.json");
  const text = await readFile(file, "utf8").catch(() => {
    throw new Error(
      "nothing runs here: start the system in another terminal (npm start -- event-aggregator), or pass --endpoint URL or --stack NAME",
    );
  });
  return JSON.parse(text) as Outputs;
}

async function stackOutputs(stack: string): Promise<Outputs> {
  try {
    const { stdout } = await promisify(execFile)("npx", ["pulumi", "stack", "output", "--json", "-s", stack], {
      cwd: ROOT,
    });
    return JSON.parse(stdout) as Outputs;
  } catch (error) {
    const { stderr, message } = error as { stderr?: string; message: string };
    throw new Error(`the outputs of stack ${stack} can't be read: ${(stderr || message).trim()}`);
  }
}
