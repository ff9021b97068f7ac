import Table from "cli-table3";
import type { FaultKind } from "./kinds";
import type { Cell, Outcome } from "./matrix";

/** One line of a cell: `webhooks kill-postgres: sent 300, stored 255, lost 0, doubled 0, drained after 8 s`. */
export function lineOf({ system, fault, outcome }: Cell): string {
  const place = `${system} ${fault}: `;
  if (outcome.kind === "none here") return `${place}none here`;
  if (outcome.kind === "failed") return `${place}FAILED: ${outcome.reason}`;
  const { sent, stored, lost, doubled, wrong, verdict } = outcome.account;
  const numbers = `sent ${sent}, stored ${stored}, lost ${lost}, doubled ${doubled}, drained after ${inSeconds(outcome.recoveredMs)}`;
  return `${place}${numbers}${wrong === 0 ? "" : `, wrong ${wrong}`}${outcome.balances ? "" : ` DOES NOT BALANCE: ${verdict}`}`;
}

/** The matrix for a terminal: a row a fault, a column a system. */
export function textTable(cells: readonly Cell[]): string {
  const { systems, faults } = axesOf(cells);
  const table = new Table({ head: ["", ...systems], style: { head: [], border: [] } });
  for (const fault of faults) {
    table.push([fault, ...systems.map((system) => shortOf(outcomeOf(cells, system, fault)))]);
  }
  return table.toString();
}

/** The matrix for `docs/faults.md`, without what differs from machine to machine. */
export function markdownTable(cells: readonly Cell[], kinds: readonly FaultKind[]): string {
  const { systems, faults } = axesOf(cells);
  const rows = faults.map((fault) => {
    const meaning = kinds.find(({ name }) => name === fault)?.meaning ?? "";
    const shown = systems.map((system) => markdownOf(outcomeOf(cells, system, fault)));
    return `| \`${fault}\`: ${meaning} | ${shown.join(" | ")} |`;
  });
  return [`| fault | ${systems.join(" | ")} |`, `|---|${systems.map(() => "---").join("|")}|`, ...rows, ""].join("\n");
}

function axesOf(cells: readonly Cell[]): { systems: string[]; faults: string[] } {
  return {
    systems: [...new Set(cells.map(({ system }) => system))],
    faults: [...new Set(cells.map(({ fault }) => fault))],
  };
}

function outcomeOf(cells: readonly Cell[], system: string, fault: string): Outcome | undefined {
  return cells.find((cell) => cell.system === system && cell.fault === fault)?.outcome;
}

function shortOf(outcome: Outcome | undefined): string {
  if (outcome === undefined) return "not run";
  if (outcome.kind === "none here") return "none here";
  if (outcome.kind === "failed") return "FAILED";
  const { stored, lost, doubled, wrong } = outcome.account;
  const numbers = `${stored}: ${lost} lost, ${doubled} doubled`;
  return `${numbers}${wrong === 0 ? "" : `, ${wrong} wrong`}, ${inSeconds(outcome.recoveredMs)}`;
}

function markdownOf(outcome: Outcome | undefined): string {
  if (outcome?.kind !== "account") return shortOf(outcome);
  const { sent, lost, doubled, wrong } = outcome.account;
  return `${sent} sent, ${lost} lost, ${doubled} doubled${wrong === 0 ? "" : `, ${wrong} wrong`}`;
}

function inSeconds(ms: number): string {
  return `${Math.round(ms / 1000)} s`;
}
