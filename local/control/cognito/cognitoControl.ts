import { withOperations } from "../../edge/awsApi";
import type { AwsService } from "../../edge/awsService";
import { missing } from "../../services/cognito/apiCall";
import type { Controlled } from "../controlled";
import * as clients from "./clients";
import * as pools from "./pools";
import * as users from "./users";

/** Cognito's API with the operations that make and change pools, clients, groups and users. */
export function cognitoControl(service: AwsService, resources: Controlled): AwsService {
  return withOperations(service, {
    parts: resources,
    operations: {
      AdminAddUserToGroup: users.adminAddUserToGroup,
      AdminCreateUser: users.adminCreateUser,
      AdminDeleteUser: users.adminDeleteUser,
      AdminDisableUser: users.adminDisableUser,
      AdminEnableUser: users.adminEnableUser,
      AdminRemoveUserFromGroup: users.adminRemoveUserFromGroup,
      AdminSetUserPassword: users.adminSetUserPassword,
      AdminUpdateUserAttributes: users.adminUpdateUserAttributes,
      CreateGroup: users.createGroup,
      CreateUserPool: pools.createUserPool,
      CreateUserPoolClient: clients.createUserPoolClient,
      CreateUserPoolDomain: pools.createUserPoolDomain,
      DeleteGroup: users.deleteGroup,
      DeleteUserPool: pools.deleteUserPool,
      DeleteUserPoolClient: clients.deleteUserPoolClient,
      DeleteUserPoolDomain: pools.deleteUserPoolDomain,
      DescribeUserPool: pools.describeUserPool,
      DescribeUserPoolClient: clients.describeUserPoolClient,
      DescribeUserPoolDomain: pools.describeUserPoolDomain,
      GetGroup: users.getGroup,
      ListGroups: users.listGroups,
      ListUserPoolClients: clients.listUserPoolClients,
      ListUserPools: pools.listUserPools,
      UpdateGroup: users.updateGroup,
      UpdateUserPool: pools.updateUserPool,
      UpdateUserPoolClient: clients.updateUserPoolClient,
    },
    refused: ({ parameter }) => missing(parameter),
  });
}
