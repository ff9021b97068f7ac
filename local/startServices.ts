import { type ChaosOptions, ChaosSwitches } from "./base/chaos";
import type { Clock } from "./base/clock";
import { type DataFolder, nothingKept } from "./base/dataFolder";
import { Ends } from "./base/ends";
import { Inventory } from "./base/inventory";
import { keptMaps } from "./base/keptMaps";
import type { Report } from "./base/report";
import { registerControlApis } from "./control/index";
import { edgeBefore, type IsProgramThere, identitiesBefore } from "./edge/beforeProgram";
import { askedPages, noPages } from "./edge/callingPages";
import { createEdge, type Edge, type EdgeDependencies } from "./edge/edge";
import { executeApi } from "./http/executeApi";
import { createIam } from "./iam/createIam";
import type { Services } from "./services";
import { createRestApis } from "./services/apigateway/createRestApis";
import { createHttpApis } from "./services/apigatewayv2/createHttpApis";
import { createAthena } from "./services/athena/createAthena";
import { createAutoScaling } from "./services/autoscaling/createAutoScaling";
import { createCloudFront } from "./services/cloudfront/createCloudFront";
import { createAlarmActions } from "./services/cloudwatch/alarmActions";
import { createAlarmEvents } from "./services/cloudwatch/alarmEvents";
import { createAlarms } from "./services/cloudwatch/alarms";
import { createCompositeActions } from "./services/cloudwatch/compositeActions";
import { createCompositeAlarms } from "./services/cloudwatch/compositeAlarms";
import { createDashboardPages } from "./services/cloudwatch/dashboardPages";
import { createDashboards } from "./services/cloudwatch/dashboards";
import { createMetrics } from "./services/cloudwatch/metrics";
import { createCognito } from "./services/cognito/createCognito";
import { createDynamoDb } from "./services/dynamodb/createDynamoDb";
import { createEc2 } from "./services/ec2/createEc2";
import { createInstances } from "./services/ec2/createInstances";
import { createEcs } from "./services/ecs/createEcs";
import { createImages } from "./services/ecs/createImages";
import { createEvents } from "./services/events/createEvents";
import { createFirehose } from "./services/firehose/createFirehose";
import { createGlue } from "./services/glue/createGlue";
import { createKinesis } from "./services/kinesis/createKinesis";
import { createKms } from "./services/kms/createKms";
import { createLambda } from "./services/lambda/createLambda";
import { createFunctionUrls } from "./services/lambda/urls/createFunctionUrls";
import { keptLines } from "./services/logs/keptLines";
import { createLogs } from "./services/logs/logs";
import { createRds } from "./services/rds/createRds";
import { createNotifications } from "./services/s3/createNotifications";
import { createS3 } from "./services/s3/createS3";
import { createWebsites } from "./services/s3/createWebsites";
import { createScheduler } from "./services/scheduler/createScheduler";
import { createSecretsManager } from "./services/secretsmanager/createSecretsManager";
import { createServiceQuotas } from "./services/servicequotas/createServiceQuotas";
import { createSfn } from "./services/sfn/createSfn";
import { createSns } from "./services/sns/createSns";
import { createSqs } from "./services/sqs/createSqs";
import { createSsm } from "./services/ssm/createSsm";
import { createSts } from "./services/sts/sts";
import { CallRecord } from "./trace/callRecord";

export interface ServiceOptions {
  /** Port of the edge, on loopback; 0 takes any free one. */
  port: number;
  /** Absolute path of `.sluice/`. */
  workFolder: string;
  /** Folder that relative paths in the program are relative to. @default the working directory */
  programFolder?: string;
  /** Where services keep what outlives a stop; the caller closes it after them. @default nothing is kept */
  data?: DataFolder;
  clock: Clock;
  report: Report;
  /** Faults to inject; none where absent. */
  chaos?: ChaosOptions;
  /** Alarm periods, and waits of state machines, are divided by it; the clock of schedules goes as many times as fast. @default 1 */
  timeScale?: number;
  /** Environments that one function may have at a time. @default the number of processors, at least 4 */
  environmentsPerFunction?: number;
  /** Calls that all functions of the account may have under way, against which reservations are checked. @default 1,000 */
  lambdaConcurrency?: number;
  /**
   * Has whoever asks from outside ask again, with a 503, until {@link StartedServices.resume}: what a program makes is not there before.
   * @default false
   */
  awaitsProgram?: boolean;
}

export interface StartedServices {
  services: Services;
  edge: Edge;
  /** Goes on with what was under way when the local cloud stopped, once the program's resources are there; again, with what came since. */
  resume(): void;
  stop(): Promise<void>;
}

/**
 * Makes every service and starts those that need starting.
 *
 * @throws Error with a message for the person at the laptop (a port in use, no database for this platform); what had
 * started by then has ended
 */
