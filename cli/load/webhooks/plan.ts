import { drawAt, isOneOf } from "../draw";
import type { LoadSource } from "../webhookSources";

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

function pick(sources: readonly LoadSource[], draw: number): LoadSource {
  const source = sources[Math.floor(draw * sources.length)];
  if (source === undefined) throw new Error("a run needs at least one source");
  return source;
}
