import { AwsError } from "../base/awsError";
import type { AwsService } from "../edge/awsService";
import type { Edge } from "../edge/edge";
import type { ResourceHandler } from "../engine/resourceHandler";
import { handlersOf } from "../resources/index";
import { functionUrlAlone } from "../resources/lambda/functionUrl";
import type { Services } from "../services";
import { invalid } from "../services/sns/publication";
import { gatewayApi } from "./apigateway/gatewayApi";
import { athenaControl } from "./athena";
import { autoScalingApi } from "./autoscaling/autoScalingApi";
import { cloudFrontApi } from "./cloudfront/cloudFrontApi";
import { cloudWatchApi } from "./cloudwatch/cloudWatchApi";
import { cognitoControl } from "./cognito/cognitoControl";
import { Controlled } from "./controlled";
import { ec2Control } from "./ec2/ec2Control";
import { ecrApi } from "./ecr";
import { ecsControl } from "./ecs/ecsControl";
import { invalidParameter } from "./ecs/ecsParts";
import { eventsApi } from "./events/eventsApi";
import { firehoseControl } from "./firehose";
import { glueControl } from "./glue";
import { iamApi } from "./iam/iamApi";
import { kinesisControl } from "./kinesis";
import { kmsApi } from "./kms/kmsApi";
import { lambdaApi } from "./lambda/lambdaApi";
import { invalidValue } from "./lambda/lambdaOperation";
import { logsApi } from "./logs/logsApi";
import { rdsApi } from "./rds/rdsApi";
import { schedulerApi } from "./scheduler/schedulerApi";
import { secretsManagerControl } from "./secretsManager/secretsManagerControl";
import { snsControl } from "./sns";

/**
 * APIs whose operations make resources by the handlers of `resources/`: an API of its own, or a service's with more operations. It stands
 * above both, because handlers need services, and the order in which services are made is not that of what calls refer to. Each is made,
 * and loaded, when it is first called: programs are made by other ways than calls, and few of them are ever called.
 */
export function registerControlApis(edge: Pick<Edge, "register" | "registerLater">, services: Services): void {
  let listed: readonly ResourceHandler[] | undefined;
  const handlers = () => {
    listed ??= [...handlersOf(services), functionUrlAlone(services)];
    return listed;
  };
  const { ecs, inventory, kinesis, sns } = services;
  const controlled = (refuse: (message: string) => AwsError) => new Controlled(handlers, inventory, refuse);
  const validation = (code: string) => controlled((message) => new AwsError(code, message));
  edge.register(cognitoControl(services.cognito.api, validation("InvalidParameterException")));
  const others: Readonly<Record<string, () => AwsService>> = {
    "application-autoscaling": () => autoScalingApi({ ...services, resources: validation("ValidationException") }),
    apigateway: () => gatewayApi({ resources: validation("BadRequestException") }),
    athena: () => athenaControl(services.athena.api, validation("InvalidRequestException")),
    cloudfront: () => cloudFrontApi({ resources: validation("InvalidArgument") }),
    ec2: () => ec2Control({ ...services, resources: validation("InvalidParameterValue") }),
    ecr: () => ecrApi({ ...services, resources: validation("InvalidParameterException") }),
    ecs: () =>
      ecsControl({
        ...{ ecs, inventory },
        ...{ resources: controlled(invalidParameter), definitions: validation("ClientException") },
      }),
    events: () => eventsApi({ ...services, resources: validation("ValidationException") }),
    firehose: () => firehoseControl(services.firehose.api, validation("InvalidArgumentException")),
    glue: () => glueControl(services.glue.api, validation("InvalidInputException")),
    iam: () => iamApi({ ...services, resources: validation("ValidationError") }),
    kinesis: () => kinesisControl(kinesis.api, validation("InvalidArgumentException")),
    kms: () => kmsApi({ ...services, resources: validation("ValidationException") }),
    lambda: () => lambdaApi({ ...services, resources: controlled(invalidValue) }),
    logs: () => logsApi({ ...services, resources: validation("InvalidParameterException") }),
    monitoring: () => cloudWatchApi({ ...services, resources: validation("ValidationException") }),
    rds: () => rdsApi({ ...services, resources: validation("InvalidParameterValue") }),
    scheduler: () => schedulerApi({ ...services, resources: validation("ValidationException") }),
    secretsmanager: () => secretsManagerControl({ ...services, resources: validation("InvalidParameterException") }),
    sns: () => snsControl(sns.api, controlled(invalid)),
  };
  for (const [signingName, make] of Object.entries(others)) edge.registerLater(signingName, make);
}
