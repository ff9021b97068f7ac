import { chmod, mkdir, mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import { expect } from "chai";
import { systemClock } from "../../../local/base/clock";
import { silentReport } from "../../../local/base/report";
import { type StartedServices, startServices } from "../../../local/startServices";
import { connectAllOfBoto3, hasBoto3 } from "../../conformance/clients/boto3";
import type { AllClient, ServiceName } from "../../conformance/clients/client";
import { connectAllOfSdk, hasSdk } from "../../conformance/clients/sdkForJavaScript";

export const ROLE = "arn:aws:iam::000000000000:role";
export const ARN = (service: string, name: string) => `arn:aws:${service}:us-east-1:000000000000:${name}`;
/** Prefixes of actions, where they are not the services' names. */
const PREFIXES: Partial<Record<ServiceName, string>> = { stepfunctions: "states" };

/** Whatever a client answers. */
// biome-ignore lint/suspicious/noExplicitAny: the answers of many services; each test looks at what it names.
export type Answer = any;

export type Call = (service: ServiceName, operation: string, parameters: object) => Promise<Answer>;

export function prefixOf(service: ServiceName): string {
  return PREFIXES[service] ?? service;
}

/** A policy that allows these actions on everything. */
export function allow(...Action: readonly string[]): string {
  return document({ Effect: "Allow", Action, Resource: "*" });
}

export function document(...Statement: readonly object[]): string {
  return JSON.stringify({ Version: "2012-10-17", Statement });
}

/** The roles of a cloud. */
export interface Setup {
  /** The services that may assume them. */
  readonly trusted: readonly string[];
  /** Their policies; one is called `maker`. */
  readonly policies: Readonly<Record<string, string>>;
  /** As of the local cloud. @default 1 */
  readonly timeScale?: number;
}

/** A local cloud without a program, and a client that calls it in the name of roles. */
export class RunTime {
  readonly #connect: typeof connectAllOfSdk;
  readonly #setup: Setup;
  readonly #clients = new Map<string, Promise<AllClient>>();
  #workFolder = "";
  #cloud: StartedServices | undefined;

  constructor(connect: typeof connectAllOfSdk, setup: Setup) {
    this.#connect = connect;
    this.#setup = setup;
  }

  /** Calls in the name of a role. */
  as(role: string): Call {
    return async (service, operation, parameters) => (await this.#client(role)).call(service, operation, parameters);
  }

  /** Calls in the name of the role `maker`, which is refused nothing. */
  readonly call: Call = async (service, operation, parameters) => {
    const answer = await this.as("maker")(service, operation, parameters);
    if (answer?.error !== undefined) throw new Error(`${operation}: ${answer.error}: ${answer.message}`);
    return answer;
  };

  /** Receives from a queue until it gives something. */
  async received(QueueUrl: string): Promise<Answer> {
    for (;;) {
      const { Messages = [] } = await this.call("sqs", "ReceiveMessage", { QueueUrl, WaitTimeSeconds: 20 });
      if (Messages.length > 0) return Messages;
    }
  }

  get services(): StartedServices["services"] {
    if (this.#cloud === undefined) throw new Error("the cloud has not started");
    return this.#cloud.services;
  }

  /** Builds an image of this program. @returns its URI */
  async image(main: string): Promise<string> {
    const context = path.join(this.#workFolder, "image");
    await mkdir(path.join(context, "src"), { recursive: true });
    await writeFile(path.join(context, "src", "main.ts"), main);
    await writeFile(path.join(context, "Dockerfile"), 'FROM node:22\nENTRYPOINT ["node", "main.js"]\n');
    const repositoryUrl = "000000000000.dkr.ecr.us-east-1.amazonaws.com/orders";
    return (await this.services.images.build({ repositoryUrl, context })).uri;
  }

  async start(): Promise<void> {
    const { trusted, policies, timeScale = 1 } = this.#setup;
    this.#workFolder = await mkdtemp(path.join(tmpdir(), "sluice-control-"));
    // Where the tests run as root, Postgres runs as nobody, who has to get there.
    await chmod(this.#workFolder, 0o755);
    this.#cloud = await startServices({
      ...{
        port: 0,
        workFolder: this.#workFolder,
        programFolder: this.#workFolder,
        clock: systemClock,
        report: silentReport,
        timeScale,
      },
    });
    const trustPolicy = document({ Effect: "Allow", Action: "sts:AssumeRole", Principal: { Service: trusted } });
    for (const [role, policy] of Object.entries(policies)) {
      this.services.iam.putRole({ arn: `${ROLE}/${role}`, name: role, trustPolicy });
      this.services.iam.putRolePolicy(`${ROLE}/${role}`, "own", policy);
    }
  }

  async stop(): Promise<void> {
    for (const client of this.#clients.values()) await (await client).close();
    await this.#cloud?.stop();
    await rm(this.#workFolder, { recursive: true, force: true });
  }

  #client(role: string): Promise<AllClient> {
    const [service = ""] = this.#setup.trusted;
    const { iam, edgeUrl } = this.services;
    const connected = () => this.#connect(edgeUrl, iam.assumeRole(`${ROLE}/${role}`, "test", service).credentials);
    const client = this.#clients.get(role) ?? connected();
    this.#clients.set(role, client);
    return client;
  }
}

/** Holds calls against the role `onlooker`, which may make none of them. */
export function refusedToOthers(runTime: RunTime, service: ServiceName, calls: Readonly<Record<string, object>>): void {
  for (const [operation, parameters] of Object.entries(calls)) {
    it(`are refused to a role that may not: ${prefixOf(service)}:${operation}`, async () => {
      const refusal = await runTime.as("onlooker")(service, operation, parameters);

      expect(refusal.error).to.match(/^(AccessDenied|AccessDeniedException|UnauthorizedOperation)$/);
      expect(refusal.message).to.contain(`is not authorized to perform: ${prefixOf(service)}:${operation} on resource`);
    });
  }
}

/**
 * Runs tests by each client that is there: the AWS SDK for JavaScript and boto3.
 *
 * @param tests are told which services the client knows
 */
export function describeByClients(
  title: (client: string) => string,
  setup: Setup,
  tests: (runTime: RunTime, knows: (service: ServiceName) => boolean) => void,
): void {
  for (const [name, connect, knows, isThere] of [
    ["the AWS SDK for JavaScript", connectAllOfSdk, hasSdk, true],
    ["boto3", connectAllOfBoto3, () => true, hasBoto3()],
  ] as const) {
    // Said here rather than skipped: boto3 is no package of the project.
    if (!isThere) {
      process.stderr.write(`python3 has no ${name} here: ${title("the SDK for JavaScript alone")}\n`);
      continue;
    }
    describe(title(name), function () {
      this.timeout(120_000);
      const runTime = new RunTime(connect, setup);
      before(() => runTime.start());
      after(() => runTime.stop());
      tests(runTime, knows);
    });
  }
}
