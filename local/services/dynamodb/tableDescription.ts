/** dynoxide's description of a table, as far as it is read here. */
export interface TableDescription {
  GlobalSecondaryIndexes?: { IndexName: string; KeySchema: object[]; Projection: object }[];
  DeletionProtectionEnabled?: boolean;
}
