import type { StreamViewType } from "./dynamodb";

/** The stream of a table, which dynoxide knows as a log only. */
export interface TableStream {
  arn: string;
  label: string;
  shardId: string;
  /** The view that the program asked for; underneath, the stream holds both images. */
  viewType: StreamViewType;
  /** Milliseconds since the Unix epoch. */
  createdAt: number;
  /** dynoxide keeps one log per table; what is up to here belongs to an earlier stream of the table. */
  startsAfter: number;
  /** dynoxide's sequence numbers of the deletions that DynamoDB made itself. */
  expiries: Set<number>;
}
