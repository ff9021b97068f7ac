import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import { systemClock } from "../../../local/base/clock";
import { silentReport } from "../../../local/base/report";
import { type StartedServices, startServices } from "../../../local/startServices";
import { connectBoto3, hasBoto3 } from "../../conformance/clients/boto3";
import type { Client, Keys, ServiceName } from "../../conformance/clients/client";
import { connectSdk, hasSdk } from "../../conformance/clients/sdkForJavaScript";

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
  readonly #connect: typeof connectSdk;
  readonly #setup: Setup;
  readonly #clients = new Map<string, Promise<Client>>();
  #workFolder = "";
  #cloud: StartedServices | undefined;

  constructor(connect: typeof connectSdk, setup: Setup) {
    this.#connect = connect;
    this.#setup = setup;
  }

  /** Calls in the name of a role. */
  as(role: string): Call {
    return async (service, operation, parameters) => (await this.#client(role, service)).call(operation, parameters);
  }

  /** Calls in the name of the role `maker`, which is refused nothing. */
  readonly call: Call = async (service, operation, parameters) => {
    const answer = await this.as("maker")(service, operation, parameters);
    if (answer?.error !== undefined) throw new Error(`${operation}: ${answer.error}: ${answer.message}`);
    return answer;
  };

  get services(): StartedServices["services"] {
    if (this.#cloud === undefined) throw new Error("the cloud has not started");
    return this.#cloud.services;
  }

  async start(): Promise<void> {
    const { trusted, policies, timeScale = 1 } = this.#setup;
    this.#workFolder = await mkdtemp(path.join(tmpdir(), "sluice-control-"));
    this.#cloud = await startServices({
      ...{ port: 0, workFolder: this.#workFolder, clock: systemClock, report: silentReport, timeScale },
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

  #client(role: string, service: ServiceName): Promise<Client> {
    const key = `${role} ${service}`;
    const client = this.#clients.get(key) ?? this.#connect(service, this.services.edgeUrl, this.#keysOf(role));
    this.#clients.set(key, client);
    return client;
  }

  #keysOf(role: string): Keys {
    const [service = ""] = this.#setup.trusted;
    return this.services.iam.assumeRole(`${ROLE}/${role}`, "test", service).credentials;
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
    ["the AWS SDK for JavaScript", connectSdk, hasSdk, true],
    ["boto3", connectBoto3, () => true, hasBoto3()],
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
