import { arn } from "../../arn";
import type { ResourceContext, ResourceHandler, ResourceState } from "../../engine/resourceHandler";
import type { Services } from "../../services";

interface LogGroupInputs {
  name?: string;
  namePrefix?: string;
  retentionInDays?: number;
  logGroupClass?: string;
}

/** CloudWatch Logs API Reference, PutRetentionPolicy; 0, which Pulumi adds, keeps events for ever. */
const RETENTION_DAYS: readonly number[] = [
  0, 1, 3, 5, 7, 14, 30, 60, 90, 120, 150, 180, 365, 400, 545, 731, 1096, 1827, 2192, 2557, 2922, 3288, 3653,
];

/** `aws.cloudwatch.LogGroup`. */
export function logGroup({ logs }: Pick<Services, "logs">): ResourceHandler {
  const put = (name: string, inputs: LogGroupInputs): ResourceState => {
    const { retentionInDays = 0, logGroupClass = "STANDARD" } = inputs;
    if (!RETENTION_DAYS.includes(retentionInDays)) {
      throw new Error(`retentionInDays must be one of ${RETENTION_DAYS.join(", ")}, got ${retentionInDays}`);
    }
    if (logGroupClass !== "STANDARD") {
      throw new Error(
        `logGroupClass must be "STANDARD" locally, got "${logGroupClass}": other classes take no embedded metrics`,
      );
    }
    logs.putLogGroup({ name, retentionInDays });
    return {
      id: name,
      state: { ...inputs, name, retentionInDays, logGroupClass, arn: arn("logs", `log-group:${name}`) },
    };
  };
  return {
    type: "aws:cloudwatch/logGroup:LogGroup",
    properties: {
      name: "honoured",
      namePrefix: "honoured",
      retentionInDays: "honoured",
      logGroupClass: "honoured",
      kmsKeyId: { noEffect: "log groups live in memory: there is nothing at rest to encrypt" },
    },
    replaceOn: ["name", "namePrefix", "logGroupClass"],
    async create(context, inputs) {
      const name = nameOf(context, inputs);
      if (logs.hasLogGroup(name)) throw new Error(`the log group "${name}" exists already: give this one another name`);
      return put(name, inputs);
    },
    update: async (_context, current, inputs) => put(current.id, inputs),
    delete: async (_context, current) => logs.deleteLogGroup(current.id),
  };
}

function nameOf(context: ResourceContext, { name, namePrefix }: LogGroupInputs): string {
  if (name !== undefined && namePrefix !== undefined) throw new Error("name and namePrefix exclude each other");
  const result =
    namePrefix === undefined
      ? context.physicalName(name, 512)
      : namePrefix + context.physicalName(undefined, 512).slice(-7);
  if (result.length > 512 || !/^[\w./#-]+$/.test(result)) {
    throw new Error(`name must be 1 to 512 characters out of letters, digits and _-/.#, got "${result}"`);
  }
  return result;
}
