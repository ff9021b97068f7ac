import type { LocalCloud } from "../local/cloud";
import { functionsOf, withCloud } from "./cloud";
import { figure, type MeasurementInside, median } from "./measurement";

const RUNS = 3;
const WARM_CALLS = 20;

/** Payloads that each function answers without touching a table: what is left is the environment's start. */
const PAYLOADS: Readonly<Record<string, object>> = {
  producer: { version: "2.0", routeKey: "POST /trigger-event", headers: {}, body: "no JSON", isBase64Encoded: false },
  aggregator: {
    Records: [],
    shardId: "shardId-bench",
    state: {},
    isFinalInvokeForWindow: false,
    isWindowTerminatedEarly: false,
  },
  "summary-reader": {
    version: "2.0",
    routeKey: "GET /get-summary",
    headers: {},
    queryStringParameters: { limit: "0" },
  },
};

/** The first invocation of each function in a fresh cloud, against the median of those that follow. */
export const coldStart: MeasurementInside = {
  name: "coldStart",
  method: "Straight at the local Lambda, with payloads that are answered without touching a table; fresh clouds.",
  async measure(note) {
    const runs = new Map<string, { cold: number[]; warm: number[] }>();
    for (let run = 1; run <= RUNS; run++) {
      note(`cold start ${run} of ${RUNS}`);
      await withCloud(async (cloud) => {
        for (const { name, state } of functionsOf(cloud)) {
          const times = await invocationTimes(cloud, String(state.arn), payloadOf(name));
          const { cold, warm } = runs.get(name) ?? { cold: [], warm: [] };
          runs.set(name, { cold: [...cold, times.cold], warm: [...warm, times.warm] });
        }
      });
    }
    return [...runs].flatMap(([name, { cold, warm }]) => [
      figure(`first invocation (cold start): ${name}`, "ms", cold),
      figure(`later invocations (warm): ${name}`, "ms", warm),
    ]);
  },
};

async function invocationTimes(
  cloud: LocalCloud,
  arn: string,
  payload: object,
): Promise<{ cold: number; warm: number }> {
  const timed = async () => {
    const startedAt = performance.now();
    const result = await cloud.services.lambda.invoke(arn, payload);
    if (!result.ok) throw new Error(`${arn} failed: ${JSON.stringify(result)}`);
    return performance.now() - startedAt;
  };
  const cold = await timed();
  const warm: number[] = [];
  for (let call = 0; call < WARM_CALLS; call++) warm.push(await timed());
  return { cold, warm: median(warm) };
}

function payloadOf(name: string): object {
  const [, payload] = Object.entries(PAYLOADS).find(([ending]) => name.endsWith(ending)) ?? [];
  if (payload === undefined) throw new Error(`bench/coldStart.ts has no payload for the function ${name}`);
  return payload;
}
