import { arn, resourceOf } from "../../base/arn";
import type { Properties, ResourceHandler, ResourceState } from "../../engine/resourceHandler";
import type { Services } from "../../services";
import { ec2Id } from "./identifier";

interface FlowLogInputs {
  vpcId?: string;
  subnetId?: string;
  iamRoleArn?: string;
  logDestination?: string;
  logDestinationType?: string;
  trafficType?: string;
}

const SERVICE = "vpc-flow-logs.amazonaws.com";
/** VPC User Guide, "IAM role for publishing flow logs to CloudWatch Logs". */
const ACTIONS = ["logs:CreateLogStream", "logs:PutLogEvents"];
const NO_PACKETS = { noEffect: "no packet passes here that could be written down: everything is on loopback" };

/** `aws.ec2.FlowLog` into CloudWatch Logs: what it refers to is checked, and that its role may write there. */
export function flowLog({ ec2, iam, logs }: Pick<Services, "ec2" | "iam" | "logs">): ResourceHandler {
  const checked = (id: string, properties: Properties): ResourceState => {
    const { vpcId, subnetId, iamRoleArn, logDestination = "", logDestinationType } = properties as FlowLogInputs;
    if ((vpcId === undefined) === (subnetId === undefined))
      throw new Error("exactly one of vpcId and subnetId must be set");
    if (vpcId !== undefined) ec2.vpc(vpcId);
    if (subnetId !== undefined) ec2.subnet(subnetId);
    if (logDestinationType !== undefined && logDestinationType !== "cloud-watch-logs") {
      throw new Error(`logDestinationType must be "cloud-watch-logs" locally, got "${logDestinationType}"`);
    }
    const group = resourceOf(logDestination)
      .replace(/^log-group:/, "")
      .replace(/:\*$/, "");
    if (!logs.hasLogGroup(group)) throw new Error(`logDestination: there is no log group "${group}"`);
    if (iamRoleArn === undefined) throw new Error("iamRoleArn must be set: flow logs write as that role");
    const flowLogArn = arn("ec2", `vpc-flow-log/${id}`);
    const { principal } = iam.assumeRole(iamRoleArn, id, SERVICE, { "aws:SourceArn": flowLogArn });
    const missing = ACTIONS.find(
      (action) => !iam.allows(principal, { action, resource: `${arn("logs", `log-group:${group}`)}:log-stream:eni` }),
    );
    if (missing !== undefined)
      throw new Error(`iamRoleArn: the role may not do ${missing} on the log group "${group}"`);
    return { id, state: { trafficType: "ALL", ...properties, arn: flowLogArn } };
  };
  return {
    type: "aws:ec2/flowLog:FlowLog",
    properties: {
      vpcId: "honoured",
      subnetId: "honoured",
      iamRoleArn: "honoured",
      logDestination: "honoured",
      logDestinationType: "honoured",
      logFormat: NO_PACKETS,
      maxAggregationInterval: NO_PACKETS,
      trafficType: NO_PACKETS,
    },
    replaceOn: [
      "vpcId",
      "subnetId",
      "iamRoleArn",
      "logDestination",
      "logDestinationType",
      "logFormat",
      "maxAggregationInterval",
      "trafficType",
    ],
    create: async (context, inputs) => checked(ec2Id("fl", context), inputs),
    update: async (_context, { id }, inputs) => checked(id, inputs),
    delete: async () => {},
  };
}
