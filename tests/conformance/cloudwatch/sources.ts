import { apiPages } from "../rows";
import type { Source } from "../table";

const RECORDINGS =
  "https://github.com/localstack/localstack/blob/8fd15a755d21af7a356cbc1b810fdce6309d372f/tests/aws/services/cloudwatch";

export const apiReference = apiPages(
  "Amazon CloudWatch API Reference",
  "https://docs.aws.amazon.com/AmazonCloudWatch/latest/APIReference",
);

/** An answer of AWS that LocalStack's tests recorded, or were validated against. */
export function recorded(test: string, file = "test_cloudwatch.snapshot.json"): Source {
  return { title: `recorded: ${test}`, address: `${RECORDINGS}/${file}` };
}

/** The same, of tests that say what AWS answers themselves. */
export function validated(test: string): Source {
  return recorded(test, "test_cloudwatch.py");
}
