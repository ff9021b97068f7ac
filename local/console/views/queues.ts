import { resourceOf } from "../../base/arn";
import { AwsError } from "../../base/awsError";
import { isRecord } from "../../base/isRecord";
import { type ConsoleParts, ofType, type Place, placeOf, type View } from "../parts";
import { pageFrom } from "./page";

const QUEUE = "aws:sqs/queue:Queue";
const PAGE = 25;

interface QueueLine extends Place {
  name: string;
  arn: string;
  url: string;
  isFifo: boolean;
  visible: number;
  inFlight: number;
  delayed: number;
  oldestAgeSeconds: number;
  /** The name of the queue that takes its dead letters. */
  deadLetters?: string;
  /** Names of the queues whose dead letters it takes. */
  deadLettersOf: readonly string[];
}

/** Every queue of the program with its depth. */
export const queues: View = (parts) => ({ queues: queueLines(parts) });

/** One queue, and a page of its messages. */
export const queue: View = (parts, query) => {
  const name = query.get("name") ?? "";
  const line = queueLines(parts).find((each) => each.name === name);
  if (line === undefined) throw new AwsError("NotFound", `There is no queue ${JSON.stringify(name)}.`, 404);
  const from = pageFrom(query);
  const messages = parts.services.sqs.peek(line.arn, { from, limit: PAGE });
  return { queue: line, from, pageSize: PAGE, total: line.visible + line.inFlight + line.delayed, messages };
};

export function queueLines({ services, program }: ConsoleParts): readonly QueueLine[] {
  const lines = ofType(program, QUEUE).map((resource) => {
    const { state } = resource;
    const arn = String(state.arn);
    const { visible, notVisible: inFlight, delayed, oldestAgeSeconds } = services.sqs.depth(arn);
    const target = deadLetterTarget(state.redrivePolicy);
    return {
      ...placeOf(program, resource),
      ...{ name: String(state.name), arn, url: String(state.url ?? resource.id), isFifo: state.fifoQueue === true },
      ...{ visible, inFlight, delayed, oldestAgeSeconds },
      ...(target !== undefined && { deadLetters: resourceOf(target) }),
    };
  });
  const takenBy = new Map<string, string[]>();
  for (const { name, deadLetters } of lines) {
    if (deadLetters !== undefined) takenBy.set(deadLetters, [...(takenBy.get(deadLetters) ?? []), name]);
  }
  return lines.map((line) => ({ ...line, deadLettersOf: takenBy.get(line.name) ?? [] }));
}

function deadLetterTarget(policy: unknown): string | undefined {
  if (typeof policy !== "string" || policy === "") return undefined;
  const parsed: unknown = JSON.parse(policy);
  return isRecord(parsed) && typeof parsed.deadLetterTargetArn === "string" ? parsed.deadLetterTargetArn : undefined;
}
