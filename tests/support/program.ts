import * as pulumi from "@pulumi/pulumi";
import { surroundings } from "../../cli/preflight/surroundings";
import { serialiseFaster } from "../../local/evaluation/serialisation";

/** One resource as a program registered it: inputs resolved, values that are still unknown absent. */
export interface Registration {
  type: string;
  name: string;
  inputs: Record<string, unknown>;
  /** The provider that makes it; empty for the stack's own. */
  provider: string;
  /** URNs of the resources that are made before it. */
  dependencies: readonly string[];
  /** Inputs whose changes are ignored once the resource is there. */
  ignoreChanges: readonly string[];
}

export interface RunOptions {
  /** Evaluates as `pulumi preview` of a new stack does: outputs of resources are unknown. */
  preview?: boolean;
  project?: string;
  stack?: string;
  /** The place that the ARNs of what is made name. @default us-east-1, in the partition aws */
  place?: { partition: string; region: string };
  /**
   * Result of provider functions, by token, where it differs from what AWS says of the configured region.
   * @param provider the provider that is asked; empty for the stack's own
   */
  call?: (token: string, inputs: Record<string, unknown>, provider: string) => Record<string, unknown>;
}

export interface Run<T> {
  registrations: readonly Registration[];
  /** URNs of all resources: types from the outermost parent to the resource, then its name. */
  urns: readonly string[];
  /** Names of the resources that stay when the stack goes. */
  retained: readonly string[];
  /** The program's result; absent when it failed. */
  result?: T;
  /** Messages, each once, of what went wrong in the program itself or in the inputs of a resource. */
  errors: readonly string[];
}

/**
 * Runs a Pulumi program against mocks and waits until everything it registers has settled.
 *
 * Resources get the outputs that a provider would: an id, and the attributes that other resources refer to. Where it is a
 * preview they get none.
 */
export async function runProgram<T>(program: () => T | Promise<T>, options: RunOptions = {}): Promise<Run<T>> {
  const { preview = false, project = "sluice", stack = "test" } = options;
  const registrations: Pick<Registration, "type" | "name" | "inputs" | "provider">[] = [];
  const resourceOptions = new Map<string, Pick<Registration, "dependencies" | "ignoreChanges">>();
  const retained: string[] = [];
  const mocks: pulumi.runtime.Mocks = {
    call: ({ token, inputs, provider = "" }) => ({
      ...surroundings(token, pulumi.runtime.allConfig()["aws:region"] ?? "us-east-1", ACCOUNT),
      ...options.call?.(token, inputs, provider),
    }),
    newResource: ({ type, name, inputs, custom, provider = "" }) => {
      if (custom === true || isRemote(type)) {
        registrations.push({ type, name, inputs, provider });
      }
      return preview
        ? { id: undefined, state: inputs }
        : { id: `${name}-id`, state: stateOf(placed(outputsOf(type, name), options.place), inputs) };
    },
  };
  await pulumi.runtime.setMocks(mocks, project, stack, preview);
  // That of a program before it would stay.
  pulumi.runtime.setAllConfig({});
  const monitor = internals.getMonitor();
  const { resources } = monitor;
  const register = monitor.registerResource.bind(monitor);
  // Mocks are told a resource's inputs, though not its options.
  monitor.registerResource = (request, done) => {
    if (request.getRetainondelete()) retained.push(request.getName());
    resourceOptions.set(keyOf({ type: request.getType(), name: request.getName() }), {
      dependencies: request.getDependenciesList(),
      ignoreChanges: request.getIgnorechangesList(),
    });
    return register(request, done);
  };

  const errors = new Set<string>();
  const collect = (reason: unknown) => {
    errors.add(reason instanceof Error ? reason.message : String(reason));
  };
  // A fault in a resource's inputs rejects promises that Pulumi leaves to the process to notice.
  const listeners = process.listeners("unhandledRejection");
  process.removeAllListeners("unhandledRejection");
  process.on("unhandledRejection", collect);
  let result: T | undefined;
  try {
    result = await program();
  } catch (error) {
    collect(error);
  }
  try {
    await pulumi.runtime.disconnect();
    // Rejections are noticed when the promises' own callbacks have run.
    await new Promise(setImmediate);
    // A resource that depends on something that failed waits for ever; left alone, Pulumi would fail the whole process for it at its
    // end. Where nothing failed, nothing may wait.
    const [waiting] = debuggable.leakedPromises();
    if (waiting.size > 0 && errors.size === 0) {
      collect(new Error(`${waiting.size} promises of the program never settle`));
    }
  } finally {
    process.removeListener("unhandledRejection", collect);
    for (const listener of listeners) {
      process.on("unhandledRejection", listener);
    }
  }
  return {
    registrations: registrations.map((registration) => ({
      ...registration,
      ...(resourceOptions.get(keyOf(registration)) ?? { dependencies: [], ignoreChanges: [] }),
    })),
    urns: [...resources.keys()],
    retained,
    errors: [...errors],
    ...(result !== undefined && { result }),
  };
}

