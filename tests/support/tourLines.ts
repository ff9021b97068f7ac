import { expect } from "chai";
import { accessOf } from "../../cli/localAccess";
import { type ShownSystem, Tour } from "../../cli/tours/tour";
import { systemClock } from "../../local/base/clock";
import type { LocalCloud } from "../../local/cloud";

/** Takes the tour of a system that runs in a cloud, and returns the lines that it printed. @param name among the outputs */
export async function tourLines(
  take: (tour: Tour, system: ShownSystem) => Promise<void>,
  { outputs, services }: Pick<LocalCloud, "outputs" | "services">,
  name: string,
): Promise<readonly string[]> {
  const lines: string[] = [];
  const value = outputs[name]?.value;
  expect(value, name).to.be.an("object");
  const tour = new Tour({ print: (line) => void lines.push(line), clock: systemClock });
  await take(tour, { outputs: value as object, access: accessOf(services) });
  // Times differ from run to run.
  return lines.map((line) => line.replace(/, after \d+\.\d s$/, ""));
}
