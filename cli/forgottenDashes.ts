/** Options that npm itself takes from a command line, with a word behind them or without: their settings are `npm_config_<option>`. */
const OPTIONS: Readonly<Record<string, readonly string[]>> = {
  dev: ["port", "stack", "fresh", "time_scale", "environments", "chaos", "keep", "watch"],
  cloud: ["port", "https"],
  load: ["stack", "count", "rate", "concurrency", "duplicates", "seed", "endpoint", "fault"],
  redrive: ["stack", "dry_run", "rate"],
  replay: ["stack", "from", "to", "card", "dry_run", "rate"],
  job: ["stack"],
  reset: ["stack"],
  preflight: ["stack"],
};

/** npm's own settings of these names hold something without anybody's doing. */
const NPMS_OWN = new Set(["json", "dry_run"]);

/**
 * Tells from npm's settings that somebody wrote `npm start event-aggregator --port 5520`: npm takes what is not behind `--` for its own
 * settings, and the command would run without them.
 * Source: npm's documentation, `npm run-script` ("Use `--` to pass flags") and "config" (environment variables `npm_config_<name>`).
 *
 * @returns advice; nothing where no option is missing
 */
export function forgottenDashes(command: string, environment: Readonly<NodeJS.ProcessEnv>): string | undefined {
  const { npm_lifecycle_event: script } = environment;
  if (script === undefined) return undefined;
  const taken = (OPTIONS[command] ?? []).filter(
    (option) => environment[`npm_config_${option}`] !== undefined && !NPMS_OWN.has(option),
  );
  if (taken.length === 0) return undefined;
  const call = script === "start" ? "npm start" : `npm run ${script}`;
  const options = taken.map((option) => optionOf(option, environment[`npm_config_${option}`] ?? ""));
  return `npm took ${options.join(" and ")} for ${taken.length === 1 ? "an option" : "options"} of its own: write -- before what is meant for the command, as in ${call} -- ... ${options.join(" ")}`;
}

function optionOf(name: string, value: string): string {
  const option = `--${name.replaceAll("_", "-")}`;
  // npm writes true for an option without a value.
  return value === "true" || value === "" ? option : `${option} ${value}`;
}
