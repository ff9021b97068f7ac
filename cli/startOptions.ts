import { Command, InvalidArgumentError } from "commander";
import type { ChaosOptions } from "../local/base/chaos";
import { calledAs } from "./calledAs";

/** The options of `npm start -- ...`. */
export interface StartOptions {
  /** Empty: those that the stack's configuration names. */
  systems: readonly string[];
  port: number;
  stack: string;
  watch: boolean;
  /** Data outlives the stop, and that of earlier starts is there. */
  keep: boolean;
  /** Starts with nothing, and empties what was kept. */
  fresh: boolean;
  /** Alarm periods and other long waits are divided by it. */
  timeScale: number;
  /** Processes that one function may have at a time; without it, as many as there are processors. */
  environmentsPerFunction?: number;
  chaos?: ChaosOptions;
  /** Types whose resources pass as inert ones. */
  stubs: readonly string[];
  /** Every line is an object. */
  json: boolean;
}

/** Shares that `--chaos` stands for: enough to meet every fault in a run of some thousand events. */
const CHAOS = {
  killEnvironment: 0.05,
  duplicateBatch: 0.1,
  throttleDynamo: 0.02,
  duplicateInvocation: 0.1,
  duplicateDelivery: 0.1,
  duplicateNotification: 0.1,
  refuseTask: 0.1,
  killTask: 0.1,
};
export const DEFAULT_PORT = 4510;
const MAX_PORT = 65_535;

interface Flags {
  port: number;
  stack: string;
  watch: boolean;
  keep: boolean;
  fresh?: boolean;
  json?: boolean;
  timeScale: number;
  environments?: number;
  stub?: string[];
  chaos?: number | true;
  chaosKill?: number;
  chaosDuplicate?: number;
  chaosThrottle?: number;
  chaosKillTask?: number;
  chaosDuplicateInvocation?: number;
  chaosDuplicateDelivery?: number;
  chaosDuplicateNotification?: number;
  chaosRefuseTask?: number;
}

/** Reads the command line, without Node and script. @param exit throws where the command line is wrong */
export function readStartOptions(args: readonly string[], exit?: (error: Error) => never): StartOptions {
  const command = startCommand();
  if (exit) command.exitOverride(exit).configureOutput({ writeErr: () => {}, writeOut: () => {} });
  return startOptionsOf(command.parse([...args], { from: "user" }));
}

/** The command `dev` with its options. */
export function startCommand(): Command {
  return new Command(calledAs("dev"))
    .description("Runs the systems of a stack on this machine: no AWS account, nothing leaves it.")
    .argument("[systems...]", "systems to run, instead of those that the stack's configuration names")
    .option("--port <number>", "port of the local cloud; 0 takes any free one", portNumber, DEFAULT_PORT)
    .option("--stack <name>", "whose configuration to use: Pulumi.<name>.yaml", "local")
    .option("--no-watch", "do not reload when a source file changes")
    .option("--fresh", "empty what earlier starts of the stack have kept, and start with nothing")
    .option("--no-keep", "start with nothing, and keep nothing: what earlier starts have kept stays as it is")
    .option(
      "--time-scale <number>",
      "makes alarm periods this many times shorter, and the clock of schedules as fast",
      timeScale,
      1,
    )
    .option("--environments <number>", "processes that one function may have at a time", environments)
    .option("--json", "an object for each line, log lines in it as they were written")
    .option("--stub <type>", "lets resources of a type that is not supported pass, inert; may be given again", collect)
    .option("--chaos [seed]", "inject faults; the same seed repeats a run", seed)
    .option("--chaos-kill <share>", "share of batches whose environment is killed (0 to 1)", share)
    .option("--chaos-duplicate <share>", "share of batches that are delivered twice (0 to 1)", share)
    .option("--chaos-throttle <share>", "share of DynamoDB calls that are throttled (0 to 1)", share)
    .option("--chaos-kill-task <share>", "share of seconds in which a running container is killed (0 to 1)", share)
    .option("--chaos-duplicate-invocation <share>", "share of schedules' invocations that come twice (0 to 1)", share)
    .option("--chaos-duplicate-delivery <share>", "share of Firehose's objects that come twice (0 to 1)", share)
    .option("--chaos-duplicate-notification <share>", "share of S3's notifications that come twice (0 to 1)", share)
    .option("--chaos-refuse-task <share>", "share of RunTask calls that find no capacity (0 to 1)", share)
    .addHelpText("after", `\nExample:\n  ${calledAs("dev")} event-aggregator --port 5520`)
    .allowExcessArguments(false);
}