export async function startServices(options: ServiceOptions): Promise<StartedServices> {
  const ends = new Ends();
  let isProgramThere = !options.awaitsProgram;
  try {
    const { services, edge } = await compose(options, ends, () => isProgramThere);
    const { ecs, lambda, sfn, sns, sqs } = services;
    const first = [sqs, sns, lambda];
    const resume = () => {
      for (const service of [...first.splice(0), sfn, ecs]) service.resume();
      isProgramThere = true;
    };
    return { services, edge, resume, stop: () => ends.run() };
  } catch (error) {
    await ends.run().catch((failure: unknown) => options.report.warn("local cloud", String(failure)));
    throw error;
  }
}

async function compose(
  options: ServiceOptions,
  ends: Ends,
  isProgramThere: IsProgramThere,
): Promise<Pick<StartedServices, "services" | "edge">> {
  const { clock, report, workFolder, timeScale = 1, environmentsPerFunction, lambdaConcurrency } = options;
  const { programFolder = process.cwd(), data = nothingKept } = options;
  const chaos = new ChaosSwitches(options.chaos);
  const inventory = new Inventory(report, clock);
  const iam = createIam({ report, tagsOf: (arn) => inventory.tagsOf(arn) }, keptMaps(data, "iam"));
  const kms = createKms({ iam, clock });
  const calls = new CallRecord({ clock, iam });
  const minutes = keptLines(data, "metrics", { clock, report });
  ends.add(() => minutes.close());
  const metrics = createMetrics({ clock }, { timeScale }, minutes);
  ends.add(() => metrics.stop());
  const lines = keptLines(data, "logs", { clock, report });
  ends.add(() => lines.close());
  const logs = createLogs({ clock, metrics, report }, lines);
  const alarms = createAlarms({ clock, metrics, report }, { timeScale }, keptMaps(data, "alarms"));
  ends.add(() => alarms.stop());
  const compositeAlarms = createCompositeAlarms({ alarms, clock, report }, keptMaps(data, "compositeAlarms"));
  const dashboards = createDashboards({ clock, metrics, alarms }, { timeScale });

  // The edge listens before what it serves exists, because every function has to know its URL.
  const [edge, dynamodb] = await allStarted(
    ends,
    listen(
      { iam: identitiesBefore(iam, isProgramThere), report, clock, calls, checkRecorded: data.checkRecorded },
      options.port,
      isProgramThere,
    ),
    createDynamoDb({ chaos, clock, data, inventory, kms, report, metrics, workFolder }),
  );
  const edgeUrl = edge.url;
  const ec2 = createEc2();
  const instances = createInstances({ iam, inventory, ec2, clock, report, workFolder });
  ends.add(() => instances.close());
  const ssm = createSsm({ clock, instances, inventory, kms, report }, keptMaps(data, "ssm"));
  const secretsManager = createSecretsManager({ clock, inventory }, keptMaps(data, "secretsmanager"));
  const rds = createRds({ clock, data, ec2, metrics, report, workFolder });
  ends.add(() => rds.stop());
  const kinesis = createKinesis({ clock, metrics, report }, keptMaps(data, "kinesis"));
  const sqs = createSqs({ clock, metrics, iam, kms, inventory, edgeUrl }, keptMaps(data, "sqs"));
  ends.add(() => sqs.stop());
  const lambda = createLambda(
    {
      ...{ data, iam, calls, logs, metrics, dynamodb, kinesis, sqs, chaos, clock, report, edgeUrl, workFolder },
      destinations: () => ({ events, sns }),
    },
    {
      ...{ timeScale, programFolder },
      ...(environmentsPerFunction !== undefined && { environmentsPerFunction }),
      ...(lambdaConcurrency !== undefined && { accountConcurrency: lambdaConcurrency }),
    },
  );
  ends.add(() => lambda.stop());
  const functionUrls = createFunctionUrls({ iam, lambda, metrics, clock, report });
  edge.mount("lambda-url", functionUrls.serve, askedPages(functionUrls.allowsOrigin));
  const sns = createSns({ iam, kms, lambda, sqs, metrics, clock, report, edgeUrl }, keptMaps(data, "sns"));
  ends.add(() => sns.stop());
  createAlarmActions({ alarms, sns, clock, report });
  const sfn = createSfn(
    { iam, inventory, calls, lambda, dynamodb, sqs, sns, clock, metrics, logs, report },
    { timeScale },
    keptMaps(data, "states"),
  );
  ends.add(async () => sfn.stop());
  const images = createImages({ workFolder, programFolder });
  const events = createEvents(
    { iam, lambda, sfn, sns, sqs, metrics, clock, report, edgeUrl },
    { timeScale },
    keptMaps(data, "events"),
  );
  ends.add(async () => events.stop());
  createAlarmEvents({ alarms, events });
  createCompositeActions({ compositeAlarms, sns, events, report });
  const notifications = createNotifications({ iam, sns, sqs, lambda, events, chaos, clock, report, edgeUrl });
  const s3 = createS3({ clock, data, iam, inventory, kms, notifications, report, workFolder });
  ends.add(() => notifications.delivered());
  const websites = createWebsites({ iam, s3, report, isProgramThere });
  ends.add(() => websites.stop());
  const firehose = createFirehose(
    { iam, calls, kinesis, lambda, s3, logs, metrics, chaos, clock, report },
    { timeScale },
    keptMaps(data, "firehose"),
  );
  ends.add(() => firehose.stop());
  const glue = createGlue({ clock });
  const athena = createAthena({ clock, glue, iam, kms, metrics, report, s3 });
  ends.add(() => athena.stop());
  const ecs = createEcs(
    {
      events,
      ...{ iam, logs, metrics, images, secretsManager, ssm, rds, chaos, clock, report, edgeUrl, workFolder },
    },
    keptMaps(data, "ecs"),
  );
  ends.add(() => ecs.stop());
  const autoScaling = createAutoScaling({ ecs, metrics, alarms, clock, report }, { timeScale });
  ends.add(() => autoScaling.stop());
  const scheduler = createScheduler(
    { iam, lambda, ecs, sqs, metrics, chaos, clock, report, edgeUrl },
    { timeScale },
    keptMaps(data, "scheduler"),
  );
  ends.add(() => scheduler.stop());
  edge.mount("ecs-agent", ecs.agent, noPages);
  edge.mount("_local/mailbox", sns.mailbox.page);
  edge.mount("_local/mailbox.json", sns.mailbox.json);
  edge.mount("_local/dashboards", createDashboardPages({ dashboards }));
  const cloudFront = createCloudFront({ iam, s3, report, isProgramThere });
  ends.add(() => cloudFront.stop());
  const cognito = createCognito({ clock, sns, report, edgeUrl }, {}, keptMaps(data, "cognito"));
  // Its own forms have a token of their own; the rest is for scripts of any page, as on AWS.
  edge.mount("cognito-idp", cognito.pages, () => false);
  const httpApis = createHttpApis({ iam, calls, cognito, events, lambda, sqs, logs, metrics, clock, report });
  const restApis = createRestApis({ iam, calls, lambda, kinesis, sqs, sns, logs, metrics, clock, report });
  edge.mount(
    "execute-api",
    executeApi((apiId) => (restApis.has(apiId) ? restApis : httpApis)),
    askedPages(httpApis.allowsOrigin),
  );
  edge.mountHosts({ has: httpApis.hasDomain, serve: httpApis.serveDomain });
  edge.mountHosts({ has: restApis.hasDomain, serve: restApis.serveDomain });
  const apis = [dynamodb.api, s3.api, sqs.api, sfn.api, ssm.api, createSts(), createServiceQuotas()];
  for (const service of apis) edge.register(service);
  report.stage(`AWS services ready at ${edgeUrl}`);
  const services = {
    clock,
    report,
    chaos,
    chaosSwitches: chaos,
    data,
    inventory,
    iam,
    kms,
    calls,
    logs,
    metrics,
    alarms,
    compositeAlarms,
    dashboards,
    dynamodb,
    kinesis,
    firehose,
    sqs,
    sns,
    sfn,
    lambda,
    functionUrls,
    cognito,
    cloudFront,
    httpApis,
    restApis,
    ec2,
    ssm,
    instances,
    images,
    ecs,
    autoScaling,
    rds,
    s3,
    websites,
    glue,
    athena,
    secretsManager,
    scheduler,
    events,
    edgeUrl,
    workFolder,
  };
  registerControlApis(edge, services);
  return { services, edge };
}

/** Waits for all of them even if one fails: what started must be known to be ended. */
async function allStarted<A extends Stoppable, B extends Stoppable>(
  ends: Ends,
  ...starting: [Promise<A>, Promise<B>]
): Promise<[A, B]> {
  for (const outcome of await Promise.allSettled(starting)) {
    if (outcome.status === "fulfilled") ends.add(() => outcome.value.stop());
  }
  return Promise.all(starting);
}

interface Stoppable {
  stop(): Promise<void>;
}

async function listen(dependencies: EdgeDependencies, port: number, isProgramThere: IsProgramThere): Promise<Edge> {
  try {
    return edgeBefore(await createEdge(dependencies, { port, host: "127.0.0.1" }), isProgramThere);
  } catch (error) {
    if (!(error instanceof Error && "code" in error && error.code === "EADDRINUSE")) throw error;
    throw new Error(
      `port ${port} is in use: stop what listens there, or give another with --port (0 takes any free one)`,
    );
  }
}
