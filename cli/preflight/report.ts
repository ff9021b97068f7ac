import Table from "cli-table3";
import type { EventCost } from "./eventCost";
import { type Finding, sentencesOf } from "./finding";
import type { Plan } from "./plan";
import type { CostLine } from "./standingCost";

const HEADINGS: Readonly<Record<Finding["kind"], string>> = {
  fails: "would fail",
  look: "look at",
  unasked: "could not be asked",
};

/** The lines of a preflight, in the order in which a person needs them. */
export function preflightReport(
  stack: string,
  { region, resources }: Pick<Plan, "region" | "resources">,
  found: readonly Finding[],
  costs: readonly CostLine[],
  events: readonly EventCost[],
): string[] {
  const kinds = Object.keys(HEADINGS) as Finding["kind"][];
  return [
    `stack ${stack} in ${region}: ${resources.length} resources, as if none of them stood yet; nothing was made`,
    ...kinds.flatMap((kind) => {
      const texts = sentencesOf(found.filter((finding) => finding.kind === kind)).map((text) => `  - ${text}`);
      return texts.length === 0 ? [] : ["", `${HEADINGS[kind]}:`, ...texts];
    }),
    "",
    costTable(costs),
    "Dollars a month while nothing happens, on demand in us-east-1; not in it: calls, gigabytes",
    "moved, kept and logged, and Container Insights. Each price is of the date beside it, when it",
    "was last seen on a dated page (cli/preflight/standingPrices.ts names them); AWS's pages decide.",
    ...(events.length === 0 ? [] : ["", "Calls for a million events, as docs/cost.md counts them:"]),
    ...events.map(({ system, event, perMillion }) => `  ${system}, ${event}: $ ${perMillion.toFixed(2)}`),
  ];
}

function costTable(costs: readonly CostLine[]): string {
  const table = new Table({
    head: ["stands there", "count", "$ a month", "price of"],
    style: { head: [], border: [], compact: true },
    colAligns: ["left", "right", "right", "left"],
  });
  for (const { what, count, monthly, seen = "" } of costs) {
    table.push([what, count, monthly?.toFixed(2) ?? "no price here", seen]);
  }
  const sum = costs.reduce((total, { monthly = 0 }) => total + monthly, 0);
  const isWhole = costs.every(({ monthly }) => monthly !== undefined);
  table.push([isWhole ? "all of it" : "all that has a price here", "", sum.toFixed(2), ""]);
  return table.toString();
}
