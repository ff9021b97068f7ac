import type { Resource } from "../engine/deployment";
import type { Principal } from "../iam/iam";
import type { Services } from "../services";

/** The program that runs, as the console sees it. */
export interface ProgramView {
  resources(): readonly Resource[];
  /** The section that declares a resource: one of the program's systems. */
  sectionOf(urn: string): string | undefined;
}

export interface ConsoleParts {
  services: Services;
  program: ProgramView;
  /** The person at the laptop. */
  principal: Principal;
  /** Calls an operation as the person at the laptop, without a trace in the record of calls. @throws AwsError */
  call(service: string, operation: string, params: Record<string, unknown>): Promise<Record<string, unknown>>;
}

/** One page's content, made anew for every look. @throws AwsError where there is nothing of that name */
export type View = (parts: ConsoleParts, query: URLSearchParams) => object | Promise<object>;

/** The place of a resource in the program. */
export interface Place {
  /** Logical name. */
  label: string;
  /** Absent for what belongs to none. */
  system?: string;
  /** The class of the outermost component that made it, such as `"Orders"`. */
  component?: string;
}

/** Reads the place of a resource from its URN, which has the types of its parents. */
export function placeOf(program: ProgramView, { urn, name }: Pick<Resource, "urn" | "name">): Place {
  const [outermost = ""] = urn.split("::")[2]?.split("$") ?? [];
  const system = program.sectionOf(urn);
  const component = outermost.startsWith("aws:") ? undefined : outermost.split(":").at(-1);
  return { label: name, ...(system !== undefined && { system }), ...(component !== undefined && { component }) };
}

export function ofType(program: ProgramView, type: string): readonly Resource[] {
  return program.resources().filter((resource) => resource.type === type);
}
