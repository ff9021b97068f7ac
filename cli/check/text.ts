import Table from "cli-table3";
import type { Finding } from "../../local/engine/findings";
import { resourceFile } from "../../local/engine/registry";
import { nearest } from "../nearest";

/** All that a program uses and the local cloud does not have. */
export interface CheckReport {
  /** Those that the program declares. */
  resources: number;
  findings: readonly Finding[];
  /** The message of a program that did not come to its end: more may be behind it. */
  failure?: string;
}

/** Resources that are named in the table; of more, their number is told. */
const SHOWN = 3;

/** The report for a person: a table of what does not run here and of how much it touches, and the ways on. */
export function reportText({ resources, findings, failure }: CheckReport): string {
  const failed = failure === undefined ? [] : [`the program did not come to its end, so there may be more: ${failure}`];
  if (findings.length === 0) {
    return [
      ...failed,
      `${resources} resources: ${failed.length > 0 ? "no finding so far" : "all of it runs here"}`,
    ].join("\n");
  }
  const table = new Table({ head: ["does not run here", "of", "touches"], style: { head: [], border: [] } });
  for (const finding of findings) table.push(rowOf(finding));
  const ways = [...new Set(findings.flatMap(waysOf))];
  return [table.toString(), ...ways, ...failed, `${resources} resources, ${findings.length} findings`].join("\n");
}

function rowOf(finding: Finding): [what: string, of: string, touches: string] {
  switch (finding.kind) {
    case "type":
      return ["the type", finding.type, namesOf(finding.resources)];
    case "property":
      return [finding.property, finding.type, namesOf(finding.resources)];
    case "function":
      return ["the function", finding.token, `${finding.calls} ${finding.calls === 1 ? "call" : "calls"}`];
    case "refusal":
      return ["a value", finding.type, finding.name];
  }
}

function waysOf(finding: Finding): readonly string[] {
  switch (finding.kind) {
    case "type":
      return wayOfType(finding);
    case "property":
      return ["properties: leave them out of this stack, by a setting of it for instance"];
    case "function":
      return ["functions: take what they look up from the stack's settings"];
    case "refusal": {
      const perhaps = finding.usesInert ? "perhaps because what it uses is inert: " : "";
      return [`${finding.type} "${finding.name}": ${perhaps}${finding.message}`];
    }
  }
}

function wayOfType({ type, supported }: Extract<Finding, { kind: "type" }>): readonly string[] {
  const names = supported.map(classOf);
  const meant = nearest(classOf(type), names);
  const beside = meant !== undefined ? [`  the nearest that this service has here is ${meant}`] : [];
  const others = names.length > 0 && meant === undefined ? [`  of this service there are ${names.join(", ")}`] : [];
  return [
    `${type}:`,
    ...[...beside, ...others],
    `  --stub ${type} lets it pass, inert; whoever adds it to the local cloud begins at ${resourceFile(type)}`,
  ];
}

/** The last part of a type: `Queue` of `aws:sqs/queue:Queue`. */
function classOf(type: string): string {
  return type.split(":").at(-1) ?? type;
}

function namesOf(names: readonly string[]): string {
  const more = names.length > SHOWN ? ` and ${names.length - SHOWN} more` : "";
  return `${names.length}: ${names.slice(0, SHOWN).join(", ")}${more}`;
}
