/** The fields of a type of state. */
interface FieldNames {
  /** In both query languages. */
  both: readonly string[];
  JSONPath: readonly string[];
  JSONata: readonly string[];
  required?: readonly string[];
  /** Fields that AWS has and the local cloud does not honour. */
  elsewhere?: readonly string[];
}

const COMMON = ["Type", "Comment", "QueryLanguage"];
const FOLLOWED = ["Next", "End", "Assign"];
const RESILIENT = ["Retry", "Catch"];
const PIPED = ["InputPath", "OutputPath"];
const RESULT = ["ResultPath", "ResultSelector"];

/** The fields of Amazon States Language, by the type of the state. */
export const STATE_FIELDS: Readonly<Record<string, FieldNames>> = {
  Task: {
    both: [...COMMON, ...FOLLOWED, ...RESILIENT, "Resource", "TimeoutSeconds", "HeartbeatSeconds"],
    JSONPath: [...PIPED, ...RESULT, "Parameters", "TimeoutSecondsPath", "HeartbeatSecondsPath"],
    JSONata: ["Arguments", "Output"],
    required: ["Resource"],
    elsewhere: ["Credentials"],
  },
  Pass: {
    both: [...COMMON, ...FOLLOWED],
    JSONPath: [...PIPED, "Result", "Parameters", "ResultPath"],
    JSONata: ["Output"],
  },
  Wait: {
    both: [...COMMON, ...FOLLOWED, "Seconds", "Timestamp"],
    JSONPath: [...PIPED, "SecondsPath", "TimestampPath"],
    JSONata: ["Output"],
  },
  Choice: {
    both: [...COMMON, "Choices", "Default", "Assign"],
    JSONPath: PIPED,
    JSONata: ["Output"],
    required: ["Choices"],
  },
  Succeed: { both: COMMON, JSONPath: PIPED, JSONata: ["Output"] },
  Fail: { both: [...COMMON, "Error", "Cause"], JSONPath: ["ErrorPath", "CausePath"], JSONata: [] },
  Parallel: {
    both: [...COMMON, ...FOLLOWED, ...RESILIENT, "Branches"],
    JSONPath: [...PIPED, ...RESULT, "Parameters"],
    JSONata: ["Arguments", "Output"],
    required: ["Branches"],
  },
  Map: {
    both: [
      ...[...COMMON, ...FOLLOWED, ...RESILIENT, "ItemProcessor", "Iterator", "ItemSelector", "MaxConcurrency"],
      ...["ToleratedFailureCount", "ToleratedFailurePercentage"],
    ],
    JSONPath: [
      ...[...PIPED, ...RESULT, "Parameters", "ItemsPath", "MaxConcurrencyPath"],
      ...["ToleratedFailureCountPath", "ToleratedFailurePercentagePath"],
    ],
    JSONata: ["Items", "Output"],
    elsewhere: ["ItemReader", "ItemBatcher", "ResultWriter", "Label"],
  },
};
