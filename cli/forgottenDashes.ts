/** Options of commands that npm takes for its own, and whether a value follows them. */
const OPTIONS: Readonly<Record<string, Readonly<Record<string, boolean>>>> = {
  dev: {
    port: true,
    stack: true,
    fresh: false,
    time_scale: true,
    environments: true,
    chaos: true,
    keep: false,
    watch: false,
    stub: true,
  },
  cloud: { port: true, https: false },
  load: {
    stack: true,
    count: true,
    rate: true,
    concurrency: true,
    duplicates: true,
    seed: true,
    endpoint: true,
    fault: true,
  },
  // Without their --dry-run, the next three do what they were asked to show.
  redrive: { dry_run: false, stack: true, rate: true },
  replay: { dry_run: false, stack: true, from: true, to: true, card: true, rate: true },
  "recover-access": { dry_run: false, stack: true, public_key: true, identity: true, old_identity: true, stop: false },
  job: { stack: true },
  reset: { stack: true },
  snapshot: { stack: true },
  preflight: { stack: true },
  policy: { stack: true },
  reach: { stack: true },
  output: { show_secrets: false, commands: false },
  logs: { follow: false, since: true },
  send: { group: true },
  faults: { systems: true, faults: true, short: false, minutes: true },
};

/**
 * Tells from npm's settings that somebody wrote `npm start event-aggregator --port 5520`: npm takes what is not behind `--` for its own
 * settings (`npm_config_port`), hands the command `event-aggregator 5520`, and the command would run with neither.
 * Source: npm's documentation, "npm run-script" and "config" ("Environment Variables").
 *
 * @param args as the command got them
 * @returns advice; nothing where no option is missing
 */
export function forgottenDashes(
  command: string,
  args: readonly string[],
  environment: Readonly<NodeJS.ProcessEnv>,
): string | undefined {
  const { npm_lifecycle_event: script } = environment;
  if (script === undefined) return undefined;
  const taken = Object.entries(OPTIONS[command] ?? {}).flatMap(([name, hasValue]) => {
    const setting = environment[`npm_config_${name}`];
    return setting === undefined ? [] : [{ option: `--${name.replaceAll("_", "-")}`, hasValue, setting }];
  });
  if (taken.length === 0) return undefined;
  const names = taken.map(({ option }) => option).join(" and ");
  const call = script === "start" ? "npm start" : `npm run ${script}`;
  return `npm took ${names} for its own: write -- before what is meant for the command, as in ${call} -- ${meant(args, taken)}`;
}

function meant(
  args: readonly string[],
  taken: readonly { option: string; hasValue: boolean; setting: string }[],
): string {
  // A value that npm did not take along stands among the arguments, behind all others; of several, nobody knows which is whose.
  const valueless = taken.filter(({ hasValue, setting }) => hasValue && setting === "true");
  if (valueless.length > 1) return "...";
  const rest = args.slice(0, args.length - valueless.length);
  const last = args.at(-1) ?? "VALUE";
  const options = taken.map(({ option, hasValue, setting }) => {
    if (!hasValue) return option;
    return `${option} ${setting === "true" ? last : setting}`;
  });
  return [...rest, ...options].join(" ");
}
