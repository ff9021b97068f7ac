import { createHash } from "node:crypto";
import { readFileSync } from "node:fs";
import path from "node:path";
import { isDeepStrictEqual } from "node:util";
import type { Registration } from "../engine/registration";
import type { Evaluation } from "./evaluator";
import { stateOfFiles } from "./fileStates";
import { type ProgramReport, type ProgramSettings, type SectionReport, TYPESCRIPT_HOOK } from "./protocol";

const { wouldLoadAs } = require(TYPESCRIPT_HOOK) as { wouldLoadAs(file: string): string };

/** The parts of a program that came to its end, and what it declared: from this follows what an edit touches. */
export class ProgramRecord {
  readonly #program: ProgramSettings;
  readonly #report: ProgramReport;
  readonly #modules: readonly string[];
  readonly #packages: string;
  /** By URN, in the order of declaration. */
  readonly registrations: ReadonlyMap<string, Registration>;

  constructor(
    program: ProgramSettings,
    { report, modules }: Pick<Evaluation, "report" | "modules">,
    registrations: ReadonlyMap<string, Registration>,
  ) {
    this.#program = program;
    this.#report = report;
    this.#modules = modules;
    this.#packages = stateOfPackages(program, modules);
    this.registrations = registrations;
  }

  /**
   * The sections that an edit leaves as they are: none where it is not sure which it touches.
   * @param edited files relative to the program's folder
   */
  untouched(program: ProgramSettings, edited: readonly string[]): readonly string[] {
    const { sections, root, states } = this.#report;
    const isKnown = (file: string) => Object.hasOwn(states, path.join(program.folder, file));
    if (!edited.every(isKnown) || !isDeepStrictEqual(program, this.#program)) return [];
    if (stateOfPackages(program, this.#modules) !== this.#packages) return [];
    const touched = new Set(Object.keys(states).filter((file) => currentState(file) !== states[file]));
    const isTouched = (files: readonly string[]) => files.some((file) => touched.has(file));
    if (isTouched(root)) return [];
    return Object.keys(sections).filter((name) => {
      const { result, files = [] } = sections[name] ?? {};
      return result !== undefined && !isTouched(files);
    });
  }

  section(name: string): SectionReport | undefined {
    return this.#report.sections[name];
  }

  /** The section that a resource belongs to. */
  sectionOf(urn: string): string | undefined {
    return Object.keys(this.#report.sections).find((name) => this.section(name)?.urns.includes(urn));
  }

  /** The record after an evaluation that left sections out: of these, what is known. */
  with(evaluation: Evaluation, registrations: ReadonlyMap<string, Registration>): ProgramRecord {
    const { report, modules } = evaluation;
    const left = Object.fromEntries(report.left.map((name) => [name, this.section(name) as SectionReport]));
    const files = Object.values(left).flatMap((section) => section.files);
    const states = Object.fromEntries(files.map((file) => [file, this.#report.states[file] ?? ""]));
    return new ProgramRecord(
      this.#program,
      {
        report: {
          ...report,
          sections: { ...left, ...report.sections },
          states: { ...states, ...report.states },
        },
        modules: [...new Set([...this.#modules, ...modules])],
      },
      registrations,
    );
  }
}

function currentState(file: string): string | undefined {
  try {
    return file.endsWith(".ts") ? wouldLoadAs(file) : createHash("sha256").update(readFileSync(file)).digest("hex");
  } catch {
    return undefined;
  }
}

/** A text that changes with the modules of packages that a program loads, and with the list of what is installed. */
function stateOfPackages({ folder }: ProgramSettings, modules: readonly string[]): string {
  // npm's list, and pnpm's.
  const lists = [".package-lock.json", ".modules.yaml"].map((name) => path.join(folder, "node_modules", name));
  return stateOfFiles([...lists, ...modules]);
}