/** @param command `dev`, once it has read a command line */
export function startOptionsOf(command: Command): StartOptions {
  const flags = command.opts<Flags>();
  const chaos = chaosOf(flags);
  return {
    systems: command.args,
    port: flags.port,
    stack: flags.stack,
    watch: flags.watch,
    keep: flags.keep,
    fresh: flags.fresh ?? false,
    stubs: flags.stub ?? [],
    json: flags.json ?? false,
    timeScale: flags.timeScale,
    ...(flags.environments !== undefined && { environmentsPerFunction: flags.environments }),
    ...(chaos && { chaos }),
  };
}

/** One line for people: `chaos with seed 7: killEnvironment 5 %, duplicateBatch 10 %`. */
export function describeChaos({ seed, ...shares }: ChaosOptions): string {
  const faults = Object.entries(shares).map(([fault, share]) => `${fault} ${share * 100} %`);
  return `chaos with seed ${seed}: ${faults.join(", ")}`;
}

/** `--chaos` brings every fault; a share without it brings that one. */
function chaosOf(flags: Flags): ChaosOptions | undefined {
  const shares = {
    ...(flags.chaosKill !== undefined && { killEnvironment: flags.chaosKill }),
    ...(flags.chaosDuplicate !== undefined && { duplicateBatch: flags.chaosDuplicate }),
    ...(flags.chaosThrottle !== undefined && { throttleDynamo: flags.chaosThrottle }),
    ...(flags.chaosKillTask !== undefined && { killTask: flags.chaosKillTask }),
    ...(flags.chaosDuplicateInvocation !== undefined && { duplicateInvocation: flags.chaosDuplicateInvocation }),
    ...(flags.chaosDuplicateDelivery !== undefined && { duplicateDelivery: flags.chaosDuplicateDelivery }),
    ...(flags.chaosDuplicateNotification !== undefined && { duplicateNotification: flags.chaosDuplicateNotification }),
    ...(flags.chaosRefuseTask !== undefined && { refuseTask: flags.chaosRefuseTask }),
  };
  if (flags.chaos === undefined && Object.keys(shares).length === 0) return undefined;
  return {
    seed: typeof flags.chaos === "number" ? flags.chaos : 1,
    ...(flags.chaos !== undefined && CHAOS),
    ...shares,
  };
}

/** Gathers an option that may be given several times. */
export function collect(text: string, before: readonly string[] = []): readonly string[] {
  return [...before, text];
}

/** A parser for commander: a port. */
export function portNumber(text: string): number {
  return numberWithin(text, Number.isInteger(Number(text)) ? 0 : Number.NaN, MAX_PORT, `a port from 0 to ${MAX_PORT}`);
}

function share(text: string): number {
  return numberWithin(text, 0, 1, "a share from 0 to 1");
}

function seed(text: string): number {
  return numberWithin(text, Number.isInteger(Number(text)) ? 0 : Number.NaN, Number.MAX_SAFE_INTEGER, "a whole number");
}

function environments(text: string): number {
  return numberWithin(text, Number.isInteger(Number(text)) ? 1 : Number.NaN, 1_000, "a whole number from 1 to 1,000");
}

function timeScale(text: string): number {
  return numberWithin(text, 1, 10_000, "a number from 1 to 10,000");
}

function numberWithin(text: string, min: number, max: number, rule: string): number {
  const value = text.trim() === "" ? Number.NaN : Number(text);
  if (value >= min && value <= max) return value;
  throw new InvalidArgumentError(`It must be ${rule}.`);
}
