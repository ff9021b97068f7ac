import { AwsError } from "../base/awsError";
import type { AwsService } from "../edge/awsService";
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
 * above both, because handlers need services, and the order in which services are made is not that of what calls refer to.
 */
export function controlApis(services: Services): readonly AwsService[] {
  // The last one of two handlers of a type counts.
  const handlers = [...handlersOf(services), functionUrlAlone(services)];
  const { ecs, inventory, kinesis, sns } = services;
  const controlled = (refuse: (message: string) => AwsError) => new Controlled(handlers, inventory, refuse);
  const validation = (code: string) => controlled((message) => new AwsError(code, message));
  return [
    lambdaApi({ ...services, resources: controlled(invalidValue) }),
    iamApi({ ...services, resources: validation("ValidationError") }),
    autoScalingApi({ ...services, resources: validation("ValidationException") }),
    cloudWatchApi({ ...services, resources: validation("ValidationException") }),
    cloudFrontApi({ resources: validation("InvalidArgument") }),
    gatewayApi({ resources: validation("BadRequestException") }),
    eventsApi({ ...services, resources: validation("ValidationException") }),
    logsApi({ ...services, resources: validation("InvalidParameterException") }),
    schedulerApi({ ...services, resources: validation("ValidationException") }),
    cognitoControl(services.cognito.api, validation("InvalidParameterException")),
    athenaControl(services.athena.api, validation("InvalidRequestException")),
    firehoseControl(services.firehose.api, validation("InvalidArgumentException")),
    glueControl(services.glue.api, validation("InvalidInputException")),
    snsControl(sns.api, controlled(invalid)),
    kinesisControl(kinesis.api, validation("InvalidArgumentException")),
    secretsManagerControl({ ...services, resources: validation("InvalidParameterException") }),
    kmsApi({ ...services, resources: validation("ValidationException") }),
    ec2Control({ ...services, resources: validation("InvalidParameterValue") }),
    rdsApi({ ...services, resources: validation("InvalidParameterValue") }),
    ecrApi({ ...services, resources: validation("InvalidParameterException") }),
    ecsControl({ ecs, inventory, resources: controlled(invalidParameter), definitions: validation("ClientException") }),
  ];
}
