import { existsSync, readdirSync, readFileSync } from "node:fs";
import path from "node:path";
import { parse } from "yaml";
import { calledAs } from "../base/calledAs";
import { isRecord } from "../base/isRecord";
import { checkConfiguration } from "../provider/configuration";
import { findProgram } from "./mainFile";
import { projectFileIn } from "./projectFolder";
import type { ProgramSettings } from "./protocol";

/** `Pulumi.yaml` or `Pulumi.<stack>.yaml` is missing or says something that cannot be used. */
export class SettingsError extends Error {
  override readonly name = "SettingsError";
}

/**
 * Reads a Pulumi project and the config of one stack, as the Pulumi CLI does.
 * Source: "Pulumi project file" and "Pulumi stack settings file" in Pulumi's reference.
 *
 * @param overrides config that replaces the files', `"name"` or `"project:name"` to value
 * @throws SettingsError naming the file and what to write there
 */
export function readSettings(
  folder: string,
  stack: string,
  overrides: Readonly<Record<string, unknown>> = {},
): ProgramSettings {
  const projectFile = projectFileIn(folder);
  const project = readYaml(projectFile);
  if (project === undefined) {
    throw new SettingsError(
      `there is no Pulumi.yaml in ${folder}, nor in a folder above it: go to the folder of a Pulumi project, or make one (${calledAs("init")} orders)`,
    );
  }
  if (typeof project.name !== "string") {
    throw new SettingsError(`${projectFile} must give the project's name: \`name: my-project\``);
  }
  checkRuntime(project, projectFile);
  const stackFile = path.join(folder, `Pulumi.${stack}.yaml`);
  const stackSettings = readYaml(stackFile) ?? (stack === LOCAL_STACK ? {} : undefined);
  if (stackSettings === undefined) {
    throw new SettingsError(`the stack "${stack}" has no settings: write ${stackFile}, or name another with --stack`);
  }

  const config: Record<string, string> = {};
  const origins: Record<string, string> = {};
  const set = (key: string, value: unknown, origin: string) => {
    const name = qualified(key, project.name as string);
    config[name] = asText(key, value, origin);
    origins[name] = origin;
  };
  for (const [key, setting] of Object.entries(mapping(project.config, projectFile))) {
    const value = defaultOf(setting);
    if (value !== undefined) set(key, value, projectFile);
  }
  for (const [key, value] of Object.entries(mapping(stackSettings.config, stackFile))) set(key, value, stackFile);
  for (const [key, value] of Object.entries(overrides)) set(key, value, "the command line");
  checkProviderSettings(config, origins);
  const program = findProgram(folder, project.main);
  if ("missing" in program) {
    throw new SettingsError(`there is no program at ${program.missing}: name its file with \`main:\` in Pulumi.yaml`);
  }
  return { folder, ...program, project: project.name, stack, config };
}

/** Files whose change means another configuration. */
export function settingsFiles(folder: string, stack: string): readonly string[] {
  return [projectFileIn(folder), path.join(folder, `Pulumi.${stack}.yaml`)];
}

/** The stack that runs where none is named: without a file, its config is empty. */
const LOCAL_STACK = "local";

/** Tells a person that a stack's config is empty, and whose it could be; nothing where the stack has a file, and where no stack has one. */
export function emptyConfig(folder: string, stack: string): string | undefined {
  if (existsSync(path.join(folder, `Pulumi.${stack}.yaml`))) return undefined;
  const others = readdirSync(folder).flatMap((name) => /^Pulumi\.(.+)\.yaml$/.exec(name)?.[1] ?? []);
  if (others.length === 0) return undefined;
  return `there is no Pulumi.${stack}.yaml, so the config is empty: write it, or take that of ${others.map((name) => `--stack ${name}`).join(" or ")}`;
}

/** @throws SettingsError for a program in another language than JavaScript */
function checkRuntime({ runtime }: Yaml, projectFile: string): void {
  const name = isRecord(runtime) ? runtime.name : runtime;
  if (name === undefined || name === "nodejs") return;
  throw new SettingsError(
    `${projectFile}: the runtime is ${JSON.stringify(name)}, and programs in TypeScript or JavaScript (nodejs) run here; ` +
      "others deploy into the local cloud by the Pulumi CLI: docs/pulumi-engine.md",
  );
}

type Yaml = Record<string, unknown>;

function readYaml(file: string): Yaml | undefined {
  if (!existsSync(file)) return undefined;
  try {
    return mapping(parse(readFileSync(file, "utf8")), file);
  } catch (error) {
    throw new SettingsError(`${file} cannot be read: ${error instanceof Error ? error.message : String(error)}`);
  }
}

function mapping(value: unknown, file: string): Yaml {
  if (value === undefined || value === null) return {};
  if (typeof value === "object" && !Array.isArray(value)) return value as Yaml;
  throw new SettingsError(`${file}: expected \`key: value\` lines, got ${JSON.stringify(value)}`);
}

/** A project's config entry is a value, or a mapping with `default` (or `value`) beside its type and description. */
function defaultOf(setting: unknown): unknown {
  if (typeof setting !== "object" || setting === null || Array.isArray(setting)) return setting;
  const { default: byDefault, value } = setting as Yaml;
  return byDefault ?? value;
}

function qualified(key: string, project: string): string {
  return key.includes(":") ? key : `${project}:${key}`;
}

function asText(key: string, value: unknown, file: string): string {
  if (typeof value === "object" && value !== null && "secure" in value) {
    throw new SettingsError(
      `${file}: ${key} is encrypted, and the key to it is with the Pulumi CLI; give the local stack a plain value`,
    );
  }
  return typeof value === "string" ? value : JSON.stringify(value);
}

/** @param origins where each setting comes from */
function checkProviderSettings(
  config: Readonly<Record<string, string>>,
  origins: Readonly<Record<string, string>>,
): void {
  for (const [key, value] of Object.entries(config)) {
    // "aws:config:region" is an older way to write "aws:region", which Pulumi still reads.
    const [, property] = /^aws:(?:config:)?(.+)$/.exec(key) ?? [];
    if (property === undefined) continue;
    for (const { reason } of checkConfiguration({ [property]: value })) {
      throw new SettingsError(`${origins[key]}: ${key} ${reason}`);
    }
  }
}
