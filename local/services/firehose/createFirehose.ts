import { ACCOUNT_ID } from "../../base/arn";
import { AwsError } from "../../base/awsError";
import { type KeptMaps, noMaps } from "../../base/keptMaps";
import { DeliveryStream, type DeliveryStreamDependencies } from "./deliveryStream";
import type { DeliveryStreamSpec, Firehose } from "./firehose";
import { firehoseApi } from "./firehoseApi";

/** How long the end of the local cloud waits for deliveries, in real time: a function that hangs must not hold it. */
const LAST_DELIVERY_MS = 10_000;

/**
 * Amazon Data Firehose, with S3 as its destination. Buffers are in this process's memory; when the local cloud ends they are delivered.
 *
 * Known differences from AWS: see docs/firehose.md.
 *
 * @param options `timeScale` divides buffering intervals and waits before another try. @default 1
 * @param kept what streams had accepted and not delivered in an earlier process
 */
export function createFirehose(
  deps: DeliveryStreamDependencies,
  { timeScale = 1 }: { timeScale?: number } = {},
  kept: KeptMaps = noMaps,
): Firehose {
  const streams = new Map<string, DeliveryStream>();
  const streamOf = (name: string): DeliveryStream => {
    const stream = streams.get(name);
    if (stream) return stream;
    throw new AwsError("ResourceNotFoundException", `Firehose ${name} under account ${ACCOUNT_ID} not found.`);
  };
  const end = async (stream: DeliveryStream): Promise<void> => {
    let giveUp = () => {};
    const late = new Promise<void>((resolve) => {
      const timer = deps.clock.after(LAST_DELIVERY_MS, resolve);
      giveUp = () => timer.cancel();
    });
    await Promise.race([stream.stop(), late]);
    giveUp();
  };

  return {
    api: firehoseApi(streams),
    async createStream(spec) {
      if (streams.has(spec.name)) {
        throw new AwsError(
          "ResourceInUseException",
          `Firehose ${spec.name} under accountId ${ACCOUNT_ID} already exists.`,
        );
      }
      const stream = new DeliveryStream(spec, deps, timeScale, kept);
      checkRoles(stream, spec);
      await startOrRefuse(stream, spec);
      streams.set(spec.name, stream);
    },
    async updateStream(spec) {
      const stream = streamOf(spec.name);
      checkRoles(stream, spec);
      return stream.update(spec);
    },
    async deleteStream(name) {
      const stream = streams.get(name);
      streams.delete(name);
      if (stream) await end(stream);
      stream?.forget();
    },
    flush: (name) => streamOf(name).flush(),
    async stop() {
      // They stay: what still puts records is told to come again later, not that there is no such stream.
      await Promise.all([...streams.values()].map(end));
    },
  };
}

function checkRoles(stream: DeliveryStream, { source, destination }: DeliveryStreamSpec): void {
  const roles = [
    destination.roleArn,
    ...(destination.transform ? [destination.transform.roleArn] : []),
    ...(source.kind === "kinesis" ? [source.roleArn] : []),
  ];
  for (const roleArn of new Set(roles)) {
    try {
      stream.principal(roleArn);
    } catch (error) {
      if (!(error instanceof AwsError)) throw error;
      throw new AwsError(
        "InvalidArgumentException",
        `Firehose is unable to assume role ${roleArn}. Please check the role provided. (${error.message})`,
      );
    }
  }
}

async function startOrRefuse(stream: DeliveryStream, { source }: DeliveryStreamSpec): Promise<void> {
  try {
    await stream.start();
  } catch (error) {
    if (!(error instanceof AwsError) || source.kind !== "kinesis") throw error;
    throw new AwsError(
      "InvalidArgumentException",
      `The role ${source.roleArn} may not read ${source.streamArn}: ${error.message}. Where the permission is in the program, ` +
        "let the delivery stream depend on its policy",
    );
  }
}
