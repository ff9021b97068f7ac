import { spawn } from "node:child_process";
import { once } from "node:events";
import { writeFileSync } from "node:fs";
import path from "node:path";
import { writeLocalAccess } from "../cli/localAccess";
import { writeOutputs } from "../cli/outputsFile";
import { silentReport } from "../local/base/report";
import { start } from "../local/cloud";
import { costOf, entriesOf, PRICES, type Usage } from "../local/trace/cost/prices";
import { type Counted, costPage } from "./cost/page";
import { type CostedSystem, isForeign, SYSTEMS } from "./cost/systems";
import { countUsage } from "./cost/usage";
import { type Figure, figure, type MeasurementInside } from "./measurement";
import { ROOT } from "./runningSystem";

const PAGE = path.join(ROOT, "docs", "cost.md");
const MILLION = 1_000_000;

/** Calls of each system for an event, times what AWS charges for them, beside a naive design of the same flow. */
export const cost: MeasurementInside = {
  name: "cost",
  method:
    "Calls that functions, workers and integrations of a system make to AWS while npm run load sends it events, counted in the local cloud and multiplied by the prices in local/trace/cost/prices.ts; the naive designs in bench/cost/systems.ts are arithmetic. Writes docs/cost.md.",
  async measure(note) {
    const counted: Counted[] = [];
    for (const system of SYSTEMS) {
      note(`counting the calls of ${system.name}`);
      counted.push(await countedOf(system));
    }
    writeFileSync(PAGE, costPage(counted));
    note(`written to ${path.relative(ROOT, PAGE)}`);
    return counted.flatMap(figuresOfSystem);
  },
};

async function countedOf(system: CostedSystem): Promise<Counted> {
  const workFolder = path.join(ROOT, ".sluice");
  const program = { folder: ROOT, stack: "local", config: { systems: [system.name] } };
  const cloud = await start(program, { port: 0, workFolder, report: silentReport });
  try {
    writeLocalAccess(workFolder, cloud.services);
    writeOutputs(workFolder, cloud.outputs);
    const usage = countUsage(cloud, isForeign);
    await runLoad(system);
    const all = withoutQuestions(usage.read(), system);
    const events = system.events(all);
    const perEvent = Object.fromEntries(entriesOf(all).map(([what, count]) => [what, count / events]));
    return { system, events, perEvent };
  } finally {
    await cloud.stop();
  }
}

/** Requests to the API of a load that asks for results through it are more than its events. */
function withoutQuestions(usage: Usage, { asksForResults, events }: CostedSystem): Usage {
  return asksForResults ? { ...usage, httpApiRequest: events(usage) } : usage;
}

/** @throws Error when its account does not balance: of lost events nothing is charged */
async function runLoad({ name, load }: CostedSystem): Promise<void> {
  const child = spawn("npm", ["run", "-s", "load", "--", name, ...load], {
    cwd: ROOT,
    stdio: ["ignore", "pipe", "pipe"],
  });
  const said: string[] = [];
  for (const stream of [child.stdout, child.stderr]) stream.on("data", (text: Buffer) => said.push(text.toString()));
  const [code] = await once(child, "close");
  if (code !== 0) throw new Error(`npm run load -- ${name} ended with ${code}:\n${said.join("").slice(-2_000)}`);
}

function figuresOfSystem({ system, perEvent }: Counted): Figure[] {
  return [
    figure(`${system.name}: cost of a million events`, "USD", [costOf(perEvent) * MILLION]),
    figure(`${system.name}: cost of a million events, naive design`, "USD", [costOf(system.naive.perEvent) * MILLION]),
    ...entriesOf(perEvent).map(([what, count]) =>
      figure(`${system.name}: ${PRICES[what].name} for an event`, "", [count]),
    ),
  ];
}
