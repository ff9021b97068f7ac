import type {
  CreateServiceCommandInput,
  CreateServiceCommandOutput,
  DeleteServiceCommandInput,
  DeleteServiceCommandOutput,
  ListServicesCommandInput,
  ListServicesCommandOutput,
  Service,
  UpdateServiceCommandInput,
  UpdateServiceCommandOutput,
} from "@aws-sdk/client-ecs";
import { AwsError } from "../../base/awsError";
import type { MadeResource } from "../../base/inventory";
import { smallTagsIn } from "../../base/tagList";
import type { Given, OnWire, Request } from "../../edge/wireTypes";
import type { Properties } from "../../engine/resourceHandler";
import type { RequestContext } from "../../iam/conditionKeys";
import type { Permission } from "../../iam/iam";
import { inCluster } from "../../services/ecs/operations/ecsOperation";
import { clusterIdOf, serviceArnOf } from "../../services/ecs/requestParts";
import {
  clusterArnOf,
  clusterIn,
  type EcsControl,
  type EcsControlParts,
  invalidParameter,
  listed,
  makingTagged,
  refuseOthers,
  SERVICE,
} from "./ecsParts";

/**
 * Makes a service. The same call again answers the service that is there, where it is the same one.
 * Source: Amazon ECS API Reference, "Ensuring idempotency"; the words of a refusal are as reported for AWS.
 */
export const createService: EcsControl<CreateServiceCommandInput, CreateServiceCommandOutput> = {
  parameters: { serviceName: "text", taskDefinition: "text?", tags: "structures?", networkConfiguration: "map?" },
  permissions(input, parts) {
    const resource = serviceArnOf(input, input.serviceName);
    const permission = onService("ecs:CreateService", resource, input, parts);
    return makingTagged(permission, resource, smallTagsIn(input.tags));
  },
  async run(input, parts) {
    const { resources } = parts;
    const { serviceName: name, desiredCount, taskDefinition, clientToken: _token, tags, ...rest } = input;
    const cluster = String(clusterIn(parts, clusterIdOf(input)).id);
    const inputs = { ...settingsIn("CreateService", rest), name, cluster, taskDefinition, desiredCount };
    const serviceArn = serviceArnOf({ cluster }, name);
    const existing = resources.find(SERVICE, serviceArn);
    if (existing === undefined) {
      await resources.create(SERVICE, inputs, { name, tags: smallTagsIn(tags) });
    } else if (JSON.stringify(defined(inputs)) !== JSON.stringify(existing.inputs)) {
      throw invalidParameter("Creation of service was not idempotent.");
    }
    return { service: describe(serviceArn, parts) };
  },
};

/** Changes what is given; the desired count and a new deployment belong to nobody's declaration. */
export const updateService: EcsControl<UpdateServiceCommandInput, UpdateServiceCommandOutput> = {
  parameters: { service: "text", taskDefinition: "text?", networkConfiguration: "map?" },
  permissions: (input, parts) => [onService("ecs:UpdateService", serviceArnOf(input, input.service), input, parts)],
  async run({ service, desiredCount, forceNewDeployment, taskDefinition, ...rest }, parts) {
    const { ecs, resources } = parts;
    const found = serviceIn(parts, rest, service);
    if (desiredCount !== undefined && desiredCount < 0) throw invalidParameter("desiredCount must be at least 0");
    const changes = defined({ ...settingsIn("UpdateService", rest), taskDefinition });
    const isNew =
      taskDefinition !== undefined &&
      ecs.taskDefinitionArn(taskDefinition) !== describe(found.id, parts).taskDefinition;
    if (Object.keys(changes).length > 0) await resources.update(found, changes);
    if (desiredCount !== undefined) ecs.setDesiredCount(found.id, desiredCount);
    if (forceNewDeployment === true && !isNew) ecs.redeploy(found.id);
    return { service: describe(found.id, parts) };
  },
};

/** Tasks of the service end before the answer is there. */
export const deleteService: EcsControl<DeleteServiceCommandInput, DeleteServiceCommandOutput> = {
  parameters: { service: "text", force: "flag?" },
  permissions: (input) => [inCluster("ecs:DeleteService", serviceArnOf(input, input.service), input)],
  async run({ service, force = false, ...rest }, parts) {
    const found = serviceIn(parts, rest, service);
    const described = describe(found.id, parts);
    if (described.desiredCount !== 0 && !force) {
      throw invalidParameter("The service cannot be stopped while it is scaled above 0.");
    }
    await parts.resources.delete(found);
    return { service: { ...described, status: "DRAINING", desiredCount: 0 } };
  },
};

