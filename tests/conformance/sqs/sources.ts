import { apiPages } from "../rows";
import type { Source } from "../table";

const API = "https://docs.aws.amazon.com/AWSSimpleQueueService/latest/APIReference";
const GUIDE = "https://docs.aws.amazon.com/AWSSimpleQueueService/latest/SQSDeveloperGuide";
const LOCALSTACK = "https://github.com/localstack/localstack/blob";
/** The commits at which LocalStack's tests and recordings were read. */
const COMMITS = {
  "test_sqs.py": "e74ff4370b6ee1ba0df7958a7d5e8c6e52701f12",
  "test_sqs.snapshot.json": "b648df1bab27e187f2798cefc82cfb8e230fa925",
  "test_sqs.validation.json": "05222a17e32f9463dd194cddfd1ec0d384f95af6",
  "test_sqs_move_task.snapshot.json": "11c332ee0569471d7054e29687ee851a5d96ca91",
} as const;

export const apiReference = apiPages("Amazon SQS API Reference", API);

/** A page of the Amazon SQS Developer Guide. */
export function developerGuide(title: string, page: string): Source {
  return { title: `${title} (Amazon SQS Developer Guide)`, address: `${GUIDE}/${page}.html` };
}

/** An answer of AWS that LocalStack's tests recorded, or were validated against. */
export function recorded(test: string, file: keyof typeof COMMITS = "test_sqs.py"): Source {
  return { title: `recorded: ${test}`, address: `${LOCALSTACK}/${COMMITS[file]}/tests/aws/services/sqs/${file}` };
}

export const FIFO_LOGIC = developerGuide("FIFO queue delivery logic in Amazon SQS", "FIFO-queues-understanding-logic");
export const DEDUPLICATION = developerGuide(
  "Using the message deduplication ID in Amazon SQS",
  "using-messagededuplicationid-property",
);
export const DEAD_LETTERS = developerGuide("Using dead-letter queues in Amazon SQS", "sqs-dead-letter-queues");
export const METADATA = developerGuide("Amazon SQS message metadata", "sqs-message-metadata");
export const VISIBILITY = developerGuide("Amazon SQS visibility timeout", "sqs-visibility-timeout");
export const QUOTAS = developerGuide("Amazon SQS message quotas", "quotas-messages");
