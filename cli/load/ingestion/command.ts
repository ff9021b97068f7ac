import { type Command, Option } from "commander";
import { systemClock } from "../../../local/base/clock";
import { readLocalAccess } from "../../localAccess";
import { JSON_OPTION, outletOf } from "../../outlet";
import { projectWorkFolder } from "../../projectFolder";
import { httpUrl, positiveNumber, signOption, wholeNumber } from "../arguments";
import { authorizationOf } from "../authorization";
import { type OutputsOptions, outputsOf } from "../endpoint";
import type { IngestionLoad } from "./load";

type IngestionOptions = Omit<IngestionLoad, "url" | "authorize"> &
  OutputsOptions & { endpoint?: string; sign?: boolean; json?: boolean };

const WORK_FOLDER = projectWorkFolder();

/** `npm run load -- ingestion`. */
export function loadCommand(parent: Command): void {
  parent
    .command("ingestion")
    .description("Sends entries of every valid and invalid kind, and checks each answer and what is stored in the end.")
    .addOption(new Option("--count <n>", "requests of all kinds").argParser(wholeNumber(0)).default(1_000))
    .addOption(
      new Option(
        "--rate <r>",
        "requests a second, whether answers come or not (without it: as answers come)",
      ).argParser(positiveNumber),
    )
    .addOption(
      new Option("--concurrency <c>", "requests under way at once, at most")
        .argParser(wholeNumber(1, 1_000))
        .default(20),
    )
    .addOption(new Option("--fuzz <n>", "fuzzed query strings besides").argParser(wholeNumber(0)).default(0))
    .addOption(new Option("--endpoint <url>", "the public URL").argParser(httpUrl).conflicts("stack"))
    .addOption(new Option("--stack <name>", "a deployed stack whose outputs name the URL"))
    .addOption(signOption())
    .option(...JSON_OPTION)
    .action(runIngestion);
}

async function runIngestion(options: IngestionOptions): Promise<void> {
  const { stack, endpoint, sign, json = false, ...load } = options;
  const { terminal, result } = outletOf(json);
  const { loadIngestion } = require("./load") as typeof import("./load");
  const { url, urlAuth } =
    endpoint === undefined
      ? await urlOf({ ...(stack !== undefined && { stack }) })
      : { url: endpoint, urlAuth: undefined };
  const chosen = { ...(sign !== undefined && { sign }) };
  const authorize = authorizationOf(url, urlAuth, chosen, () => readLocalAccess(WORK_FOLDER));
  terminal.write(`ingestion at ${url}\n`);
  const { balances, account, fuzzed } = await loadIngestion(
    { ...load, url: url.endsWith("/") ? url : `${url}/`, ...(authorize !== undefined && { authorize }) },
    { clock: systemClock, terminal },
  );
  result({ system: "ingestion", balances, account: { ...account, fuzzed } });
  process.exitCode = balances ? 0 : 1;
}

async function urlOf(options: OutputsOptions): Promise<{ url: string; urlAuth?: string }> {
  const { url, urlAuth } = (await outputsOf("ingestion", options)) as { url?: string; urlAuth?: string };
  if (url !== undefined) return { url, ...(urlAuth !== undefined && { urlAuth }) };
  throw new Error("ingestion has no url: its toggle `ingestion` is off; switch it on, or pass --endpoint URL");
}
