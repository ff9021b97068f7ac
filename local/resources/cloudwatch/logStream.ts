import { arn } from "../../base/arn";
import type { ResourceHandler } from "../../engine/resourceHandler";
import type { Services } from "../../services";

/** `aws.cloudwatch.LogStream`: a name in a log group, which a service that logs there needs to be told. */
export function logStream({ logs }: Pick<Services, "logs">): ResourceHandler {
  return {
    type: "aws:cloudwatch/logStream:LogStream",
    properties: { name: "honoured", logGroupName: "honoured" },
    replaceOn: ["name", "logGroupName"],
    async create(context, inputs) {
      const group = String(inputs.logGroupName);
      const name = context.physicalName(inputs.name, 512);
      if (/[:*]/.test(name)) throw new Error(`name must have no : and no * in it, got "${name}"`);
      logs.putLogStream(group, name);
      return { id: name, state: { ...inputs, name, arn: arn("logs", `log-group:${group}:log-stream:${name}`) } };
    },
    delete: async (_context, { state }) => logs.deleteLogStream(String(state.logGroupName), String(state.name)),
  };
}
