import { AwsError } from "../../base/awsError";
import { withOperations } from "../../edge/awsApi";
import type { AwsService } from "../../edge/awsService";
import {
  allocateAddress,
  associateAddress,
  createNatGateway,
  deleteNatGateway,
  disassociateAddress,
  releaseAddress,
} from "./addresses";
import type { Ec2ControlParts } from "./ec2Parts";
import { runInstances, terminateInstances } from "./instances";
import { createKeyPair, deleteKeyPair, describeKeyPairs, importKeyPair } from "./keyPairs";
import {
  attachInternetGateway,
  createInternetGateway,
  createSubnet,
  createVpc,
  deleteInternetGateway,
  deleteSubnet,
  deleteVpc,
  describeInternetGateways,
  describeVpcAttribute,
  detachInternetGateway,
  modifySubnetAttribute,
  modifyVpcAttribute,
} from "./networks";
import {
  associateRouteTable,
  createRoute,
  createRouteTable,
  deleteRoute,
  deleteRouteTable,
  disassociateRouteTable,
} from "./routes";
import {
  authorizeSecurityGroupEgress,
  authorizeSecurityGroupIngress,
  createSecurityGroup,
  deleteSecurityGroup,
  describeSecurityGroupRules,
  revokeSecurityGroupEgress,
  revokeSecurityGroupIngress,
} from "./securityGroups";
import { createTags, deleteTags } from "./tags";

/**
 * EC2's API with the operations that make networks and instances.
 * Source of the permissions: Service Authorization Reference, "Actions, resources, and condition keys for Amazon EC2".
 */
export function ec2Control(parts: Omit<Ec2ControlParts, "launched">): AwsService {
  return withOperations(parts.instances.api, {
    parts: { ...parts, launched: new Map<string, readonly string[]>() },
    operations: {
      AllocateAddress: allocateAddress,
      AssociateAddress: associateAddress,
      AssociateRouteTable: associateRouteTable,
      AttachInternetGateway: attachInternetGateway,
      AuthorizeSecurityGroupEgress: authorizeSecurityGroupEgress,
      AuthorizeSecurityGroupIngress: authorizeSecurityGroupIngress,
      CreateInternetGateway: createInternetGateway,
      CreateKeyPair: createKeyPair,
      CreateNatGateway: createNatGateway,
      CreateRoute: createRoute,
      CreateRouteTable: createRouteTable,
      CreateSecurityGroup: createSecurityGroup,
      CreateSubnet: createSubnet,
      CreateTags: createTags,
      CreateVpc: createVpc,
      DeleteInternetGateway: deleteInternetGateway,
      DeleteKeyPair: deleteKeyPair,
      DeleteNatGateway: deleteNatGateway,
      DeleteRoute: deleteRoute,
      DeleteRouteTable: deleteRouteTable,
      DeleteSecurityGroup: deleteSecurityGroup,
      DeleteSubnet: deleteSubnet,
      DeleteTags: deleteTags,
      DeleteVpc: deleteVpc,
      DescribeInternetGateways: describeInternetGateways,
      DescribeKeyPairs: describeKeyPairs,
      DescribeSecurityGroupRules: describeSecurityGroupRules,
      DescribeVpcAttribute: describeVpcAttribute,
      DetachInternetGateway: detachInternetGateway,
      DisassociateAddress: disassociateAddress,
      DisassociateRouteTable: disassociateRouteTable,
      ImportKeyPair: importKeyPair,
      ModifySubnetAttribute: modifySubnetAttribute,
      ModifyVpcAttribute: modifyVpcAttribute,
      ReleaseAddress: releaseAddress,
      RevokeSecurityGroupEgress: revokeSecurityGroupEgress,
      RevokeSecurityGroupIngress: revokeSecurityGroupIngress,
      RunInstances: runInstances,
      TerminateInstances: terminateInstances,
    },
    refused: ({ parameter }) => new AwsError("MissingParameter", `The request must contain the parameter ${parameter}`),
  });
}
