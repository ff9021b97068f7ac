import type {
  LabelParameterVersionCommandInput,
  LabelParameterVersionCommandOutput,
  UnlabelParameterVersionCommandInput,
  UnlabelParameterVersionCommandOutput,
} from "@aws-sdk/client-ssm";
import { AwsError } from "../../../base/awsError";
import { newestOf, type ParameterVersion } from "../parameter";
import {
  notFound,
  onParameter,
  parameterNamed,
  type SsmOperation,
  type SsmParts,
  versionNotFound,
} from "./ssmOperation";

/** Labels of one version (AWS Systems Manager API Reference, "LabelParameterVersion"). */
const MOST_LABELS = 10;

export const labelParameterVersion: SsmOperation<
  LabelParameterVersionCommandInput,
  LabelParameterVersionCommandOutput
> = {
  parameters: { Name: "text", Labels: "texts" },
  permissions: ({ Name }) => onParameter("ssm:LabelParameterVersion", Name),
  run({ Name, ParameterVersion: version, Labels }, parts) {
    const { name, found } = versionIn(Name, version, parts);
    const isValid = (label: string) => /^(?!aws|ssm)[a-z_][\w.-]{0,99}$/i.test(label);
    const labels = Labels.filter(isValid);
    if (new Set([...found.labels, ...labels]).size > MOST_LABELS) {
      throw new AwsError(
        "ParameterVersionLabelLimitExceeded",
        `A parameter version can have maximum ${MOST_LABELS} labels. Move one or more labels to another version and try again.`,
      );
    }
    parts.parameters.label(name, found.version, labels);
    return { InvalidLabels: Labels.filter((label) => !isValid(label)), ParameterVersion: found.version };
  },
};

export const unlabelParameterVersion: SsmOperation<
  UnlabelParameterVersionCommandInput,
  UnlabelParameterVersionCommandOutput
> = {
  parameters: { Name: "text", ParameterVersion: "number", Labels: "texts" },
  permissions: ({ Name }) => onParameter("ssm:UnlabelParameterVersion", Name),
  run({ Name, ParameterVersion: version, Labels }, parts) {
    const { name, found } = versionIn(Name, version, parts);
    const isThere = (label: string) => found.labels.includes(label);
    parts.parameters.unlabel(name, found.version, Labels);
    return { RemovedLabels: Labels.filter(isThere), InvalidLabels: Labels.filter((label) => !isThere(label)) };
  },
};

/** @throws AwsError `ParameterNotFound`, `ParameterVersionNotFound` */
function versionIn(
  given: string,
  version: number | undefined,
  parts: SsmParts,
): { name: string; found: ParameterVersion } {
  const parameter = parameterNamed(given, parts);
  if (parameter === undefined) throw notFound(given);
  const { name, versions } = parameter;
  const found = version === undefined ? newestOf(parameter) : versions.find((each) => each.version === version);
  if (found) return { name, found };
  throw versionNotFound(parameter, version);
}
