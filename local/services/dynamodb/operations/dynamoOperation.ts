import type { Operation } from "../../../edge/awsApi";
import type { AwsCall } from "../../../edge/awsService";
import type { Services } from "../../../services";
import type { DynamoServer } from "../server";
import type { Streams } from "../streams";
import type { Tables } from "../tables";
import type { WriteSignal } from "../writeSignal";

/** Tables and their streams, as the operations of the API see them. */
export interface DynamoParts extends Pick<Services, "clock" | "inventory" | "kms"> {
  server: DynamoServer;
  tables: Tables;
  streams: Streams;
  writes: WriteSignal;
  deleteTable(name: string): Promise<void>;
  /** Counts a call that went well, once for each of its tables. */
  countSuccess(operation: AwsCall["operation"], tables: readonly string[], latencyMs: number): void;
}

export type DynamoOperation<Input extends object, Output extends object> = Operation<DynamoParts, Input, Output>;
