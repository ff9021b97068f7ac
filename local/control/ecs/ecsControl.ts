import { withOperations } from "../../edge/awsApi";
import type { AwsService } from "../../edge/awsService";
import { tagOperations } from "../tagOperations";
import {
  createCluster,
  deleteCluster,
  describeClusters,
  listClusters,
  putClusterCapacityProviders,
  updateCluster,
  updateClusterSettings,
} from "./clusters";
import { type EcsControlParts, invalidParameter } from "./ecsParts";
import { createService, deleteService, listServices, updateService } from "./services";
import { requireTaggable } from "./taggable";
import {
  deregisterTaskDefinition,
  describeTaskDefinition,
  listTaskDefinitionFamilies,
  listTaskDefinitions,
  registerTaskDefinition,
} from "./taskDefinitions";

/** ECS's API with the operations that make clusters, task definitions and services. */
export function ecsControl(parts: EcsControlParts): AwsService {
  return withOperations(parts.ecs.api, {
    parts,
    operations: {
      ...tagOperations<EcsControlParts>({
        prefix: "ecs",
        members: { arn: "resourceArn", tags: "tags", keys: "tagKeys" },
        form: "smallList",
        inventory: ({ inventory }) => inventory,
        tagged: requireTaggable,
      }),
      CreateCluster: createCluster,
      CreateService: createService,
      DeleteCluster: deleteCluster,
      DeleteService: deleteService,
      DeregisterTaskDefinition: deregisterTaskDefinition,
      DescribeClusters: describeClusters,
      DescribeTaskDefinition: describeTaskDefinition,
      ListClusters: listClusters,
      ListServices: listServices,
      ListTaskDefinitionFamilies: listTaskDefinitionFamilies,
      ListTaskDefinitions: listTaskDefinitions,
      PutClusterCapacityProviders: putClusterCapacityProviders,
      RegisterTaskDefinition: registerTaskDefinition,
      UpdateCluster: updateCluster,
      UpdateClusterSettings: updateClusterSettings,
      UpdateService: updateService,
    },
    refused: ({ parameter, kind, value }) =>
      invalidParameter(
        value === undefined || value === "" ? `${parameter} can not be blank.` : `${parameter} must be a ${kind}`,
      ),
  });
}
