/** dynoxide's description of a table, as far as it is read here. */
export interface TableDescription {
  KeySchema: object[];
  AttributeDefinitions: { AttributeName: string; AttributeType: string }[];
  LocalSecondaryIndexes?: { IndexName: string; KeySchema: object[]; Projection: object }[];
  StreamSpecification?: { StreamEnabled?: boolean };
  GlobalSecondaryIndexes?: { IndexName: string; KeySchema: object[]; Projection: object }[];
  DeletionProtectionEnabled?: boolean;
}
