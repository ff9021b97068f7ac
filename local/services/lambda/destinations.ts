import { callWithin } from "../../edge/callWithin";
import type { Principal } from "../../iam/iam";
import type { Services } from "../../services";
import { queueUrlOf } from "../sqs/queueAddress";
import type { Invocation } from "./functionRunner";
import type { FunctionSpec } from "./lambda";
import type { LambdaDependencies } from "./lambdaDependencies";
import { executionPrincipal } from "./sources/sourceAccess";

/** Characters of an error's message that a dead letter carries. Source: AWS Lambda Developer Guide, "Adding a dead-letter queue". */
const MAX_ERROR_CHARACTERS = 1024;

interface Message {
  readonly body: string;
  /** Attributes by their names: texts, or numbers. */
  readonly attributes?: Readonly<Record<string, string | number>>;
}

/** Sends records of asynchronous invocations to queues, topics, functions and the default event bus, as the function's role. */
export class Destinations {
  constructor(
    private readonly deps: LambdaDependencies,
    private readonly invokeAsync: (functionArn: string, payload: unknown) => void,
  ) {}

  /** Sends one; it is lost where the destination does not take it, as on AWS, and people read of that. */
  async send(spec: FunctionSpec, destinationArn: string, isSuccess: boolean, record: object): Promise<void> {
    await this.#orLost(spec, "DestinationDeliveryFailures", `a record of an invocation, as ${destinationArn}`, () =>
      this.#deliver(spec, destinationArn, isSuccess, record as Readonly<Record<string, unknown>>),
    );
  }

  /** Sends an event that is given up to the function's dead-letter queue or topic, with the latest error beside it. */
  async bury(spec: FunctionSpec, deadLetterArn: string, payload: unknown, last: Invocation): Promise<void> {
    const isThrottled = !last.ok && last.kind === "throttled";
    const errorMessage = last.ok || last.kind === "throttled" ? "Rate Exceeded." : last.error.errorMessage;
    const attributes = {
      ...{ RequestID: last.requestId, ErrorCode: isThrottled ? 429 : 200 },
      ErrorMessage: errorMessage.slice(0, MAX_ERROR_CHARACTERS),
    };
    await this.#orLost(spec, "DeadLetterErrors", `a dead letter, as ${deadLetterArn}`, () =>
      this.#message(executionPrincipal(this.deps.iam, spec), deadLetterArn, {
        ...{ body: JSON.stringify(payload ?? null), attributes },
      }),
    );
  }

  async #orLost(spec: FunctionSpec, metricName: string, what: string, send: () => Promise<void>): Promise<void> {
    const { metrics, report } = this.deps;
    try {
      await send();
    } catch (error) {
      metrics.put({ namespace: "AWS/Lambda", metricName, dimensions: { FunctionName: spec.name }, value: 1 });
      report.warn(
        spec.label,
        `lost ${what} did not take it: ${error instanceof Error ? error.message : String(error)}`,
      );
    }
  }

  async #deliver(
    spec: FunctionSpec,
    destinationArn: string,
    isSuccess: boolean,
    record: Readonly<Record<string, unknown>>,
  ): Promise<void> {
    const { iam } = this.deps;
    const principal = executionPrincipal(iam, spec);
    const authorize = (action: string) => iam.authorize(principal, [{ action, resource: destinationArn }]);
    switch (destinationArn.split(":")[2]) {
      case "lambda":
        authorize("lambda:InvokeFunction");
        this.invokeAsync(destinationArn.replace(/:\$LATEST$/, ""), record);
        return;
      case "events":
        authorize("events:PutEvents");
        this.#others().events.emit({
          source: "lambda",
          detailType: `Lambda Function Invocation Result - ${isSuccess ? "Success" : "Failure"}`,
          resources: [destinationArn, `${spec.arn}:$LATEST`],
          detail: record,
        });
        return;
      default:
        await this.#message(principal, destinationArn, { body: JSON.stringify(record) });
    }
  }

  /** Sends a message to a queue or a topic. */
  async #message(principal: Principal, to: string, { body, attributes = {} }: Message): Promise<void> {
    const { iam, sqs, edgeUrl } = this.deps;
    const all = Object.entries(attributes).map(([name, value]) => {
      return [name, { type: typeof value === "number" ? "Number" : "String", value: String(value) }] as const;
    });
    if (to.startsWith("arn:aws:sns:")) {
      iam.authorize(principal, [{ action: "sns:Publish", resource: to }]);
      this.#others().sns.publish(principal, to, { message: body, attributes: Object.fromEntries(all) });
      return;
    }
    const MessageAttributes = all.map(([name, { type, value }]) => [name, { DataType: type, StringValue: value }]);
    await callWithin(iam, sqs.api, principal, {
      operation: "SendMessage",
      params: {
        QueueUrl: queueUrlOf(edgeUrl, to),
        MessageBody: body,
        ...(all.length > 0 && { MessageAttributes: Object.fromEntries(MessageAttributes) }),
      },
    });
  }

  #others(): Pick<Services, "events" | "sns"> {
    const { destinations } = this.deps;
    if (destinations === undefined) throw new Error("there are no topics and no event bus");
    return destinations();
  }
}
