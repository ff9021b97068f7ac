export interface MappingInputs {
  eventSourceArn?: string;
  functionName: string;
  enabled?: boolean;
  batchSize?: number;
  maximumBatchingWindowInSeconds?: number;
  startingPosition?: string;
  maximumRetryAttempts?: number;
  maximumRecordAgeInSeconds?: number;
  bisectBatchOnFunctionError?: boolean;
  parallelizationFactor?: number;
  tumblingWindowInSeconds?: number;
  destinationConfig?: { onFailure?: { destinationArn: string } };
  functionResponseTypes?: readonly string[];
  filterCriteria?: { filters?: readonly { pattern?: string }[] };
  scalingConfig?: { maximumConcurrency?: number };
}
