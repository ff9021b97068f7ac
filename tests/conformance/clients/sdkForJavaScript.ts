import * as sqs from "@aws-sdk/client-sqs";
import type { Refusal } from "../calls";
import { type Client, withBytes } from "./client";

const CREDENTIALS = { accessKeyId: "test", secretAccessKey: "test" };

/** Commands by the operation's name. */
const COMMANDS = sqs as unknown as Readonly<Record<string, new (input: object) => sqs.ListQueuesCommand>>;

/** Calls SQS with the AWS SDK for JavaScript. */
export async function connectSdk(endpoint: string): Promise<Client> {
  const client = new sqs.SQSClient({
    ...{ endpoint, region: "us-east-1", credentials: CREDENTIALS, maxAttempts: 1 },
    useQueueUrlAsEndpoint: false,
  });
  return {
    async call(operation, parameters) {
      const Command = COMMANDS[`${operation}Command`];
      if (!Command) throw new Error(`the SDK has no ${operation}`);
      const input = withBytes(parameters, (base64) => Buffer.from(base64, "base64")) as object;
      try {
        const { $metadata: _, ...answer } = await client.send(new Command(input));
        return JSON.parse(JSON.stringify(answer));
      } catch (error) {
        if (error instanceof sqs.SQSServiceException) return refusalOf(error);
        throw error;
      }
    },
    close: async () => client.destroy(),
  };
}

/** The SDK shows either the shape's name or the code: which of them depends on whether its model knows the error. */
function refusalOf(error: sqs.SQSServiceException): Refusal {
  const { name, message, $metadata } = error;
  const { Code: code = name } = error as { Code?: string };
  return { error: code, message, status: $metadata.httpStatusCode ?? 0 };
}
