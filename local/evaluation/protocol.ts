import path from "node:path";
import type { PartProgress } from "../base/report";
import { CACHE_FOLDER } from "../base/workFolder";
import type { Registration } from "../engine/registration";
import type { Properties, ResourceState } from "../engine/resourceHandler";

/** Lets Node load TypeScript: programs need the hook that this process itself was started with. */
export const TYPESCRIPT_HOOK = path.join(__dirname, "typescript.cjs");

/** Where evaluations keep what follows from a function's text, for later ones. */
export const FUNCTION_CACHE = path.join(CACHE_FOLDER, "sluice-functions");

/** Names the environment variable with the folder of the program, for the process that is to run it. */
export const PROGRAM_VARIABLE = "SLUICE_PROGRAM";

/** The settings that a process needs to run a program. */
export interface ProgramSettings {
  /** Absolute path of the folder with `Pulumi.yaml`. */
  folder: string;
  /** Absolute path of the program's main file. */
  main: string;
  /** Absolute path of the folder that the program runs in: relative paths in it start there. */
  cwd: string;
  project: string;
  stack: string;
  /** `"project:name"` to text; what is no string is JSON. */
  config: Readonly<Record<string, string>>;
}

/** The program's outputs, by name. A secret is in the clear here and must be hidden where it is shown. */
export type StackOutputs = Readonly<Record<string, { value: unknown; secret: boolean }>>;

/** The name of the symbol under which a program finds `(name, make) => result`, the function that runs a section of it. */
export const PROGRAM_SECTION = "sluice.section";

/** One section of a program that came to its end. */
export interface SectionReport {
  /** The result for a later evaluation that leaves the section out; `undefined` where that cannot be. */
  result: unknown;
  /** Its resources, components too. */
  urns: readonly string[];
  /** Resources of others that its own depend on. */
  uses: readonly string[];
  /** Absolute paths of the program's own files that it loads. */
  files: readonly string[];
}

/** The sections and files that a program consists of. */
export interface ProgramReport {
  sections: Readonly<Record<string, SectionReport>>;
  /** Sections that were kept. */
  left: readonly string[];
  /** Files that the program loads outside of its sections. */
  root: readonly string[];
  /** A text for each file that changes with its content. */
  states: Readonly<Record<string, string>>;
}

/** To the process that runs the program. */
export type ToProgram =
  /** Load these modules of packages ahead of time, the ones that the evaluation before needed, and transpile the program with this file. */
  | { kind: "warm"; modules: readonly string[]; main: string | undefined }
  /** Archives of code are written below `codeFolder`; of the sections in `kept` only these results are taken. */
  | { kind: "evaluate"; program: ProgramSettings; codeFolder: string; kept: Readonly<Record<string, unknown>> }
  | { kind: "answer"; call: number; result: AnswerOf }
  | { kind: "refusal"; call: number; message: string };

type AnswerOf = ResourceState | Properties;

/** From the process that runs the program. */
export type FromProgram =
  | { kind: "register"; call: number; registration: Registration }
  | { kind: "invoke"; call: number; token: string; args: Properties }
  | { kind: "progress"; progress: readonly PartProgress[] }
  | { kind: "done"; outputs: StackOutputs; modules: readonly string[]; report: ProgramReport }
  | { kind: "failed"; message: string };

/** Answers what a program asks of the Pulumi engine. A rejection ends the evaluation with its message. */
export interface EngineCalls {
  register(registration: Registration): Promise<ResourceState>;
  invoke(token: string, args: Properties): Promise<Properties>;
  /** Is told now and then what sections of the program wait for. */
  progress?(progress: readonly PartProgress[]): void;
}
