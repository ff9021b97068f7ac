import type { Plan } from "./plan";

/** A name that the program gives, where Pulumi would have made one up. */
export interface PlannedName {
  /** `"bucket"` */
  kind: string;
  name: string;
}

/** The input that names a resource of a type, and what people call such a resource. */
const NAMING_INPUTS: Readonly<Record<string, readonly [kind: string, input: string]>> = {
  "aws:s3/bucket:Bucket": ["bucket", "bucket"],
  "aws:cloudwatch/logGroup:LogGroup": ["log group", "name"],
  "aws:cloudwatch/dashboard:Dashboard": ["dashboard", "dashboardName"],
  "aws:iam/role:Role": ["role", "name"],
  "aws:lambda/function:Function": ["function", "name"],
  "aws:sqs/queue:Queue": ["queue", "name"],
  "aws:sns/topic:Topic": ["topic", "name"],
  "aws:kinesis/stream:Stream": ["stream", "name"],
  "aws:dynamodb/table:Table": ["table", "name"],
  "aws:rds/instance:Instance": ["database", "identifier"],
  "aws:glue/catalogDatabase:CatalogDatabase": ["Glue database", "name"],
};

/** Lists the physical names that a plan gives; what Pulumi makes up cannot be taken. */
export function plannedNames({ resources }: Pick<Plan, "resources">): PlannedName[] {
  return resources.flatMap(({ type, inputs }) => {
    const [kind, input] = NAMING_INPUTS[type] ?? [];
    const name = input === undefined ? undefined : inputs[input];
    return kind !== undefined && typeof name === "string" ? [{ kind, name }] : [];
  });
}
