import type { DescribeParametersCommandInput, DescribeParametersCommandOutput } from "@aws-sdk/client-ssm";
import { arn } from "../../../base/arn";
import { pageOf } from "../../../base/page";
import { newestOf, parameterArn } from "../parameter";
import { invalidToken, passesFilters } from "./filters";
import { invalid, type SsmOperation } from "./ssmOperation";

/** Describes without values. Its permission is about all that the account has in Systems Manager, as refusals of AWS name it. */
export const describeParameters: SsmOperation<DescribeParametersCommandInput, DescribeParametersCommandOutput> = {
  parameters: { Filters: "structures?", ParameterFilters: "structures?" },
  permissions: () => [{ action: "ssm:DescribeParameters", resource: arn("ssm", "*") }],
  run({ Filters, ParameterFilters, MaxResults: limit, NextToken: token }, { parameters, inventory }) {
    if (Filters?.length) throw invalid("Filters are not supported locally: use ParameterFilters");
    const found = parameters.all.filter((parameter) =>
      passesFilters(ParameterFilters, parameter, inventory.tagsOf(parameterArn(parameter.name))),
    );
    const { items, next } = pageOf(found, { token, limit, most: 50 }, invalidToken);
    const described = items.map((parameter) => {
      const newest = newestOf(parameter);
      return {
        ...{ Name: parameter.name, ARN: parameterArn(parameter.name), Type: newest.type, Version: newest.version },
        ...{ LastModifiedDate: newest.changedAt / 1000, LastModifiedUser: newest.changedBy, Tier: newest.tier },
        ...{ Policies: [], DataType: newest.dataType },
        ...(newest.description !== undefined && { Description: newest.description }),
        ...(newest.allowedPattern !== undefined && { AllowedPattern: newest.allowedPattern }),
        ...(newest.type === "SecureString" && { KeyId: newest.keyId ?? "alias/aws/ssm" }),
      };
    });
    return { Parameters: described, ...(next !== undefined && { NextToken: next }) };
  },
};
