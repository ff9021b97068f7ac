import { SendMessageCommand, SQSClient } from "@aws-sdk/client-sqs";
import { Command } from "commander";
import { calledAs } from "./calledAs";
import { readLocalAccess } from "./localAccess";
import { JSON_OPTION, outletOf } from "./outlet";
import { projectWorkFolder } from "./projectFolder";
import { namedValue } from "./running/named";

/** The command, with its options. */
export function program(): Command {
  return new Command(calledAs("send"))
    .description("Sends a message to a queue that runs here, and prints its id.")
    .argument("<queue>", "its URL, or the output that has it, such as bursts.queueUrl")
    .argument("<body>", "the text of the message")
    .option("--group <id>", "the message group, which a FIFO queue asks for")
    .option(...JSON_OPTION)
    .addHelpText("after", `\nExample:\n  ${calledAs("send")} bursts.queueUrl '{"id":"order-1"}'`)
    .allowExcessArguments(false)
    .action(send);
}

async function send(queue: string, body: string, { group, json }: { group?: string; json?: boolean }): Promise<void> {
  const workFolder = projectWorkFolder();
  const sqs = new SQSClient({ ...readLocalAccess(workFolder) });
  const { MessageId } = await sqs.send(
    new SendMessageCommand({
      ...{ QueueUrl: namedValue(workFolder, queue), MessageBody: body },
      // Two of the same body are two messages.
      ...(group !== undefined && { MessageGroupId: group, MessageDeduplicationId: crypto.randomUUID() }),
    }),
  );
  if (json) outletOf(json).result({ messageId: MessageId });
  else process.stdout.write(`${MessageId}\n`);
}
