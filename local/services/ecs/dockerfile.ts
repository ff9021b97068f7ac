import { jsonIn } from "../../base/jsonIn";

/** The facts of a Dockerfile about a container that runs here without Docker. */
export interface DockerfileFacts {
  /** Entry point of the last stage, in exec form. */
  entryPoint: readonly string[];
  command: readonly string[];
  environment: Readonly<Record<string, string>>;
  /** Paths that the last stage, and those it goes on from, take from the build context by `COPY` and `ADD`. */
  copies: readonly string[];
}

interface Stage {
  entryPoint: readonly string[];
  command: readonly string[];
  environment: Record<string, string>;
  copies: string[];
}

/**
 * Reads the instructions that matter for a process on this machine: `ENTRYPOINT`, `CMD` and `ENV` of the last stage, and which
 * files of the context get into it. What stages before it install and compile is esbuild's work here.
 *
 * Source: Docker docs, "Dockerfile reference".
 *
 * @throws Error for a command in shell form: a shell as the first process keeps SIGTERM from the program, on AWS as well
 */
export function readDockerfile(text: string): DockerfileFacts {
  const stages = new Map<string, Stage>();
  let stage: Stage = { entryPoint: [], command: [], environment: {}, copies: [] };
  for (const { instruction, rest } of instructionsOf(text)) {
    switch (instruction) {
      case "FROM": {
        const [base = "", , alias] = rest.split(/\s+/).filter((word) => !word.startsWith("--"));
        const inherited = stages.get(base);
        stage = {
          entryPoint: inherited?.entryPoint ?? [],
          command: inherited?.command ?? [],
          environment: { ...inherited?.environment },
          copies: [...(inherited?.copies ?? [])],
        };
        if (alias) stages.set(alias, stage);
        break;
      }
      case "ENTRYPOINT":
        stage.entryPoint = execForm(instruction, rest);
        stage.command = [];
        break;
      case "CMD":
        stage.command = execForm(instruction, rest);
        break;
      case "ENV":
        Object.assign(stage.environment, variablesOf(rest));
        break;
      case "COPY":
      case "ADD":
        stage.copies.push(...sourcesOf(rest));
        break;
    }
  }
  return stage;
}

function instructionsOf(text: string): { instruction: string; rest: string }[] {
  const lines = text
    .split(/\r?\n/)
    .filter((line) => !/^\s*#/.test(line))
    .join("\n")
    .replace(/\\[ \t]*\n/g, " ")
    .split("\n");
  return lines.flatMap((line) => {
    const [, instruction, rest = ""] = line.trim().match(/^([A-Za-z]+)\s+(.*)$/) ?? [];
    return instruction ? [{ instruction: instruction.toUpperCase(), rest: rest.trim() }] : [];
  });
}

function execForm(instruction: string, rest: string): readonly string[] {
  const words = jsonWords(rest);
  if (words) return words;
  throw new Error(
    `${instruction} ${rest} is in shell form, and a shell does not pass SIGTERM on: write ${instruction} ` +
      JSON.stringify(rest.split(/\s+/)),
  );
}

function jsonWords(rest: string): readonly string[] | undefined {
  const words = jsonIn(rest);
  return Array.isArray(words) ? words.map(String) : undefined;
}

/** `A=1 B="two words"`, or the old `A 1`. Values that are built from others (`$PATH:/app`) mean nothing outside of the image. */
function variablesOf(rest: string): Record<string, string> {
  if (!/^\w+=/.test(rest)) {
    const [, name = "", value = ""] = rest.match(/^(\w+)\s+(.*)$/) ?? [];
    return name === "" || value.includes("$") ? {} : { [name]: value };
  }
  const pairs = rest.matchAll(/(\w+)=("(?:\\.|[^"\\])*"|'[^']*'|(?:\\.|[^\s\\])*)/g);
  const values = [...pairs].map(([, name = "", value = ""]) => [name, unquoted(value)] as const);
  return Object.fromEntries(values.filter(([, value]) => !value.includes("$")));
}

function unquoted(value: string): string {
  return /^(".*"|'.*')$/s.test(value) ? value.slice(1, -1) : value;
}

/** None for what comes from another stage or image (`--from`). */
function sourcesOf(rest: string): readonly string[] {
  const flags = rest.match(/^(--\S+\s+)*/)?.[0] ?? "";
  if (/--from=/.test(flags)) return [];
  const words = jsonWords(rest.slice(flags.length)) ?? rest.slice(flags.length).split(/\s+/);
  return words.slice(0, -1);
}
