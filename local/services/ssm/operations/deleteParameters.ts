import type {
  DeleteParameterCommandInput,
  DeleteParameterCommandOutput,
  DeleteParametersCommandInput,
  DeleteParametersCommandOutput,
} from "@aws-sdk/client-ssm";
import { parameterArn } from "../parameter";
import { notFound, onParameter, parameterNamed, type SsmOperation, type SsmParts } from "./ssmOperation";

export const deleteParameter: SsmOperation<DeleteParameterCommandInput, DeleteParameterCommandOutput> = {
  parameters: { Name: "text" },
  permissions: ({ Name }) => onParameter("ssm:DeleteParameter", Name),
  run({ Name }, parts) {
    if (!remove(Name, parts)) throw notFound(Name);
    return {};
  },
};

export const deleteParameters: SsmOperation<DeleteParametersCommandInput, DeleteParametersCommandOutput> = {
  parameters: { Names: "texts" },
  permissions: ({ Names }) => Names.flatMap((name) => onParameter("ssm:DeleteParameters", name)),
  run({ Names }, parts) {
    const outcomes = Names.map((name) => [name, remove(name, parts)] as const);
    const those = (isDeleted: boolean) => outcomes.filter(([, deleted]) => deleted === isDeleted).map(([name]) => name);
    return { DeletedParameters: those(true), InvalidParameters: those(false) };
  },
};

function remove(given: string, parts: SsmParts): boolean {
  const name = parameterNamed(given, parts)?.name;
  if (name === undefined) return false;
  parts.parameters.delete(name);
  parts.inventory.deletedByCall(parameterArn(name));
  return true;
}
