import type { Chaos, ChaosSwitches } from "./base/chaos";
import type { Clock } from "./base/clock";
import type { DataFolder } from "./base/dataFolder";
import type { Inventory } from "./base/inventory";
import type { Report } from "./base/report";
import type { Iam } from "./iam/iam";
import type { RestApis } from "./services/apigateway/restApi";
import type { HttpApis } from "./services/apigatewayv2/httpApi";
import type { Athena } from "./services/athena/athena";
import type { AutoScaling } from "./services/autoscaling/autoscaling";
import type { CloudFront } from "./services/cloudfront/cloudFront";
import type { Alarms } from "./services/cloudwatch/alarms";
import type { CompositeAlarms } from "./services/cloudwatch/compositeAlarms";
import type { Dashboards } from "./services/cloudwatch/dashboards";
import type { Metrics } from "./services/cloudwatch/metrics";
import type { Cognito } from "./services/cognito/cognito";
import type { DynamoDb } from "./services/dynamodb/dynamodb";
import type { Ec2 } from "./services/ec2/ec2";
import type { Instances } from "./services/ec2/instances";
import type { Ecs } from "./services/ecs/ecs";
import type { Images } from "./services/ecs/images";
import type { Events } from "./services/events/events";
import type { Firehose } from "./services/firehose/firehose";
import type { Glue } from "./services/glue/glue";
import type { Kinesis } from "./services/kinesis/kinesis";
import type { Kms } from "./services/kms/kms";
import type { Lambda } from "./services/lambda/lambda";
import type { FunctionUrls } from "./services/lambda/urls/functionUrl";
import type { Logs } from "./services/logs/logs";
import type { Rds } from "./services/rds/rds";
import type { S3 } from "./services/s3/s3";
import type { Websites } from "./services/s3/websites";
import type { Scheduler } from "./services/scheduler/scheduler";
import type { SecretsManager } from "./services/secretsmanager/secretsManager";
import type { Sfn } from "./services/sfn/sfn";
import type { Sns } from "./services/sns/sns";
import type { Sqs } from "./services/sqs/sqs";
import type { Ssm } from "./services/ssm/ssm";
import type { CallRecord } from "./trace/callRecord";

/** Everything the composition root makes; a service or handler asks for `Pick<Services, ...>` of what it needs. */
export interface Services {
  clock: Clock;
  report: Report;
  chaos: Chaos;
  /** The same, for who turns faults on and off. */
  chaosSwitches: ChaosSwitches;
  /** Where services keep what outlives a stop. */
  data: DataFolder;
  inventory: Inventory;
  iam: Iam;
  kms: Kms;
  /** Recorded while somebody looks. */
  calls: CallRecord;
  logs: Logs;
  metrics: Metrics;
  alarms: Alarms;
  compositeAlarms: CompositeAlarms;
  dashboards: Dashboards;
  dynamodb: DynamoDb;
  kinesis: Kinesis;
  firehose: Firehose;
  sqs: Sqs;
  sfn: Sfn;
  sns: Sns;
  lambda: Lambda;
  functionUrls: FunctionUrls;
  cognito: Cognito;
  cloudFront: CloudFront;
  httpApis: HttpApis;
  restApis: RestApis;
  ec2: Ec2;
  ssm: Ssm;
  instances: Instances;
  images: Images;
  ecs: Ecs;
  autoScaling: AutoScaling;
  rds: Rds;
  s3: S3;
  websites: Websites;
  glue: Glue;
  athena: Athena;
  secretsManager: SecretsManager;
  events: Events;
  scheduler: Scheduler;
  /** Base URL of the edge, such as `"http://127.0.0.1:4510"`: known before any service starts. */
  edgeUrl: string;
  /** Absolute path of `.sluice/`, where everything the local cloud writes goes. */
  workFolder: string;
}
