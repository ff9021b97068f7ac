import type { Properties, ResourceHandler, ResourceState } from "../../engine/resourceHandler";
import type { Services } from "../../services";

interface MetricFilterInputs {
  name?: string;
  logGroupName: string;
  pattern: string;
  metricTransformation: {
    name: string;
    namespace: string;
    value: string;
    unit?: string;
    defaultValue?: string;
    dimensions?: Record<string, string>;
  };
}

const SUPPORTED = ["name", "namespace", "value", "unit", "dimensions"];

/** `aws.cloudwatch.LogMetricFilter`: a metric out of a log group's lines. */
export function logMetricFilter({ logs }: Pick<Services, "logs">): ResourceHandler {
  const put = (name: string, properties: Properties): ResourceState => {
    const { logGroupName, pattern, metricTransformation } = properties as unknown as MetricFilterInputs;
    const unsupported = Object.entries(metricTransformation).find(
      ([property, value]) => value !== undefined && !SUPPORTED.includes(property),
    );
    if (unsupported !== undefined) {
      throw new Error(
        `metricTransformation.${unsupported[0]} is not supported locally yet (use ${SUPPORTED.join(", ")})`,
      );
    }
    const { name: metricName, ...metric } = metricTransformation;
    logs.putMetricFilter({ ...metric, name, logGroupName, pattern, metricName });
    return { id: name, state: { ...properties, name } };
  };
  return {
    type: "aws:cloudwatch/logMetricFilter:LogMetricFilter",
    properties: {
      name: "honoured",
      logGroupName: "honoured",
      pattern: "honoured",
      metricTransformation: "honoured",
    },
    replaceOn: ["name", "logGroupName"],
    create: async (context, inputs) => put(context.physicalName(inputs.name, 512), inputs),
    update: async (_context, current, inputs) => put(current.id, inputs),
    delete: async (_context, { id, state }) => logs.deleteMetricFilter(String(state.logGroupName), id),
  };
}
