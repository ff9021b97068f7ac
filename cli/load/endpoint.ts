import { execFile } from "node:child_process";
import { promisify } from "node:util";
import { calledAs } from "../calledAs";
import { readOutputs } from "../outputsFile";
import { projectFolder, projectWorkFolder } from "../projectFolder";

export interface OutputsOptions {
  /** `--stack` */
  stack?: string;
}

export interface EndpointOptions extends OutputsOptions {
  /** `--endpoint` */
  endpoint?: string;
}

/** The outputs that `npm start` writes and `pulumi stack output --json` prints: one object a system. */
type Outputs = Record<string, Readonly<Record<string, unknown>> | undefined>;

/** The part of a system's outputs that every load needs. */
export interface Target {
  endpoint: string;
  /** Absent where only a URL was given. */
  failureQueueUrl?: string;
  /** The callers that are let in: `"iam"`, `"jwt"` or `"public"`. Absent where only a URL was given. */
  auth?: string;
}

const SOURCES = { local: localOutputs, stack: stackOutputs };

/**
 * All outputs of a system: of a deployed stack, or of the local cloud that runs.
 * @param system its name among the outputs, such as `"webhooks"`
 * @throws Error that says how to get them
 */
export async function outputsOf(system: string, options: OutputsOptions, sources = SOURCES): Promise<object> {
  const { outputs, origin } = await allOutputs(options, sources);
  const found = outputs[system];
  if (found !== undefined) return found;
  throw new Error(`there is no ${system} in ${origin} (only ${known(outputs)}): run that system`);
}

/**
 * Where a system answers: the given URL, the outputs of a deployed stack, or those of the local cloud that runs.
 * @param system its name among the outputs, such as `"eventAggregator"`
 * @throws Error that says how to get an endpoint
 */
export async function targetOf(system: string, options: EndpointOptions, sources = SOURCES): Promise<Target> {
  if (options.endpoint !== undefined) return { endpoint: options.endpoint };
  const { outputs, origin } = await allOutputs(options, sources);
  const { apiEndpoint: endpoint, failureQueueUrl, apiAuth: auth } = outputs[system] ?? {};
  if (typeof endpoint === "string") {
    return {
      endpoint,
      ...(typeof failureQueueUrl === "string" && { failureQueueUrl }),
      ...(typeof auth === "string" && { auth }),
    };
  }
  throw new Error(
    `there is no ${system}.apiEndpoint in ${origin} (only ${known(outputs)}): run that system, or pass --endpoint URL`,
  );
}

async function allOutputs(
  { stack }: OutputsOptions,
  sources: typeof SOURCES,
): Promise<{ outputs: Outputs; origin: string }> {
  return stack === undefined
    ? { outputs: await sources.local(), origin: ".sluice/outputs.json" }
    : { outputs: await sources.stack(stack), origin: `the outputs of stack ${stack}` };
}

function known(outputs: Outputs): string {
  return Object.keys(outputs).join(", ") || "nothing";
}

async function localOutputs(): Promise<Outputs> {
  const outputs = readOutputs(projectWorkFolder());
  if (outputs !== undefined) return outputs as Outputs;
  throw new Error(
    `nothing runs here: start the system in another terminal (${calledAs("dev")} event-aggregator), or pass --endpoint URL or --stack NAME`,
  );
}

async function stackOutputs(stack: string): Promise<Outputs> {
  const args = ["stack", "output", "--json", "-s", stack];
  try {
    // Where there is no Pulumi CLI on the PATH, npm's package is taken, as in docs/first-deployment.md.
    const { stdout } = await run("pulumi", args).catch((error: NodeJS.ErrnoException) => {
      if (error.code !== "ENOENT") throw error;
      return run("npx", ["pulumi", ...args]);
    });
    return JSON.parse(stdout) as Outputs;
  } catch (error) {
    const { stderr, message } = error as { stderr?: string; message: string };
    throw new Error(`the outputs of stack ${stack} can't be read: ${(stderr || message).trim()}`);
  }
}

const run = (command: string, args: readonly string[]) => promisify(execFile)(command, args, { cwd: projectFolder() });
