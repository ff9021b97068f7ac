import type { StackOutputs } from "../local/evaluation/protocol";
import { callOf } from "./calledAs";
import type { Guide, SystemGuide } from "./guide";
import { flatten, secretsOf, textOf, valuesOf, withoutSecrets } from "./outputsFile";
import type { Terminal } from "./terminal";

/** Outputs that are shown of a program without systems that have a line of their own. */
const OUTPUTS_SHOWN = 12;
const NAME_WIDTH = 20;

/**
 * Builds the screen that `npm start` ends with. With eight systems it fits 80 columns and 24 rows: where each is, what to type first, how to
 * sign in, and where the rest is.
 *
 * @param kept what Ctrl-C keeps
 */
export function welcome(guide: Guide, outputs: StackOutputs, kept: string, { colors }: Terminal): readonly string[] {
  const { address, stack, resources, systems, signIns } = guide;
  return [
    `  ${colors.bold("Sluice")} at ${colors.cyan(address)}, stack ${stack}, ${resources} resources`,
    "",
    ...(systems.length > 0 ? systems.flatMap((system) => systemLines(system, colors)) : outputLines(outputs)),
    ...signIns.map((line) => `  ${line}`),
    `  ${callOf("output").padEnd(NAME_WIDTH)} ${colors.dim("all outputs, pages and commands to paste")}`,
    `  ${"Ctrl-C".padEnd(NAME_WIDTH)} ${colors.dim(kept)}`,
    colors.green("ready"),
  ];
}

function systemLines({ name, address, command }: SystemGuide, colors: Terminal["colors"]): readonly string[] {
  const shown = [...(address === undefined ? [] : [colors.cyan(address)]), ...(command === undefined ? [] : [command])];
  const [first = "", ...others] = shown;
  return [`  ${name.padEnd(NAME_WIDTH)} ${first}`, ...others.map((line) => `  ${"".padEnd(NAME_WIDTH)} ${line}`)];
}

function outputLines(outputs: StackOutputs): readonly string[] {
  const leaves = flatten(withoutSecrets(valuesOf(outputs), secretsOf(outputs)));
  const shown = leaves.slice(0, OUTPUTS_SHOWN);
  const more = leaves.length - OUTPUTS_SHOWN;
  const width = Math.max(NAME_WIDTH, ...shown.map(([name]) => name.length));
  return [
    ...shown.map(([name, value]) => `  ${name.padEnd(width)} ${textOf(value)}`),
    ...(more > 0 ? [`  and ${more} more outputs`] : []),
  ];
}