/** @throws Error naming what was registered instead, when there is no such resource */
export function inputsOf(run: Run<unknown>, type: string, name: string): Record<string, unknown> {
  return registrationOf(run, type, name).inputs;
}

/** @throws Error naming what was registered instead, when there is no such resource */
export function registrationOf(run: Run<unknown>, type: string, name: string): Registration {
  const found = run.registrations.filter((registration) => registration.type === type && registration.name === name);
  const [registration] = found;
  if (registration === undefined || found.length > 1) {
    const names = run.registrations.filter((other) => other.type === type).map((other) => other.name);
    throw new Error(`expected one ${type} "${name}", found ${found.length}; registered: ${names.join(", ")}`);
  }
  return registration;
}

/** The module through which Pulumi's runtime wraps each of its promises; not in its types. */
const debuggable = require("@pulumi/pulumi/runtime/debuggable") as {
  debuggablePromise<T>(promise: Promise<T>, label?: string): Promise<T>;
  /** The list of promises that are not settled, which this also clears. */
  leakedPromises(): [ReadonlySet<unknown>, string];
};
withoutTraces();
// As the local cloud does. Programs are evaluated with Pulumi as it is in `npm run test:engine`.
serialiseFaster();

/**
 * Spares Pulumi's promises the stack trace that each gets, mapped to TypeScript: that is two fifths of a program's evaluation, and no test
 * looks at one.
 */
function withoutTraces(): void {
  const { debuggablePromise } = debuggable;
  debuggable.debuggablePromise = (promise, label) => {
    const { stackTraceLimit } = Error;
    Error.stackTraceLimit = 0;
    try {
      return debuggablePromise(promise, label);
    } finally {
      Error.stackTraceLimit = stackTraceLimit;
    }
  };
}

/** Exported by Pulumi's runtime, though not in its types. */
const internals = pulumi.runtime as unknown as { getMonitor(): Monitor };

interface Monitor {
  resources: ReadonlyMap<string, unknown>;
  registerResource(request: RegisterRequest, done: unknown): Promise<void>;
}

interface RegisterRequest {
  getType(): string;
  getName(): string;
  getDependenciesList(): readonly string[];
  getIgnorechangesList(): readonly string[];
  getRetainondelete(): boolean;
}

function keyOf({ type, name }: { type: string; name: string }): string {
  return `${type}::${name}`;
}

/** A component of a Pulumi plugin: what is below it is made elsewhere, so to a program it is a resource like others. */
function isRemote(type: string): boolean {
  return type.startsWith("awsx:");
}

function placed(outputs: Record<string, unknown>, place: RunOptions["place"]): Record<string, unknown> {
  if (place === undefined) return outputs;
  const text = JSON.stringify(outputs).replaceAll("arn:aws:", `arn:${place.partition}:`);
  return JSON.parse(text.replaceAll("us-east-1", place.region)) as Record<string, unknown>;
}

/** Inputs and outputs together; an object may hold both, as a custom domain's configuration does. */
function stateOf(outputs: Record<string, unknown>, inputs: Record<string, unknown>): Record<string, unknown> {
  const both = Object.entries(outputs).filter(([name, value]) => isObject(value) && isObject(inputs[name]));
  const merged = both.map(([name, value]) => [name, { ...(value as object), ...(inputs[name] as object) }]);
  return { ...outputs, ...inputs, ...Object.fromEntries(merged) };
}

