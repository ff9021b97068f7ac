import type { LocalCloud } from "../../local/cloud";
import type { AwsCall, AwsService, PreparedCall } from "../../local/edge/awsService";
import type { Datum } from "../../local/services/cloudwatch/metrics";
import type { Charged, Usage } from "../../local/trace/cost/prices";
import { gbSeconds, unitsOf } from "../../local/trace/cost/units";

const FUNCTION = "aws:lambda/function:Function";

/** Counts what AWS would charge for; running from when it is made. */
export interface UsageCount {
  /** Counts so far. */
  read(): Usage;
}

/**
 * Listens to the calls of a system's own functions, workers and integrations, and to the metrics of what calls them. What the load itself
 * asks for (it is the operator) is not counted.
 *
 * @param isForeign tells by its name in the program what is no part of the flow: the API that a system calls, what only the load asks
 */
export function countUsage(cloud: LocalCloud, isForeign: (name: string) => boolean): UsageCount {
  const counts = new Map<Charged, number>();
  const add = (charged: Charged, count = 1) => counts.set(charged, (counts.get(charged) ?? 0) + count);
  const foreign = new Set(
    cloud.resources.filter(({ name }) => isForeign(name)).flatMap(({ id, state }) => [id, state.name]),
  );
  const roles = new Set(
    cloud.resources.filter(({ type }) => type === FUNCTION).map(({ inputs }) => String(inputs.role).split("/").at(-1)),
  );
  const transitions = new Map(
    cloud.resources
      .filter(({ type }) => type === "aws:sfn/stateMachine:StateMachine")
      .flatMap(({ state, inputs }): [string, number][] =>
        inputs.type === "STANDARD" ? [[String(state.arn), statesOf(inputs)]] : [],
      ),
  );
  const { dynamodb, sqs, sns, secretsManager, metrics } = cloud.services;

  const listen = (api: AwsService, charge: (call: AwsCall) => void) => {
    const prepare = api.prepare.bind(api);
    Object.assign(api, {
      prepare(call: AwsCall): PreparedCall {
        const prepared = prepare(call);
        const { principal } = call;
        const role = principal.kind === "role" ? principal.roleArn.split("/").at(-1) : undefined;
        if (principal.kind === "operator" || foreign.has(role)) return prepared;
        return {
          permissions: prepared.permissions,
          run: () => {
            charge(call);
            if (roles.has(role)) add("lambdaGbSecond", gbSeconds(1) - gbSeconds(0));
            return prepared.run();
          },
        };
      },
    });
  };
  listen(dynamodb.api, (call) => {
    const { writes, reads } = unitsOf(call);
    add("dynamoWrite", writes);
    add("dynamoRead", reads);
  });
  listen(sqs.api, () => add("sqsRequest"));
  // Message by message: at most what is charged, as small ones of a batch may be charged together.
  listen(sns.api, ({ params }) => add("snsPublish", listOf(params.PublishBatchRequestEntries).length || 1));
  listen(secretsManager.api, () => add("secretRead"));
  // Lambda's pollers of queues call SQS as anybody does.
  const { receive, deleteMessages } = sqs;
  Object.assign(sqs, {
    receive: (...args: Parameters<typeof receive>) => {
      add("sqsRequest");
      return receive.apply(sqs, args);
    },
    deleteMessages: (...args: Parameters<typeof deleteMessages>) => {
      add("sqsRequest", Math.ceil(args[1].length / 10));
      return deleteMessages.apply(sqs, args);
    },
  });

  const chargeExecution = (machine: string, count: number) => {
    const states = transitions.get(machine);
    return states === undefined ? add("expressExecution", count) : add("standardTransition", count * states);
  };
  const put = metrics.put.bind(metrics);
  Object.assign(metrics, {
    put: (datum: Datum) => {
      if (!Object.values(datum.dimensions).some((value) => foreign.has(value))) charge(datum);
      put(datum);
    },
  });
  const charge = ({ namespace, metricName, dimensions, value }: Datum) => {
    const names = Object.keys(dimensions).join();
    switch (`${namespace} ${metricName} ${names}`) {
      case "AWS/Lambda Invocations FunctionName":
        add("lambdaGbSecond", gbSeconds(0) * value);
        return add("lambdaRequest", value);
      case "AWS/ApiGateway Count ApiId":
        return add("httpApiRequest", value);
      case "AWS/ApiGateway Count ApiName":
        return add("restApiRequest", value);
      case "AWS/Kinesis IncomingRecords StreamName":
        return add("kinesisPut", value);
      case "AWS/Firehose IncomingRecords DeliveryStreamName":
      case "AWS/Firehose DataReadFromKinesisStream.Records DeliveryStreamName":
        return add("firehoseRecord", value);
      case "AWS/Firehose DeliveryToS3.ObjectCount DeliveryStreamName":
        return add("s3Put", value);
      case "AWS/States ExecutionsStarted StateMachineArn":
        return chargeExecution(dimensions.StateMachineArn ?? "", value);
      default:
        return undefined;
    }
  };
  return { read: () => Object.fromEntries(counts) };
}

/** As if an execution came through every state once. */
function statesOf({ definition }: Record<string, unknown>): number {
  return Object.keys(objectOf(objectOf(JSON.parse(String(definition))).States)).length;
}

function listOf(value: unknown): readonly unknown[] {
  return Array.isArray(value) ? value : [];
}

function objectOf(value: unknown): Record<string, unknown> {
  return typeof value === "object" && value !== null ? (value as Record<string, unknown>) : {};
}
