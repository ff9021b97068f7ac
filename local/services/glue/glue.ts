import type { AwsService } from "../../edge/awsService";
import type { ColumnType } from "./columnTypes";
import type { Projection } from "./projection";

/** A column as the catalog has it; names are in small letters, as Glue keeps them. */
export interface Column {
  name: string;
  /** Hive's, such as `"struct<id:string,at:timestamp>"`. */
  type: string;
  comment?: string | undefined;
}

export interface DatabaseSpec {
  name: string;
  description?: string | undefined;
  locationUri?: string | undefined;
  parameters: Readonly<Record<string, string>>;
}

export interface TableSpec {
  databaseName: string;
  name: string;
  description?: string | undefined;
  owner?: string | undefined;
  tableType: string;
  parameters: Readonly<Record<string, string>>;
  partitionKeys: readonly Column[];
  columns: readonly Column[];
  /** `"s3://bucket/prefix/"` */
  location: string;
  inputFormat?: string | undefined;
  outputFormat?: string | undefined;
  serdeLibrary: string;
  serdeParameters: Readonly<Record<string, string>>;
}

/** A table, with its types and its projection read. */
export interface Table extends TableSpec {
  createdAt: number;
  types: ReadonlyMap<string, ColumnType>;
  /** Absent where the table has no partition keys. */
  projection?: Projection | undefined;
}

/** Glue's catalog: databases and tables of this account, in memory. */
export interface Glue {
  readonly api: AwsService;
  /** Creates or changes. */
  putDatabase(database: DatabaseSpec): void;
  /** With all its tables, as Glue does. */
  deleteDatabase(name: string): void;
  /**
   * Creates or changes.
   * @throws Error that names what of it cannot be queried here
   * @throws AwsError `EntityNotFoundException` without its database
   */
  putTable(table: TableSpec): void;
  deleteTable(databaseName: string, name: string): void;
  database(name: string): DatabaseSpec | undefined;
  /** In the order of their names. */
  databases(): readonly DatabaseSpec[];
  table(databaseName: string, name: string): Table | undefined;
  /** In the order of their names. */
  tables(databaseName: string): readonly Table[];
}
