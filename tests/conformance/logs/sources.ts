import { apiPages } from "../rows";
import type { Source } from "../table";

const RECORDINGS = "https://github.com/localstack/localstack/blob";
/** The commits at which LocalStack's recordings were read. */
const COMMITS = {
  events: "7f75e9e2228e22595c04159f632957eef20ce89f",
  filter_events: "e3b2b97e6ae4079d235263943f5084137e0f00ce",
  groups: "e3b2b97e6ae4079d235263943f5084137e0f00ce",
  metric_filters: "a32321c2bd0e46788c7369849dff27cdf751afce",
  streams: "ca38034b5ce78a9571549e6f01e2754784e04d5b",
} as const;

export const apiReference = apiPages(
  "Amazon CloudWatch Logs API Reference",
  "https://docs.aws.amazon.com/AmazonCloudWatchLogs/latest/APIReference",
);

/** An answer of AWS that LocalStack's tests recorded. */
export function recorded(about: keyof typeof COMMITS, test: string): Source {
  return {
    title: `recorded: ${test}`,
    address: `${RECORDINGS}/${COMMITS[about]}/tests/aws/services/logs/test_logs_${about}.snapshot.json`,
  };
}
