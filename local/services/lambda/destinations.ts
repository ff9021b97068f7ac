import type { Services } from "../../services";
import type { FunctionSpec } from "./lambda";
import type { LambdaDependencies } from "./lambdaDependencies";
import { executionPrincipal } from "./sources/sourceAccess";

/** Sends records of asynchronous invocations to queues, topics, functions and the default event bus, as the function's role. */
export class Destinations {
  constructor(
    private readonly deps: LambdaDependencies,
    private readonly invokeAsync: (functionArn: string, payload: unknown) => void,
  ) {}

  /** Sends one; it is lost where the destination does not take it, as on AWS, and people read of that. */
  async send(spec: FunctionSpec, destinationArn: string, isSuccess: boolean, record: object): Promise<void> {
    const { metrics, report } = this.deps;
    try {
      await this.#deliver(spec, destinationArn, isSuccess, record as Readonly<Record<string, unknown>>);
    } catch (error) {
      const dimensions = { FunctionName: spec.name };
      metrics.put({ namespace: "AWS/Lambda", metricName: "DestinationDeliveryFailures", dimensions, value: 1 });
      const why = error instanceof Error ? error.message : String(error);
      report.warn(
        spec.label,
        `lost a record of an invocation, as its destination ${destinationArn} did not take it: ${why}`,
      );
    }
  }

  async #deliver(
    spec: FunctionSpec,
    destinationArn: string,
    isSuccess: boolean,
    record: Readonly<Record<string, unknown>>,
  ): Promise<void> {
    const { iam, sqs, destinations } = this.deps;
    const principal = executionPrincipal(iam, spec);
    const authorize = (action: string) => iam.authorize(principal, [{ action, resource: destinationArn }]);
    const body = JSON.stringify(record);
    const others = (): Pick<Services, "events" | "sns"> => {
      if (destinations === undefined) throw new Error("there are no topics and no event bus");
      return destinations();
    };
    switch (destinationArn.split(":")[2]) {
      case "sqs":
        authorize("sqs:SendMessage");
        await sqs.send(destinationArn, body);
        return;
      case "lambda":
        authorize("lambda:InvokeFunction");
        this.invokeAsync(destinationArn.replace(/:\$LATEST$/, ""), record);
        return;
      case "sns":
        authorize("sns:Publish");
        others().sns.publish(principal, destinationArn, { message: body });
        return;
      default: {
        authorize("events:PutEvents");
        others().events.emit({
          source: "lambda",
          detailType: `Lambda Function Invocation Result - ${isSuccess ? "Success" : "Failure"}`,
          resources: [destinationArn, `${spec.arn}:$LATEST`],
          detail: record,
        });
      }
    }
  }
}
