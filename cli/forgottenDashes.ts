import type { Command, Option } from "commander";

/** An option that npm has taken, and what it made of it. */
interface Taken {
  /** As it was typed: `--port`. */
  name: string;
  takesValue: boolean;
  /** The text of npm's setting. */
  setting: string;
}

/** Scripts that hand all that follows the command's name to it: npx, and what its newer name is. */
const HANDS_ON = ["npx"];
/** Letters of options that npm has another meaning for: `npm run logs NAME -f` is npm's `--force`. */
const LETTERS: Readonly<Record<string, string>> = { "-f": "force" };

/**
 * Tells from npm's settings that somebody wrote `npm start event-aggregator --port 5520`: npm takes what is not behind `--` for its own
 * settings (`npm_config_port`), hands the command `event-aggregator 5520`, and the command would run with neither.
 * Source: npm's documentation, "npm run-script" and "config" ("Environment Variables").
 *
 * @param program the command, whose options count, with those of the command below it that the arguments name
 * @param args as the command got them
 * @returns advice; nothing where no option is missing
 */
export function forgottenDashes(
  program: Command,
  args: readonly string[],
  environment: Readonly<NodeJS.ProcessEnv>,
): string | undefined {
  const { npm_lifecycle_event: script } = environment;
  if (script === undefined || HANDS_ON.includes(script)) return undefined;
  const below = program.commands.filter((each) => each.name() === args[0]);
  const taken = [program, ...below].flatMap(({ options }) => options.flatMap((option) => takenOf(option, environment)));
  if (taken.length === 0) return undefined;
  const names = taken.map(({ name }) => name).join(" and ");
  const call = script === "start" ? "npm start" : `npm run ${script}`;
  return `npm took ${names} for its own: write -- before what is meant for the command, as in ${call} -- ${meant(args, taken)}`;
}

function takenOf(
  { long, short, required, optional, negate }: Option,
  environment: NodeJS.ProcessEnv,
): readonly Taken[] {
  const name = long ?? "";
  // npm makes `port` of --port, and of --no-watch a `watch` that is empty.
  const key = name.replace(negate ? /^--no-/ : /^--/, "").replaceAll("-", "_");
  const letter = short === undefined ? undefined : LETTERS[short];
  const setting =
    environment[`npm_config_${key}`] ?? (letter === undefined ? undefined : environment[`npm_config_${letter}`]);
  if (setting === undefined || (negate && setting === "true")) return [];
  return [{ name, takesValue: required || (optional && setting !== "true"), setting }];
}

function meant(args: readonly string[], taken: readonly Taken[]): string {
  // A value that npm did not take along stands among the arguments, behind all others; of several, nobody knows which is whose.
  const valueless = taken.filter(({ takesValue, setting }) => takesValue && setting === "true");
  if (valueless.length > 1) return "...";
  const rest = args.slice(0, args.length - valueless.length);
  const last = args.at(-1) ?? "VALUE";
  const options = taken.map(({ name, takesValue, setting }) => {
    if (!takesValue) return name;
    return `${name} ${setting === "true" ? last : setting}`;
  });
  return [...rest, ...options].join(" ");
}