/** Ten on a page, unless the call says otherwise (Amazon ECS API Reference, "ListServices"). */
export const listServices: EcsControl<ListServicesCommandInput, ListServicesCommandOutput> = {
  parameters: {},
  permissions: (input) => [inCluster("ecs:ListServices", "*", input)],
  run({ maxResults = 10, nextToken, launchType = "FARGATE", schedulingStrategy = "REPLICA", ...rest }, parts) {
    const all = parts.ecs.serviceArns(clusterIn(parts, clusterIdOf(rest)).id);
    const found = launchType === "FARGATE" && schedulingStrategy === "REPLICA" ? all : [];
    const { items, rest: next } = listed(found, { maxResults, nextToken });
    return { serviceArns: items, ...next };
  },
};

function onService(
  action: string,
  resource: string,
  input: { readonly cluster?: string | undefined; readonly taskDefinition?: string | undefined },
  { ecs }: EcsControlParts,
): Permission {
  const permission = inCluster(action, resource, input);
  const { taskDefinition: id } = input;
  const context: RequestContext = id === undefined ? {} : { "ecs:task-definition": ecs.taskDefinitionArn(id) };
  return { ...permission, context: { ...permission.context, ...context } };
}

type Settings = Omit<Request<CreateServiceCommandInput>, "serviceName" | "taskDefinition" | "desiredCount" | "tags"> &
  Pick<Request<UpdateServiceCommandInput>, "deploymentController">;

/** Inputs of the resource from what calls say of a service. @throws AwsError for what no service here has */
function settingsIn(operation: string, settings: Given<Settings>): Properties {
  const { cluster: _cluster, launchType, capacityProviderStrategy, deploymentConfiguration = {}, ...more } = settings;
  const { networkConfiguration, schedulingStrategy, deploymentController, platformVersion, propagateTags, ...rest } =
    more;
  const { enableExecuteCommand, enableECSManagedTags, availabilityZoneRebalancing, ...others } = rest;
  const { maximumPercent, minimumHealthyPercent, deploymentCircuitBreaker, strategy, ...unknown } =
    deploymentConfiguration;
  refuseOthers(operation, others);
  refuseOthers(`the deploymentConfiguration of ${operation}`, unknown);
  if (strategy !== undefined && strategy !== "ROLLING") {
    throw invalidParameter(`deploymentConfiguration.strategy must be ROLLING locally, got ${strategy}`);
  }
  return {
    ...{ launchType, schedulingStrategy, deploymentController, platformVersion, availabilityZoneRebalancing },
    ...{ deploymentCircuitBreaker, enableExecuteCommand, propagateTags },
    enableEcsManagedTags: enableECSManagedTags,
    capacityProviderStrategies: capacityProviderStrategy,
    deploymentMaximumPercent: maximumPercent,
    deploymentMinimumHealthyPercent: minimumHealthyPercent,
    networkConfiguration: networkConfiguration?.awsvpcConfiguration,
  };
}

function defined(inputs: Properties): Properties {
  return Object.fromEntries(Object.entries(inputs).filter(([, value]) => value !== undefined));
}

/** @throws AwsError `ClusterNotFoundException`, `ServiceNotFoundException` */
function serviceIn(parts: EcsControlParts, input: { readonly cluster?: string | undefined }, id: string): MadeResource {
  const { id: cluster } = clusterIn(parts, clusterArnOf(clusterIdOf(input)));
  const found = parts.resources.find(SERVICE, serviceArnOf({ cluster }, id));
  if (found) return found;
  throw new AwsError("ServiceNotFoundException", "Service not found.");
}

/** @throws AwsError `ServiceNotFoundException` */
function describe(
  serviceArn: string,
  { ecs }: EcsControlParts,
): OnWire<Service> & Pick<Service, "desiredCount" | "taskDefinition"> {
  const described = ecs.describeService(serviceArn);
  if (described) return described;
  throw new AwsError("ServiceNotFoundException", "Service not found.");
}
