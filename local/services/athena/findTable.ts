import { AwsError } from "../../base/awsError";
import type { Services } from "../../services";
import type { Table } from "../glue/glue";
import { catalogPermissions } from "../glue/glueApi";
import type { QueryRequest } from "./execution";
import { locationOf } from "./location";
import { QueryError, syntaxError } from "./queryError";

const CATALOG = "awsdatacatalog";

/** @throws QueryError `TABLE_NOT_FOUND`, or what a missing permission makes of it */
export function findTable(
  { glue, iam, s3 }: Pick<Services, "glue" | "iam" | "s3">,
  { database: own, principal }: Pick<QueryRequest, "database" | "principal">,
  catalog: string,
  named: string,
  name: string,
): Table {
  if (catalog !== "" && catalog !== CATALOG) throw syntaxError(`line 1:1: Catalog '${catalog}' not found`);
  const database = named === "" ? own?.toLowerCase() : named;
  if (database === undefined) throw syntaxError("line 1:1: Schema must be specified when session schema is not set");
  try {
    iam.authorize(principal, catalogPermissions("glue:GetDatabase", database));
    iam.authorize(principal, catalogPermissions("glue:GetTable", database, name));
  } catch (error) {
    throw insufficient(error);
  }
  const table = glue.table(database, name);
  if (!table) {
    throw new QueryError("TABLE_NOT_FOUND", `line 1:1: Table '${CATALOG}.${database}.${name}' does not exist`);
  }
  try {
    if (table.projection) iam.authorize(principal, catalogPermissions("glue:GetPartitions", database, name));
  } catch (error) {
    throw insufficient(error);
  }
  try {
    const { bucket } = locationOf(table.location);
    iam.authorize(principal, [{ action: "s3:GetBucketLocation", resource: s3.arnOf(bucket) }]);
  } catch (error) {
    throw accessDenied(`reading from location: ${table.location}`, error);
  }
  return table;
}

/** Turns a missing permission on the catalog into Athena's error. */
export function insufficient(error: unknown): unknown {
  if (!(error instanceof AwsError)) return error;
  return new QueryError("PERMISSION_DENIED", `Insufficient permissions to execute the query. ${error.message}`);
}

/** Turns a missing permission on S3 or a key, or a bucket that is not there, into Athena's error. */
export function accessDenied(what: string, error: unknown): unknown {
  if (!(error instanceof AwsError)) return error;
  if (error.code !== "AccessDenied")
    return new QueryError("HIVE_FILESYSTEM_ERROR", `${what}: ${error.code}: ${error.message}`);
  return new QueryError("PERMISSION_DENIED", `Access denied when ${what}. ${error.message}`);
}
