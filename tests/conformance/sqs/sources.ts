import type { Source } from "../table";

const API = "https://docs.aws.amazon.com/AWSSimpleQueueService/latest/APIReference";
const GUIDE = "https://docs.aws.amazon.com/AWSSimpleQueueService/latest/SQSDeveloperGuide";
const RECORDED =
  "https://github.com/localstack/localstack/blob/ca6b22b6b1fe926d47737dce2d50af103dd45de0/tests/aws/services/sqs";

/** A page of the Amazon SQS API Reference. */
export function apiReference(operation: string): Source {
  return { title: `${operation} (Amazon SQS API Reference)`, address: `${API}/API_${operation}.html` };
}

/** A page of the Amazon SQS Developer Guide. */
export function developerGuide(title: string, page: string): Source {
  return { title: `${title} (Amazon SQS Developer Guide)`, address: `${GUIDE}/${page}.html` };
}

/** An answer of AWS that LocalStack's tests recorded or were validated against. */
export function recorded(test: string, file = "test_sqs.py"): Source {
  return { title: `recorded: ${test}`, address: `${RECORDED}/${file}` };
}
