import { SendMessageCommand, SQSClient } from "@aws-sdk/client-sqs";
import { Command } from "commander";
import { calledAs } from "./calledAs";
import { readLocalAccess } from "./localAccess";
import { projectWorkFolder } from "./projectFolder";
import { namedValue } from "./running/named";

/** Runs the command with its arguments. */
export async function main(args: readonly string[]): Promise<void> {
  const command = new Command(calledAs("send"))
    .description("Sends a message to a queue that runs here, and prints its id.")
    .argument("<queue>", "its URL, or the output that has it, such as bursts.queueUrl")
    .argument("<body>", "the text of the message")
    .option("--group <id>", "the message group, which a FIFO queue asks for")
    .addHelpText("after", `\nExample:\n  ${calledAs("send")} bursts.queueUrl '{"id":"order-1"}'`)
    .allowExcessArguments(false)
    .parse([...args], { from: "user" });
  const [queue, body] = command.processedArgs as [string, string];
  const { group } = command.opts<{ group?: string }>();
  const workFolder = projectWorkFolder();
  const sqs = new SQSClient({ ...readLocalAccess(workFolder) });
  const { MessageId } = await sqs.send(
    new SendMessageCommand({
      ...{ QueueUrl: namedValue(workFolder, queue), MessageBody: body },
      // Two of the same body are two messages.
      ...(group !== undefined && { MessageGroupId: group, MessageDeduplicationId: crypto.randomUUID() }),
    }),
  );
  process.stdout.write(`${MessageId}\n`);
}
