import {
  DescribeInstanceAttributeCommand,
  DescribeInstancesCommand,
  type EC2Client,
  ModifyInstanceAttributeCommand,
  StartInstancesCommand,
  StopInstancesCommand,
} from "@aws-sdk/client-ec2";
import {
  DescribeInstanceInformationCommand,
  GetCommandInvocationCommand,
  InvocationDoesNotExist,
  SendCommandCommand,
  type SSMClient,
} from "@aws-sdk/client-ssm";
import type { Clock } from "../../local/base/clock";

export interface MachineDependencies {
  ec2: EC2Client;
  ssm: SSMClient;
  clock: Clock;
  /** Ends waiting. */
  signal: AbortSignal;
}

const POLL_MS = 3_000;
/** Time limit of a stop or a start: more than AWS ever takes. */
const LIMIT_MS = 15 * 60_000;
const RUNNING = ["Pending", "InProgress", "Delayed"];

/** One instance of EC2, as far as a recovery of access handles it. */
export class Machine {
  readonly #id: string;
  readonly #dependencies: MachineDependencies;

  constructor(id: string, dependencies: MachineDependencies) {
    this.#id = id;
    this.#dependencies = dependencies;
  }

  /** The same, for what has to come to its end: nothing ends its waiting early. */
  get uninterrupted(): Machine {
    return new Machine(this.#id, { ...this.#dependencies, signal: new AbortController().signal });
  }

  /** `"running"`, `"stopped"`, ... @throws Error when there is no such instance */
  async state(): Promise<string> {
    const { Reservations = [] } = await this.#dependencies.ec2.send(
      new DescribeInstancesCommand({ InstanceIds: [this.#id] }),
    );
    return Reservations[0]?.Instances?.[0]?.State?.Name ?? "unknown";
  }

  /** Tells whether Systems Manager hears of its agent now. */
  async answers(): Promise<boolean> {
    const { InstanceInformationList = [] } = await this.#dependencies.ssm.send(
      new DescribeInstanceInformationCommand({ Filters: [{ Key: "InstanceIds", Values: [this.#id] }] }),
    );
    return InstanceInformationList.some(({ PingStatus }) => PingStatus === "Online");
  }

  /** Runs a script as root, by its agent. @returns what it printed @throws Error when it fails, with what it said */
  async run(script: string): Promise<string> {
    const { ssm } = this.#dependencies;
    const { Command } = await ssm.send(
      new SendCommandCommand({
        DocumentName: "AWS-RunShellScript",
        InstanceIds: [this.#id],
        Parameters: { commands: script.split("\n"), executionTimeout: ["60"] },
      }),
    );
    const invocation = new GetCommandInvocationCommand({ CommandId: Command?.CommandId, InstanceId: this.#id });
    return this.#until("the script to end", async () => {
      const result = await ssm.send(invocation).catch((error: unknown) => {
        // The command is known a moment before its invocation is.
        if (error instanceof InvocationDoesNotExist) return undefined;
        throw error;
      });
      if (result === undefined || RUNNING.includes(result.Status ?? "")) return undefined;
      if (result.Status === "Success") return result.StandardOutputContent ?? "";
      throw new Error(`the script ended with ${result.Status}: ${result.StandardErrorContent?.trim()}`);
    });
  }

  async userData(): Promise<string> {
    const { UserData } = await this.#dependencies.ec2.send(
      new DescribeInstanceAttributeCommand({ InstanceId: this.#id, Attribute: "userData" }),
    );
    return Buffer.from(UserData?.Value ?? "", "base64").toString();
  }

  /** The instance must be stopped. */
  async putUserData(text: string): Promise<void> {
    await this.#dependencies.ec2.send(
      new ModifyInstanceAttributeCommand({ InstanceId: this.#id, UserData: { Value: Buffer.from(text) } }),
    );
  }

  /** Resolves when it has stopped. */
  async stop(): Promise<void> {
    await this.#dependencies.ec2.send(new StopInstancesCommand({ InstanceIds: [this.#id] }));
    await this.#reaches("stopped");
  }

  /** Resolves when it runs: it may still boot. */
  async start(): Promise<void> {
    await this.#dependencies.ec2.send(new StartInstancesCommand({ InstanceIds: [this.#id] }));
    await this.#reaches("running");
  }

  async #reaches(wanted: string): Promise<void> {
    await this.#until(`the instance to be ${wanted}`, async () => ((await this.state()) === wanted ? true : undefined));
  }

  /** Asks again and again. @throws Error after a quarter of an hour, or when the signal ends it */
  async #until<T>(what: string, ask: () => Promise<T | undefined>): Promise<T> {
    const { clock, signal } = this.#dependencies;
    const end = clock.now() + LIMIT_MS;
    for (;;) {
      const answer = await ask();
      if (answer !== undefined) return answer;
      if (clock.now() >= end) throw new Error(`waited ${LIMIT_MS / 60_000} minutes for ${what}`);
      await pause(clock, POLL_MS, signal);
    }
  }
}

/** @throws the signal's reason, as soon as it is aborted */
export async function pause(clock: Clock, ms: number, signal: AbortSignal): Promise<void> {
  signal.throwIfAborted();
  await new Promise<void>((resolve, reject) => {
    const abort = () => {
      timer.cancel();
      reject(signal.reason);
    };
    const timer = clock.after(ms, () => {
      signal.removeEventListener("abort", abort);
      resolve();
    });
    signal.addEventListener("abort", abort, { once: true });
  });
}
