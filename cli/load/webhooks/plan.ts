import { createHash } from "node:crypto";

/** A source that a run sends in the name of. */
export interface LoadSource {
  name: string;
  deliveryIdHeader: string;
  /** Absent where the source signs nothing. */
  signing?: { header: string; prefix: string; encoding: "hex" | "base64"; secret: string };
}

/** One request that is going to be made. */
export interface PlannedWebhook {
  source: LoadSource;
  /** Unique in its source. */
  deliveryId: string;
  /** The same number in every request of one delivery, and in its body. */
  number: number;
  /** Carries a signature that is not the source's. */
  isForged: boolean;
}

export interface WebhookPlanOptions {
  sources: readonly LoadSource[];
  /** Requests altogether, repeats and forgeries included. */
  count: number;
  /** Per cent of the requests that repeat an earlier delivery; 0 to 99. */
  duplicates: number;
  /** Per cent of the requests with a wrong signature; 0 to 99. */
  forged: number;
  /** Begins every delivery id, and is in every body: two runs never mix. */
  runId: string;
}

/** Decides every request beforehand; the shares are exact, and spread evenly. */
export function planWebhooks(options: WebhookPlanOptions): PlannedWebhook[] {
  const { sources, count, duplicates, forged, runId } = options;
  const signing = sources.filter((source) => source.signing !== undefined);
  const originals: PlannedWebhook[] = [];
  return Array.from({ length: count }, (_, index) => {
    const draw = drawAt(runId, index);
    const earlier = isOneOf(duplicates, index) ? originals[Math.floor(draw * originals.length)] : undefined;
    if (earlier !== undefined) return earlier;
    const isForged = isOneOf(forged, index + APART) && signing.length > 0;
    const source = pick(isForged ? signing : sources, draw);
    const planned = { source, deliveryId: `${runId}-${index}`, number: index, isForged };
    if (!isForged) originals.push(planned);
    return planned;
  });
}

/** Keeps forgeries off the places of repeats, where the two shares are equal. */
const APART = 37;

/** Picks an exact share: 5 % of 20,000 requests are 1,000, never 1,013. */
function isOneOf(percent: number, index: number): boolean {
  return Math.floor((percent * (index + 1)) / 100) > Math.floor((percent * index) / 100);
}

function pick(sources: readonly LoadSource[], draw: number): LoadSource {
  const source = sources[Math.floor(draw * sources.length)];
  if (source === undefined) throw new Error("a run needs at least one source");
  return source;
}

/** From 0 (included) to 1 (excluded), by run and place. */
function drawAt(runId: string, index: number): number {
  return createHash("sha256").update(`${runId}/${index}`).digest().readUInt32LE(0) / 2 ** 32;
}