function isObject(value: unknown): boolean {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

const ACCOUNT = "111122223333";

/** Attributes that AWS makes up, where other resources refer to them. */
export function outputsOf(type: string, name: string): Record<string, unknown> {
  const account = `us-east-1:${ACCOUNT}`;
  switch (type) {
    case "aws:dynamodb/table:Table":
      return {
        name: `${name}-name`,
        arn: `arn:aws:dynamodb:${account}:table/${name}-name`,
        streamArn: `arn:aws:dynamodb:${account}:table/${name}-name/stream/2026-01-01T00:00:00.000`,
      };
    case "aws:sqs/queue:Queue":
      return {
        name: `${name}-name`,
        arn: `arn:aws:sqs:${account}:${name}-name`,
        url: `https://sqs.us-east-1.amazonaws.com/${ACCOUNT}/${name}-name`,
      };
    case "aws:lambda/function:Function":
      return {
        name: `${name}-name`,
        arn: `arn:aws:lambda:${account}:function:${name}-name`,
        invokeArn: `${name}-invoke-arn`,
      };
    case "aws:apigateway/restApi:RestApi":
      return {
        name: `${name}-name`,
        rootResourceId: `${name}-root`,
        executionArn: `arn:aws:execute-api:${account}:${name}-id`,
      };
    case "aws:apigateway/stage:Stage":
      return { invokeUrl: `https://${name}-id.execute-api.us-east-1.amazonaws.com/v1` };
    case "aws:apigateway/apiKey:ApiKey":
      return { value: `${name}-value` };
    case "aws:iam/role:Role":
      return { name: `${name}-name`, arn: `arn:aws:iam::${ACCOUNT}:role/${name}-name` };
    case "aws:cloudwatch/logGroup:LogGroup":
      return { name: `${name}-name`, arn: `arn:aws:logs:${account}:log-group:${name}-name` };
    case "aws:apigatewayv2/api:Api":
      return {
        apiEndpoint: `https://${name}-id.execute-api.us-east-1.amazonaws.com`,
        executionArn: `arn:aws:execute-api:${account}:${name}-id`,
      };
    case "aws:apigatewayv2/domainName:DomainName":
      return {
        domainNameConfiguration: {
          ...{ targetDomainName: `${name}.execute-api.us-east-1.amazonaws.com`, hostedZoneId: "Z1UJRXOUMOOFQ8" },
        },
      };
    case "aws:apigateway/domainName:DomainName":
      return { regionalDomainName: `${name}.execute-api.us-east-1.amazonaws.com`, regionalZoneId: "Z1UJRXOUMOOFQ8" };
    case "aws:acm/certificate:Certificate":
      return {
        arn: `arn:aws:acm:${account}:certificate/${name}`,
        domainValidationOptions: [
          { resourceRecordName: `_${name}.`, resourceRecordType: "CNAME", resourceRecordValue: `_${name}-value.` },
        ],
      };
    case "aws:route53/record:Record":
      return { fqdn: `${name}-fqdn` };
    case "aws:ecr/repository:Repository":
      return {
        name: `${name}-name`,
        arn: `arn:aws:ecr:${account}:repository/${name}-name`,
        repositoryUrl: `${ACCOUNT}.dkr.ecr.us-east-1.amazonaws.com/${name}-name`,
      };
    case "aws:ecs/cluster:Cluster":
      return { name: `${name}-name`, arn: `arn:aws:ecs:${account}:cluster/${name}-name` };
    case "aws:ecs/service:Service":
      return { name: `${name}-name` };
    case "aws:ecs/taskDefinition:TaskDefinition":
      return { arn: `arn:aws:ecs:${account}:task-definition/${name}-name:1` };
    case "aws:scheduler/scheduleGroup:ScheduleGroup":
      return { name: `${name}-name`, arn: `arn:aws:scheduler:${account}:schedule-group/${name}-name` };
    case "aws:cloudwatch/eventRule:EventRule":
      return { name: `${name}-name`, arn: `arn:aws:events:${account}:rule/${name}-name` };
    case "aws:iam/policy:Policy":
      return { arn: `arn:aws:iam::${ACCOUNT}:policy/${name}-name` };
    case "aws:iam/group:Group":
      return { name: `${name}-name` };
    case "aws:cloudwatch/metricAlarm:MetricAlarm":
      return { name: `${name}-name`, arn: `arn:aws:cloudwatch:${account}:alarm:${name}-name` };
    case "aws:sns/topic:Topic":
      return { name: `${name}-name`, arn: `arn:aws:sns:${account}:${name}-name` };
    case "aws:kms/key:Key":
      return { keyId: `${name}-id`, arn: `arn:aws:kms:${account}:key/${name}-id` };
    case "aws:appautoscaling/policy:Policy":
      return { arn: `arn:aws:autoscaling:${account}:scalingPolicy:${name}-name` };
    case "aws:secretsmanager/secret:Secret":
      return { arn: `arn:aws:secretsmanager:${account}:secret:${name}-name` };
    case "aws:sfn/stateMachine:StateMachine":
      return { arn: `arn:aws:states:${account}:stateMachine:${name}-name` };
    case "aws:lambda/functionUrl:FunctionUrl":
      return { functionUrl: `https://${name}.lambda-url.us-east-1.on.aws/` };
    case "aws:secretsmanager/secretVersion:SecretVersion":
      return { versionId: `${name}-version` };
    case "aws:rds/subnetGroup:SubnetGroup":
    case "aws:rds/parameterGroup:ParameterGroup":
      return { name: `${name}-name` };
    case "aws:rds/instance:Instance":
      return {
        identifier: `${name}-name`,
        address: `${name}-name.rds.amazonaws.com`,
        endpoint: `${name}-name.rds.amazonaws.com:5432`,
        masterUserSecrets: [{ secretArn: `arn:aws:secretsmanager:${account}:secret:rds!${name}-name` }],
      };
    case "aws:kinesis/stream:Stream":
      return { name: `${name}-name`, arn: `arn:aws:kinesis:${account}:stream/${name}-name` };
    case "aws:kinesis/firehoseDeliveryStream:FirehoseDeliveryStream":
      return { name: `${name}-name`, arn: `arn:aws:firehose:${account}:deliverystream/${name}-name` };
    case "aws:glue/catalogDatabase:CatalogDatabase":
      return { arn: `arn:aws:glue:${account}:database/${name}-name` };
    case "aws:glue/catalogTable:CatalogTable":
      return { arn: `arn:aws:glue:${account}:table/${name}-name` };
    case "aws:athena/workgroup:Workgroup":
      return { name: `${name}-name`, arn: `arn:aws:athena:${account}:workgroup/${name}-name` };
    case "aws:cloudwatch/logStream:LogStream":
      return { name: `${name}-name` };
    case "aws:s3/bucket:Bucket":
      return {
        bucket: `${name}-name`,
        arn: `arn:aws:s3:::${name}-name`,
        bucketRegionalDomainName: `${name}-name.s3.us-east-1.amazonaws.com`,
      };
    case "aws:cognito/userPool:UserPool":
      return {
        arn: `arn:aws:cognito-idp:${account}:userpool/${name}-id`,
        endpoint: `cognito-idp.us-east-1.amazonaws.com/${name}-id`,
      };
    case "aws:cloudfront/distribution:Distribution":
      return {
        arn: `arn:aws:cloudfront::${ACCOUNT}:distribution/${name}-id`,
        domainName: `${name}.cloudfront.net`,
        hostedZoneId: "Z2FDTNDATAQYW2",
      };
    case "aws:ec2/vpcEndpoint:VpcEndpoint":
      return { prefixListId: `pl-${name}` };
    case "aws:ec2/eip:Eip":
      return { allocationId: `${name}-allocation`, publicIp: `${name}-ip` };
    case "aws:ec2/instance:Instance":
      return {
        arn: `arn:aws:ec2:${account}:instance/${name}-id`,
        privateIp: `${name}-private-ip`,
        tagsAll: {},
      };
    case "aws:iam/instanceProfile:InstanceProfile":
      return { name: `${name}-name` };
    case "aws:ec2/keyPair:KeyPair":
      return { keyName: `${name}-name` };
    case "tls:index/privateKey:PrivateKey":
      return { publicKeyOpenssh: `ssh-ed25519 ${name}`, privateKeyOpenssh: `${name}-private` };
    case "awsx:ec2:Vpc":
      return {
        vpcId: `${name}-vpc-id`,
        privateSubnetIds: [`${name}-private-1`, `${name}-private-2`],
        publicSubnetIds: [`${name}-public-1`, `${name}-public-2`],
        routeTables: [{ id: `${name}-table-1` }, { id: `${name}-table-2` }],
      };
    case "awsx:ecr:Image":
      return { imageUri: `${ACCOUNT}.dkr.ecr.us-east-1.amazonaws.com/images@sha256:0a1b2c` };
    default:
      return {};
  }
}
