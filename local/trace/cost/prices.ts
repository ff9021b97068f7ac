/** A thing that AWS counts and charges for. */
export interface Price {
  /** `"DynamoDB write"` */
  name: string;
  /** US dollars for a million. */
  perMillion: number;
  /** Page of AWS with the price. */
  source: string;
}

/** The day to which the prices belong; region us-east-1, on demand, first tier, without free tiers. */
export const PRICES_AS_OF = "2025-06-30";

/** Prices of calls. Those by the hour, by bytes kept or by bytes logged are not here: they do not grow with the calls of an event. */
export const PRICES = {
  httpApiRequest: price("HTTP API request", 1, "api-gateway"),
  restApiRequest: price("REST API request", 3.5, "api-gateway"),
  lambdaRequest: price("Lambda request", 0.2, "lambda"),
  lambdaGbSecond: price("Lambda GB-second (ARM64)", 13.3334, "lambda"),
  dynamoWrite: price("DynamoDB write request unit", 0.625, "dynamodb"),
  dynamoRead: price("DynamoDB read request unit", 0.125, "dynamodb"),
  sqsRequest: price("SQS request", 0.4, "sqs"),
  snsPublish: price("SNS publish", 0.5, "sns"),
  kinesisPut: price("Kinesis PUT payload unit", 0.014, "kinesis/data-streams"),
  firehoseRecord: price("Firehose record of 5 KB", 0.029 * 5, "firehose"),
  s3Put: price("S3 PUT", 5, "s3"),
  expressExecution: price("Step Functions express request", 1, "step-functions"),
  standardTransition: price("Step Functions state transition", 25, "step-functions"),
  secretRead: price("Secrets Manager call", 5, "secrets-manager"),
} as const satisfies Record<string, Price>;

export type Charged = keyof typeof PRICES;

/** How many of each there were. */
export type Usage = Partial<Record<Charged, number>>;

/** US dollars. */
export function costOf(usage: Usage): number {
  return entriesOf(usage).reduce((sum, [charged, count]) => sum + (count * PRICES[charged].perMillion) / 1e6, 0);
}

/** In the order of the table above. */
export function entriesOf(usage: Usage): [Charged, number][] {
  return (Object.keys(PRICES) as Charged[]).flatMap((charged): [Charged, number][] => {
    const count = usage[charged];
    return count === undefined || count === 0 ? [] : [[charged, count]];
  });
}

function price(name: string, perMillion: number, page: string): Price {
  return { name, perMillion, source: `https://aws.amazon.com/${page}/pricing/` };
}
