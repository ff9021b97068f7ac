import { mkdtempSync, realpathSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import type { Unwrap } from "@pulumi/pulumi";
import { arn, REGION } from "../base/arn";
import type { ChaosOptions } from "../base/chaos";
import { start as startCloud } from "../cloud";
import type { Resource } from "../engine/deployment";
import { projectFolder } from "../evaluation/projectFolder";
import type { PeekedMessage } from "../services/sqs/sqs";
import { CollectedReport } from "./collectedReport";
import { DeniedCalls } from "./deniedCalls";
import { type Duration, MovedClock } from "./movedClock";

export type { ChaosOptions, Duration, PeekedMessage, Resource };

/** The outputs of a program, as values, by the type of its module: what it exports, or what its exported function returns. */
export type OutputsOf<Program> = Program extends (...args: never[]) => infer Returned
  ? Unwrap<Awaited<Returned>>
  : { [Name in keyof Program]: Unwrap<Program[Name]> };

export interface StartOptions {
  /** The folder with `Pulumi.yaml`. @default the nearest one upwards from the working directory */
  program?: string;
  /** The value of the program's setting `systems`, where it has one. */
  systems?: readonly string[];
  /** @default "local" */
  stack?: string;
  /** Replaces settings of the stack, `"name"` or `"project:name"` to value. */
  config?: Readonly<Record<string, unknown>>;
  /** Divides alarm periods and other long waits. @default 1 */
  timeScale?: number;
  /** Faults from a seed, which a test lets happen by `chaos(true)`. */
  chaos?: ChaosOptions;
}

/** A client of the AWS SDK made with it talks to the cloud of the test, as somebody who may do everything. */
export interface ClientConfiguration {
  endpoint: string;
  region: string;
  credentials: { accessKeyId: string; secretAccessKey: string; sessionToken: string };
}

/** An answer that is none yet. */
export type Absent = false | null | undefined;

export interface TestQueue {
  /** All messages, the oldest first, those included that are delayed or in flight; none is received. */
  messages(): readonly PeekedMessage[];
  send(body: string): Promise<void>;
}

/** A program that runs in a cloud of its own for one or more tests. */
export interface TestCloud<Outputs> {
  readonly outputs: Outputs;
  readonly resources: readonly Resource[];
  readonly aws: ClientConfiguration;
  readonly clock: {
    now(): Date;
    /** Moves the cloud's time on: retention, visibility, schedules, alarms. Functions' own clocks are this machine's. */
    advance(span: Duration): Promise<void>;
  };
  /** @param url as the program's output says */
  queue(url: string): TestQueue;
  /** Lines that functions, containers and the cloud wrote, each `"<source>: <line>"`. */
  readonly lines: readonly string[];
  /** Resolves at the first line that matches, past or to come. */
  reported(pattern: RegExp): Promise<string>;
  /**
   * Asks again and again until the answer is something else than {@link Absent}, and gives it back.
   * @throws Error after `seconds` (default 10) that shows the question
   */
  until<T>(ask: () => T | Promise<T>, options?: { seconds?: number }): Promise<Exclude<T, Absent>>;
  /** Has the next calls of an action by the program's roles denied, such as `"dynamodb:PutItem"`. @param times default 1 */
  denyNext(action: string, times?: number): void;
  /** Lets the faults of the option `chaos` happen, or holds them back, as they are at the start. */
  chaos(happens: boolean): void;
  /** Evaluates the program anew, as after an edit. */
  reload(): Promise<void>;
  /** Ends everything; no process is left. */
  stop(): Promise<void>;
  [Symbol.asyncDispose](): Promise<void>;
}

const PAUSE_MS = 20;

/**
 * Runs a Pulumi program in a cloud of its own, on a free port, that keeps nothing.
 *
 * @example
 * const cloud = await start<typeof import("../index")>();
 * await fetch(cloud.outputs.orders.apiEndpoint, { method: "POST", body: "{}" });
 * await cloud.until(() => cloud.queue(cloud.outputs.orders.queueUrl).messages().length === 1);
 *
 * @throws Error with the message of the program, or of what it uses and is not supported; nothing is left running
 */
export async function start<Program = Record<string, unknown>>(
  options: StartOptions = {},
): Promise<TestCloud<OutputsOf<Program>>> {
  const { program = projectFolder(), stack = "local", systems, config, timeScale = 1, chaos } = options;
  const workFolder = realpathSync(mkdtempSync(path.join(tmpdir(), "sluice-test-")));
  const clock = new MovedClock();
  const collected = new CollectedReport();
  const removeFolder = () => rmSync(workFolder, { recursive: true, force: true });
  const cloud = await startCloud(
    { folder: program, stack, config: { ...config, ...(systems && { systems }) } },
    { port: 0, workFolder, clock, timeScale, report: collected.report, ...(chaos && { chaos }) },
  ).catch((error: unknown) => {
    removeFolder();
    throw error;
  });
  const { services } = cloud;
  const denied = new DeniedCalls(services.iam);
  services.chaosSwitches.areHeld = true;
  const stop = async () => {
    await cloud.stop();
    removeFolder();
  };
  const { accessKeyId, secretAccessKey, sessionToken } = services.iam.operator;
  return {
    get outputs() {
      const values = Object.entries(cloud.outputs).map(([name, { value }]) => [name, value]);
      return Object.fromEntries(values) as OutputsOf<Program>;
    },
    get resources() {
      return cloud.resources;
    },
    aws: {
      endpoint: services.edgeUrl,
      region: REGION,
      credentials: { accessKeyId, secretAccessKey, sessionToken },
    },
    clock: { now: () => new Date(clock.now()), advance: (span) => clock.advance(span) },
    queue(url) {
      const queueArn = arn("sqs", url.split("/").at(-1) ?? "");
      return {
        messages: () => services.sqs.peek(queueArn, { from: 0, limit: Number.POSITIVE_INFINITY }),
        send: (body) => services.sqs.send(queueArn, body),
      };
    },
    lines: collected.lines,
    reported: (pattern) => collected.reported(pattern),
    until,
    denyNext: (action, times = 1) => denied.add(action, times),
    chaos(happens) {
      services.chaosSwitches.areHeld = !happens;
    },
    reload: async () => void (await cloud.reload()),
    stop,
    [Symbol.asyncDispose]: stop,
  };
}

async function until<T>(
  ask: () => T | Promise<T>,
  { seconds = 10 }: { seconds?: number } = {},
): Promise<Exclude<T, Absent>> {
  const end = performance.now() + seconds * 1000;
  for (;;) {
    const answer = await ask();
    if (answer !== undefined && answer !== null && answer !== false) return answer as Exclude<T, Absent>;
    if (performance.now() > end) throw new Error(`not so within ${seconds} s: ${String(ask)}`);
    await new Promise((resolve) => setTimeout(resolve, PAUSE_MS));
  }
}
