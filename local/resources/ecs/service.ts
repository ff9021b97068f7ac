import { arn } from "../../base/arn";
import type { Properties, ResourceContext, ResourceHandler, ResourceState } from "../../engine/resourceHandler";
import type { Services } from "../../services";
import type { EcsServiceSpec } from "../../services/ecs/ecs";
import { checkCapacity } from "./clusterCapacityProviders";

interface ServiceInputs {
  cluster?: string;
  name?: string;
  taskDefinition?: string;
  desiredCount?: number;
  launchType?: string;
  capacityProviderStrategies?: readonly { capacityProvider: string }[];
  deploymentCircuitBreaker?: { enable: boolean; rollback: boolean };
  deploymentController?: { type?: string };
  deploymentMaximumPercent?: number;
  deploymentMinimumHealthyPercent?: number;
  forceNewDeployment?: boolean;
  triggers?: Properties;
  networkConfiguration?: { subnets?: readonly string[]; securityGroups?: readonly string[] };
  schedulingStrategy?: string;
  waitForSteadyState?: boolean;
}

/** How long Pulumi's AWS provider waits for a steady state by default. */
const STEADY_LIMIT_MS = 20 * 60_000;

type ServiceServices = Pick<Services, "ecs" | "ec2" | "clock">;

/** `aws.ecs.Service`, on Fargate. */
export function service(services: ServiceServices): ResourceHandler {
  const { ecs } = services;
  const put = async (context: ResourceContext, properties: Properties, current?: ResourceState) => {
    const inputs = properties as unknown as ServiceInputs;
    const spec = specOf(services, context, inputs, current);
    await ecs.putService(spec);
    if (current) changeExisting(ecs, spec, inputs, current);
    if (inputs.waitForSteadyState) await steady(services, spec);
    return {
      id: spec.arn,
      state: {
        launchType: "FARGATE",
        platformVersion: "LATEST",
        schedulingStrategy: "REPLICA",
        ...properties,
        name: spec.name,
        arn: spec.arn,
        cluster: spec.clusterArn,
        desiredCount: spec.desiredCount,
      },
    };
  };

  return {
    type: "aws:ecs/service:Service",
    properties: {
      cluster: "honoured",
      name: "honoured",
      taskDefinition: "honoured",
      desiredCount: "honoured",
      launchType: "honoured",
      deploymentCircuitBreaker: "honoured",
      deploymentController: "honoured",
      deploymentMaximumPercent: "honoured",
      deploymentMinimumHealthyPercent: "honoured",
      forceNewDeployment: "honoured",
      triggers: "honoured",
      networkConfiguration: "honoured",
      schedulingStrategy: "honoured",
      waitForSteadyState: "honoured",
      availabilityZoneRebalancing: { noEffect: "there is one zone here: this machine" },
      capacityProviderStrategies: { noEffect: "there is one kind of capacity here; what is not Fargate's is refused" },
      enableEcsManagedTags: { noEffect: "tags select and group resources in consoles and bills only" },
      enableExecuteCommand: { noEffect: "a task is a process here, which a debugger or a shell reaches by itself" },
      forceDelete: { noEffect: "a service's tasks always go with it here" },
      platformVersion: { noEffect: "the host's own Node runs the code" },
      propagateTags: { noEffect: "tags select and group resources in consoles and bills only" },
      sigintRollback: { noEffect: "it steers the Pulumi command only" },
    },
    replaceOn: ["cluster", "name", "launchType", "schedulingStrategy", "deploymentController"],
    create: (context, inputs) => put(context, inputs),
    update: (context, current, inputs) => put(context, inputs, current),
    delete: async (_context, current) => ecs.deleteService(current.id),
  };
}

/** @throws Error for what the local cloud cannot do; AwsError for what does not exist */
function specOf(
  { ecs, ec2 }: ServiceServices,
  context: ResourceContext,
  inputs: ServiceInputs,
  current: ResourceState | undefined,
): EcsServiceSpec {
  checkKind(inputs);
  const { subnets: subnetIds = [], securityGroups: securityGroupIds = [] } = inputs.networkConfiguration ?? {};
  if (subnetIds.length === 0) throw new Error("networkConfiguration.subnets must name at least one subnet on Fargate");
  for (const id of subnetIds) ec2.subnet(id);
  for (const id of securityGroupIds) ec2.securityGroup(id);

  const clusterArn = ecs.clusterArn(inputs.cluster ?? "default");
  const name = current ? String(current.state.name) : context.physicalName(inputs.name, 255);
  const { deploymentCircuitBreaker: circuitBreaker = { enable: false, rollback: false } } = inputs;
  return {
    arn: arn("ecs", `service/${clusterArn.split("/").at(-1)}/${name}`),
    ...{ name, clusterArn, subnetIds, securityGroupIds, circuitBreaker },
    label: context.name,
    taskDefinitionArn: ecs.taskDefinitionArn(inputs.taskDefinition ?? ""),
    desiredCount: inputs.desiredCount ?? 0,
    minimumHealthyPercent: inputs.deploymentMinimumHealthyPercent ?? 100,
    maximumPercent: inputs.deploymentMaximumPercent ?? 200,
  };
}

function checkKind(inputs: ServiceInputs): void {
  const { launchType = "FARGATE", schedulingStrategy = "REPLICA", deploymentController } = inputs;
  if (launchType !== "FARGATE") throw new Error(`launchType must be "FARGATE" locally, got "${launchType}"`);
  if (schedulingStrategy !== "REPLICA") {
    throw new Error(`schedulingStrategy must be "REPLICA" on Fargate, got "${schedulingStrategy}"`);
  }
  if ((deploymentController?.type ?? "ECS") !== "ECS") {
    throw new Error(`deploymentController.type must be "ECS" locally, got "${deploymentController?.type}"`);
  }
  const strategies = inputs.capacityProviderStrategies ?? [];
  checkCapacity(
    "capacityProviderStrategies",
    strategies.map(({ capacityProvider }) => capacityProvider),
  );
}

/** Changes only what the program has changed: the rest belongs to others, as the desired count to auto scaling. */
function changeExisting(
  ecs: Services["ecs"],
  spec: EcsServiceSpec,
  { forceNewDeployment, triggers }: ServiceInputs,
  { state }: ResourceState,
): void {
  if (spec.desiredCount !== state.desiredCount) ecs.setDesiredCount(spec.arn, spec.desiredCount);
  const isTriggered = JSON.stringify(triggers) !== JSON.stringify(state.triggers);
  if (forceNewDeployment && isTriggered) ecs.redeploy(spec.arn);
}

async function steady({ ecs, clock }: ServiceServices, { arn: serviceArn, name }: EcsServiceSpec): Promise<void> {
  let cancel = () => {};
  const late = new Promise<never>((_resolve, reject) => {
    const text = `the service ${name} has not become steady within ${STEADY_LIMIT_MS / 60_000} minutes`;
    const timer = clock.after(STEADY_LIMIT_MS, () => reject(new Error(text)));
    cancel = () => timer.cancel();
  });
  await Promise.race([ecs.steady(serviceArn), late]).finally(cancel);
}
