import { arn } from "../../base/arn";
import { AwsError } from "../../base/awsError";
import { prepared } from "../../edge/awsApi";
import type { AwsCall, AwsService } from "../../edge/awsService";
import { READ_OPERATIONS } from "./readOperations";
import type { KinesisParts, Operation } from "./requests";
import { WRITE_OPERATIONS } from "./writeOperations";

const OPERATIONS: Readonly<Record<string, Operation>> = { ...READ_OPERATIONS, ...WRITE_OPERATIONS };

/** Kinesis's API, as far as programs use it when they run: streams themselves are made by the stack. */
export function kinesisApi(parts: KinesisParts): AwsService {
  return prepared({
    signingName: "kinesis",
    protocol: "json-1.1",
    permissions(call) {
      operationOf(call);
      // ListStreams knows no resource types (Service Authorization Reference, "Amazon Kinesis Data Streams").
      const resource = call.operation === "ListStreams" ? "*" : resourceOf(call);
      return [{ action: `kinesis:${call.operation}`, resource }];
    },
    handle: async (call) => ({ result: operationOf(call)(parts, call) }),
  });
}

/** @throws AwsError for an operation that is not known */
function operationOf({ operation }: AwsCall): Operation {
  const known = Object.hasOwn(OPERATIONS, operation) ? OPERATIONS[operation] : undefined;
  if (known) return known;
  throw new AwsError(
    "UnknownOperationException",
    `kinesis:${operation} is not supported locally (supported: ${Object.keys(OPERATIONS).sort().join(", ")}): make streams ` +
      "with aws.kinesis.Stream, or add it to local/services/kinesis",
  );
}

/** The stream that a call is about: by its ARN, its name, or the iterator or token that it was given before. */
function resourceOf({ params }: AwsCall): string {
  const { StreamARN, StreamName } = params;
  if (typeof StreamARN === "string") return StreamARN;
  if (typeof StreamName === "string") return arn("kinesis", `stream/${StreamName}`);
  const given = params.ShardIterator ?? params.NextToken;
  const [streamArn = ""] = typeof given === "string" ? Buffer.from(given, "base64").toString().split("|") : [];
  if (streamArn.startsWith("arn:")) return streamArn;
  throw new AwsError("InvalidArgumentException", "One of StreamARN or StreamName must be given.");
}
