import type { ListDatabasesCommandInput, ListDatabasesCommandOutput } from "@aws-sdk/client-athena";
import { arn } from "../../../base/arn";
import { catalogPermissions } from "../../glue/glueApi";
import { type AthenaOperation, invalid, pageOf } from "./athenaOperation";

/** The one catalog that an account has without making any: that of AWS Glue. */
const GLUE_CATALOG = "AwsDataCatalog";

/**
 * Lists the databases of the Glue catalog, for which Athena asks Glue in the caller's name.
 * @see https://docs.aws.amazon.com/athena/latest/APIReference/API_ListDatabases.html
 * @see https://docs.aws.amazon.com/athena/latest/ug/fine-grained-access-to-glue-resources.html
 */
export const listDatabases: AthenaOperation<ListDatabasesCommandInput, ListDatabasesCommandOutput> = {
  parameters: { CatalogName: "text", WorkGroup: "text?", NextToken: "text?", MaxResults: "number?" },
  permissions: ({ CatalogName }) => [
    { action: "athena:ListDatabases", resource: arn("athena", `datacatalog/${CatalogName}`) },
    ...catalogPermissions("glue:GetDatabases"),
  ],
  run({ CatalogName, ...place }, { glue }) {
    if (CatalogName !== GLUE_CATALOG) throw invalid(`DataCatalog ${CatalogName} was not found`);
    const { page, next } = pageOf(glue.databases(), place);
    return {
      DatabaseList: page.map(({ name, description, parameters }) => ({
        Name: name,
        ...(description !== undefined && { Description: description }),
        ...(Object.keys(parameters).length > 0 && { Parameters: { ...parameters } }),
      })),
      ...(next !== undefined && { NextToken: next }),
    };
  },
};
