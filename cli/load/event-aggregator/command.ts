import { type Command, Option } from "commander";
import { systemClock } from "../../../local/base/clock";
import { readLocalAccess } from "../../localAccess";
import { JSON_OPTION, outletOf } from "../../outlet";
import { projectWorkFolder } from "../../projectFolder";
import { httpUrl, positiveNumber, signOption, tokenOption, wholeNumber } from "../arguments";
import { type AuthorizationOptions, authorizationOf } from "../authorization";
import { type EndpointOptions, targetOf } from "../endpoint";
import { failureQueueAt } from "./failureQueue";
import { type EventAggregatorLoad, loadEventAggregator } from "./load";

type EventAggregatorOptions = Omit<EventAggregatorLoad, "endpoint" | "authorize" | "settle" | "failureQueue"> &
  EndpointOptions &
  AuthorizationOptions & { settle: number; json?: boolean };

const WORK_FOLDER = projectWorkFolder();

/** `npm run load -- event-aggregator`. */
export function loadCommand(parent: Command): void {
  parent
    .command("event-aggregator")
    .description("Posts events and compares the summaries with what was accepted, key by key (grouping by content).")
    .addOption(
      new Option("--count <n>", "sends altogether, repeats included").argParser(wholeNumber(1)).makeOptionMandatory(),
    )
    .addOption(
      new Option("--rate <r>", "sends a second, whether answers come or not (without it: as answers come)").argParser(
        positiveNumber,
      ),
    )
    .addOption(
      new Option("--concurrency <c>", "sends under way at once, at most").argParser(wholeNumber(1, 10_000)).default(50),
    )
    .addOption(
      new Option("--keys <k>", "distinct contents, which is how many summaries there will be")
        .argParser(wholeNumber(1))
        .default(20),
    )
    .addOption(
      new Option("--duplicates <p>", "per cent of the sends that repeat an earlier Idempotency-Key")
        .argParser(wholeNumber(0, 99))
        .default(0),
    )
    .addOption(
      new Option("--seed <s>", "repeats the contents and repeats of a run").argParser(wholeNumber(0)).default(1),
    )
    .addOption(
      new Option("--settle <s>", "seconds without any change after which to stop waiting for the summaries")
        .argParser(positiveNumber)
        .default(30),
    )
    .addOption(new Option("--endpoint <url>", "base URL of the API").argParser(httpUrl).conflicts("stack"))
    .addOption(new Option("--stack <name>", "a deployed stack whose outputs name the API"))
    .addOption(signOption())
    .addOption(tokenOption())
    .option(...JSON_OPTION)
    .action(runEventAggregator);
}

async function runEventAggregator(options: EventAggregatorOptions): Promise<void> {
  const { settle, stack, endpoint: given, sign, token, json = false, ...load } = options;
  const { terminal, result } = outletOf(json);
  const { endpoint, failureQueueUrl, auth } = await targetOf("eventAggregator", {
    ...(given !== undefined && { endpoint: given }),
    ...(stack !== undefined && { stack }),
  });
  terminal.write(`event-aggregator at ${endpoint}\n`);
  const chosen = { ...(sign !== undefined && { sign }), ...(token !== undefined && { token }) };
  const authorize = authorizationOf(endpoint, auth, chosen, () => readLocalAccess(WORK_FOLDER));
  const { account } = await loadEventAggregator(
    {
      ...load,
      endpoint,
      ...(authorize !== undefined && { authorize }),
      settle: { quietMs: settle * 1000 },
      ...(failureQueueUrl !== undefined && { failureQueue: failureQueueAt(failureQueueUrl, WORK_FOLDER) }),
    },
    { clock: systemClock, terminal },
  );
  result({ system: "event-aggregator", balances: account.balances, account });
  process.exitCode = account.balances ? 0 : 1;
}
