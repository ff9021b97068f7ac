import * as pulumi from "@pulumi/pulumi";
import { type EntryStream, entryStream } from "../../components/entryStream";
import type { NetworkPlace } from "../../components/network";
import { LOG_RETENTION_DAYS } from "../../components/parts/arguments/defaults";
import { TrafficSimulator } from "../../components/trafficSimulator";
import type { ValidatedIngest } from "../../components/validatedIngest";
import type { IngestionSettings } from "./settings";

/** Load for the system `ingestion`: on its URL, or on a stream that feeds its table without the URL in between. */
export class IngestionTraffic extends pulumi.ComponentResource {
  readonly simulator: TrafficSimulator;
  /** Absent where the load is on the URL. */
  readonly entryStream: EntryStream | undefined;

  constructor(name: string, ingest: ValidatedIngest, network: NetworkPlace, settings: IngestionSettings) {
    super("sluice:stacks:IngestionTraffic", name);
    const { target = "url", ...load } = settings.load ?? {};
    const { tags, logRetentionDays, alarmTopicArns } = settings;
    const opts = { parent: this };
    const shared = {
      ...(tags !== undefined && { tags }),
      ...(logRetentionDays !== undefined && { logRetentionDays }),
      ...(alarmTopicArns !== undefined && { alarmTopicArns }),
    };
    this.entryStream = target === "stream" ? streamOf(name, ingest, settings, opts) : undefined;
    const destination = this.entryStream === undefined ? { url: ingest.url } : { stream: this.entryStream.stream };
    this.simulator = new TrafficSimulator(
      name,
      { network, fields: ingest.rules, ...destination, ...load, ...shared },
      opts,
    );
    this.registerOutputs({});
  }
}

function streamOf(
  name: string,
  { table, rules }: ValidatedIngest,
  { tags = {}, logRetentionDays = LOG_RETENTION_DAYS, alarmTopicArns = [] }: IngestionSettings,
  opts: { parent: pulumi.Resource },
): EntryStream {
  return entryStream(`${name}-stream`, { table, rules, shards: 1, tags, logRetentionDays, alarmTopicArns }, opts);
}
