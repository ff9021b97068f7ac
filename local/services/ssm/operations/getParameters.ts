import type {
  Parameter as Described,
  GetParameterCommandInput,
  GetParameterCommandOutput,
  GetParameterHistoryCommandInput,
  GetParameterHistoryCommandOutput,
  GetParametersByPathCommandInput,
  GetParametersByPathCommandOutput,
  GetParametersCommandInput,
  GetParametersCommandOutput,
} from "@aws-sdk/client-ssm";
import { AwsError } from "../../../base/awsError";
import { pageOf } from "../../../base/page";
import type { OnWire } from "../../../edge/wireTypes";
import { newestOf, type Parameter, type ParameterVersion, parameterArn, shownValue } from "../parameter";
import { publicParameter } from "../publicParameters";
import { invalidToken, isBelow, passesFilters } from "./filters";
import {
  decrypting,
  invalid,
  notFound,
  onParameter,
  parameterNamed,
  type SsmOperation,
  type SsmParts,
  selected,
  versionNotFound,
} from "./ssmOperation";

const MOST_NAMES = 10;

export const getParameter: SsmOperation<GetParameterCommandInput, GetParameterCommandOutput> = {
  parameters: { Name: "text", WithDecryption: "flag?" },
  permissions: ({ Name, WithDecryption = false }, parts) => [
    ...onParameter("ssm:GetParameter", Name),
    ...decrypting(Name, WithDecryption, parts),
  ],
  run({ Name, WithDecryption = false }, parts) {
    const found = read(Name, WithDecryption, parts);
    if (found === undefined) throw notFound(Name);
    return { Parameter: found };
  },
};

export const getParameters: SsmOperation<GetParametersCommandInput, GetParametersCommandOutput> = {
  parameters: { Names: "texts", WithDecryption: "flag?" },
  permissions: ({ Names, WithDecryption = false }, parts) =>
    Names.flatMap((name) => [...onParameter("ssm:GetParameters", name), ...decrypting(name, WithDecryption, parts)]),
  run({ Names, WithDecryption = false }, parts) {
    if (Names.length > MOST_NAMES) throw invalid(`Names must have at most ${MOST_NAMES} entries, got ${Names.length}`);
    const found = Names.map((name) => {
      try {
        return [name, read(name, WithDecryption, parts)] as const;
      } catch (error) {
        if (error instanceof AwsError && error.code === "ParameterVersionNotFound") return [name, undefined] as const;
        throw error;
      }
    });
    return {
      Parameters: found.flatMap(([, parameter]) => parameter ?? []),
      InvalidParameters: found.filter(([, parameter]) => parameter === undefined).map(([name]) => name),
    };
  },
};

export const getParametersByPath: SsmOperation<GetParametersByPathCommandInput, GetParametersByPathCommandOutput> = {
  parameters: { Path: "text", Recursive: "flag?", WithDecryption: "flag?", ParameterFilters: "structures?" },
  permissions: ({ Path, Recursive = false, WithDecryption = false }, parts) => [
    ...onParameter("ssm:GetParametersByPath", Path, { "ssm:Recursive": String(Recursive) }),
    ...below(Path, Recursive, parts).flatMap(({ name }) => decrypting(name, WithDecryption, parts)),
  ],
  run(
    { Path, Recursive = false, WithDecryption = false, ParameterFilters, MaxResults: limit, NextToken: token },
    parts,
  ) {
    if (!Path.startsWith("/")) {
      throw invalid(
        "The parameter doesn't meet the parameter name requirements. The parameter name must begin with a forward slash \"/\". It can't be " +
          'prefixed with "aws" or "ssm" (case-insensitive).',
      );
    }
    const found = below(Path, Recursive, parts).filter((parameter) => passesFilters(ParameterFilters, parameter, {}));
    const { items, next } = pageOf(found, { token, limit, most: 10 }, invalidToken);
    const described = items.map((each) => describe(each, newestOf(each), WithDecryption));
    return { Parameters: described, ...(next !== undefined && { NextToken: next }) };
  },
};

export const getParameterHistory: SsmOperation<GetParameterHistoryCommandInput, GetParameterHistoryCommandOutput> = {
  parameters: { Name: "text", WithDecryption: "flag?" },
  permissions: ({ Name, WithDecryption = false }, parts) => [
    ...onParameter("ssm:GetParameterHistory", Name),
    ...decrypting(Name, WithDecryption, parts),
  ],
  run({ Name, WithDecryption = false, MaxResults: limit, NextToken: token }, parts) {
    const parameter = parameterNamed(Name, parts);
    if (parameter === undefined) throw notFound(Name);
    const { items, next } = pageOf(parameter.versions, { token, limit, most: 50 }, invalidToken);
    const history = items.map((version) => ({
      ...{ Name: parameter.name, Type: version.type, Value: shownValue(version, WithDecryption) },
      ...{ LastModifiedDate: version.changedAt / 1000, LastModifiedUser: version.changedBy, Version: version.version },
      ...{ Labels: version.labels, Tier: version.tier, Policies: [], DataType: version.dataType },
      ...(version.description !== undefined && { Description: version.description }),
      ...(version.allowedPattern !== undefined && { AllowedPattern: version.allowedPattern }),
      ...(version.type === "SecureString" && { KeyId: version.keyId ?? "alias/aws/ssm" }),
    }));
    return { Parameters: history, ...(next !== undefined && { NextToken: next }) };
  },
};

/** @throws AwsError `ParameterVersionNotFound` */
function read(given: string, isDecrypted: boolean, parts: SsmParts): OnWire<Described> | undefined {
  const { name, selector } = selected(given);
  const published = publicParameter(name);
  if (published !== undefined) {
    const [owned] = onParameter("ssm:GetParameter", given);
    return {
      Name: name,
      Type: "String",
      Value: published,
      Version: 1,
      DataType: "aws:ec2:image",
      ARN: owned?.resource,
    };
  }
  const parameter = parameterNamed(given, parts);
  if (parameter === undefined) return undefined;
  const version =
    selector === undefined
      ? newestOf(parameter)
      : parameter.versions.find((each) => String(each.version) === selector || each.labels.includes(selector));
  if (version === undefined) throw versionNotFound(parameter, selector);
  return { ...describe(parameter, version, isDecrypted), ...(selector !== undefined && { Selector: `:${selector}` }) };
}

function describe({ name }: Parameter, version: ParameterVersion, isDecrypted: boolean): OnWire<Described> {
  return {
    ...{ Name: name, Type: version.type, Value: shownValue(version, isDecrypted), Version: version.version },
    ...{ LastModifiedDate: version.changedAt / 1000, ARN: parameterArn(name), DataType: version.dataType },
  };
}

function below(path: string, isRecursive: boolean, { parameters }: SsmParts): readonly Parameter[] {
  return parameters.all.filter(({ name }) => isBelow(name, path, isRecursive));
}
