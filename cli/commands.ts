import type { Command as CommanderCommand } from "commander";
import { isInstalled } from "./calledAs";
import type { CommandTable } from "./completion/candidates";

/** One command of `sluice`. */
export interface Command {
  summary: string;
  /** A command line to try, without `sluice`. */
  example: string;
  /** The process ends with the command, whatever is still open. */
  ends?: true;
  /** Runs a local cloud until it is interrupted. */
  runs?: true;
  /** Needs a checkout of Sluice itself: an installed package has no such command. */
  own?: true;
  load(): { program(): CommanderCommand };
}

/** All commands, by name, in the order of the help. A command's module is loaded when it is run. */
export const COMMANDS: Readonly<Record<string, Command>> = {
  init: {
    summary: "makes a project of an empty folder: one system, a handler, a test and CI",
    example: "init orders",
    load: () => require("./init") as typeof import("./init"),
  },
  dev: {
    summary: "runs the program of this folder on this machine, and reloads it at every edit",
    example: "dev --port 5520",
    ends: true,
    runs: true,
    load: () => require("./start") as typeof import("./start"),
  },
  check: {
    summary: "lists all that the program uses and that does not run here, with the ways on",
    example: "check --stack dev",
    ends: true,
    load: () => require("./check") as typeof import("./check"),
  },
  output: {
    summary: "prints what the running program's stack exports",
    example: "output eventAggregator.apiEndpoint",
    load: () => require("./output") as typeof import("./output"),
  },
  try: {
    summary: "makes a first event in a system, and shows step by step what becomes of it",
    example: "try event-aggregator",
    load: () => require("./try") as typeof import("./try"),
  },
  aws: {
    summary: "runs the AWS CLI against what runs here",
    example: "aws sqs list-queues",
    load: () => require("./aws") as typeof import("./aws"),
  },
  logs: {
    summary: "prints the log of a function or a container",
    example: "logs producer --follow",
    ends: true,
    load: () => require("./logs") as typeof import("./logs"),
  },
  invoke: {
    summary: "invokes a function",
    example: `invoke reportFunction '{"limit":1}'`,
    ends: true,
    load: () => require("./invoke") as typeof import("./invoke"),
  },
  send: {
    summary: "sends a message to a queue",
    example: `send bursts.queueUrl '{"id":"order-1"}'`,
    ends: true,
    load: () => require("./send") as typeof import("./send"),
  },
  load: {
    summary: "sends traffic to a system, and accounts for what became of it",
    example: "load event-aggregator --count 2000 --duplicates 20",
    load: () => require("./load") as typeof import("./load"),
  },
  job: {
    summary: "runs a scheduled job now, and prints its log",
    example: "job interval-processing HourlyDataChange",
    load: () => require("./job") as typeof import("./job"),
  },
  redrive: {
    summary: "moves dead letters back into their queue",
    example: "redrive webhooks --dry-run",
    load: () => require("./redrive") as typeof import("./redrive"),
  },
  replay: {
    summary: "sends archived events again",
    example: "replay access-cards --from 2026-11-21 --to 2026-11-22 --dry-run",
    ends: true,
    load: () => require("./replay") as typeof import("./replay"),
  },
  rebuild: {
    summary: "folds a system's stored events into an empty table of summaries",
    example: "rebuild event-aggregator --empty",
    ends: true,
    load: () => require("./rebuild") as typeof import("./rebuild"),
  },
  snapshot: {
    summary: "copies what a stack keeps, and brings it back",
    example: "snapshot save before-the-migration",
    load: () => require("./snapshot") as typeof import("./snapshot"),
  },
  reset: {
    summary: "empties what a stack keeps over stops",
    example: "reset --stack local",
    load: () => require("./reset") as typeof import("./reset"),
  },
  preflight: {
    summary: "says what of a deployment would fail, and what would stand there at which price",
    example: "preflight --stack dev",
    ends: true,
    load: () => require("./preflight") as typeof import("./preflight"),
  },
  policy: {
    summary: "holds a stack's resources to rules of security and reliability",
    example: "policy --stack local",
    ends: true,
    load: () => require("./policy") as typeof import("./policy"),
  },
  reach: {
    summary: "says who can reach whom in a bastion's network",
    example: "reach bastion --json",
    load: () => require("./reach") as typeof import("./reach"),
  },
  "recover-access": {
    summary: "lets a new key into a bastion whose key is lost",
    example: "recover-access bastion --public-key ~/.ssh/id_ed25519.pub --dry-run",
    ends: true,
    load: () => require("./recoverAccess") as typeof import("./recoverAccess"),
  },
  cloud: {
    summary: "runs the local cloud alone, for the Pulumi CLI to deploy into",
    example: "cloud --port 5520",
    ends: true,
    runs: true,
    load: () => require("./cloud") as typeof import("./cloud"),
  },
  doctor: {
    summary: "looks at all that a start needs, and says what to mend",
    example: "doctor --port 5520",
    ends: true,
    load: () => require("./doctor") as typeof import("./doctor"),
  },
  completion: {
    summary: "prints what has a shell complete commands, options, systems and names",
    example: "completion bash >> ~/.bashrc",
    ends: true,
    load: () => ({ program: () => (require("./completion") as typeof import("./completion")).program(TABLE) }),
  },
  faults: {
    summary: "breaks what a system needs while it is under load, and accounts for it",
    example: "faults --systems bursts --short",
    own: true,
    load: () => require("./faults") as typeof import("./faults"),
  },
  build: {
    summary: "builds the portal's pages",
    example: "build",
    own: true,
    load: () => require("./build") as typeof import("./build"),
  },
};

/** The commands of this installation, as a shell completes them. */
const TABLE: CommandTable = {
  names: () => commandsOf(!isInstalled).map(([name]) => name),
  programOf: (name) => commandNamed(name, !isInstalled)?.load().program(),
};

/** Other names of commands, such as that of npm's script. */
const ALIASES: Readonly<Record<string, string>> = { start: "dev" };

/** Those commands that there are: an installed package leaves out what only a checkout has. */
export function commandsOf(isCheckout: boolean): readonly [name: string, command: Command][] {
  return Object.entries(COMMANDS).filter(([, { own }]) => isCheckout || own !== true);
}

export function commandNamed(name: string, isCheckout: boolean): Command | undefined {
  const known = ALIASES[name] ?? name;
  return commandsOf(isCheckout).find(([each]) => each === known)?.[1];
}

/** The text of `sluice --help`. */
export function helpOfAll(isCheckout: boolean): string {
  const listed = commandsOf(isCheckout);
  const widest = Math.max(...listed.map(([name]) => name.length));
  return [
    "Usage: sluice COMMAND [OPTIONS]",
    "",
    "Runs a Pulumi program on this machine: no AWS account, nothing leaves it.",
    "",
    ...listed.flatMap(([name, { summary, example }]) => [
      `  ${name.padEnd(widest)}  ${summary}`,
      `  ${"".padEnd(widest)}    sluice ${example}`,
    ]),
    "",
    "sluice COMMAND --help lists a command's options. Exit codes: 0 done, 1 failed or an account that does not balance, 2 a wrong command line.",
    "",
  ].join("\n");
}
