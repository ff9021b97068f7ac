import type { QueryProtocol } from "../../edge/awsService";

type Members = Readonly<Record<string, unknown>>;

/** Parameters that are lists in a form: each of its entries has the singular name. */
const LISTS: Readonly<Record<string, string>> = {
  ActionName: "Actions",
  AWSAccountId: "AWSAccountIds",
  AttributeName: "AttributeNames",
  ChangeMessageVisibilityBatchRequestEntry: "Entries",
  DeleteMessageBatchRequestEntry: "Entries",
  MessageAttributeName: "MessageAttributeNames",
  MessageSystemAttributeName: "MessageSystemAttributeNames",
  SendMessageBatchRequestEntry: "Entries",
  TagKey: "TagKeys",
};
/** Parameters that are maps; clients write the first kind, and SQS takes the second, too. */
const MAPS: Readonly<Record<string, string>> = {
  Attribute: "Attributes",
  MessageAttribute: "MessageAttributes",
  MessageAttributes: "MessageAttributes",
  MessageSystemAttribute: "MessageSystemAttributes",
  MessageSystemAttributes: "MessageSystemAttributes",
  Tag: "Tags",
};
const NUMBERS = new Set([
  "DelaySeconds",
  "MaxNumberOfMessages",
  "MaxNumberOfMessagesPerSecond",
  "MaxResults",
  "VisibilityTimeout",
  "WaitTimeSeconds",
]);

/** Lists of answers, by operation and member: each of their entries is an element of this name. */
const ENTRIES: Readonly<Record<string, Readonly<Record<string, string>>>> = {
  ChangeMessageVisibilityBatch: batchEntries("ChangeMessageVisibilityBatchResultEntry"),
  DeleteMessageBatch: batchEntries("DeleteMessageBatchResultEntry"),
  ListDeadLetterSourceQueues: { queueUrls: "QueueUrl" },
  ListMessageMoveTasks: { Results: "ListMessageMoveTasksResultEntry" },
  ListQueues: { QueueUrls: "QueueUrl" },
  ReceiveMessage: { Messages: "Message" },
  SendMessageBatch: batchEntries("SendMessageBatchResultEntry"),
};
/** Maps of answers: each of their entries is such an element, with its key in the member of that name, and a `Value`. */
const PAIRS: Readonly<Record<string, { readonly element: string; readonly key: "Name" | "Key" }>> = {
  Attributes: { element: "Attribute", key: "Name" },
  MessageAttributes: { element: "MessageAttribute", key: "Name" },
  Tags: { element: "Tag", key: "Key" },
};

/**
 * SQS's protocol from before JSON: forms and XML. Older SDKs speak it, and whoever calls a queue's URL without one.
 * Source: Amazon SQS Developer Guide, "Making Query API requests in Amazon SQS"; the names are those of the SDK's older model, in which lists
 * and maps are flattened.
 */
export const sqsQueryProtocol: QueryProtocol = {
  isFlat: true,
  read(form, path, operation) {
    const { Tags, ...parameters } = { ...queueAt(path), ...parametersOf(form) } as { Tags?: unknown };
    // The one operation whose model writes it small.
    return { ...parameters, ...(Tags !== undefined && { [operation === "CreateQueue" ? "tags" : "Tags"]: Tags }) };
  },
  write: (operation, result) => written(result, ENTRIES[operation] ?? {}),
  messages: { QueueDoesNotExist: "The specified queue does not exist for this wsdl version." },
};

function batchEntries(success: string): Readonly<Record<string, string>> {
  return { Successful: success, Failed: "BatchResultErrorEntry" };
}

/** A call to a queue's URL need not name the queue again. */
function queueAt(path: string): Members {
  const [address = ""] = path.split("?");
  return /^\/\d{12}\/[^/]+$/.test(address) ? { QueueUrl: address } : {};
}

function parametersOf(form: Members): Members {
  return Object.fromEntries(Object.entries(form).map(([name, value]) => parameterOf(name, value)));
}

function parameterOf(name: string, value: unknown): [string, unknown] {
  if (Array.isArray(value) && LISTS[name] !== undefined) return [LISTS[name], value.map(entryOf)];
  if (Array.isArray(value) && MAPS[name] !== undefined) {
    const pairs = value as { Name?: string; Key?: string; Value?: unknown }[];
    return [MAPS[name], Object.fromEntries(pairs.map(({ Key, Name = Key, Value = {} }) => [String(Name), Value]))];
  }
  if (NUMBERS.has(name) && typeof value === "string" && /^-?\d+$/.test(value)) return [name, Number(value)];
  return [name, value];
}

function entryOf(entry: unknown): unknown {
  return typeof entry === "object" && entry !== null ? parametersOf(entry as Members) : entry;
}

function written(result: Members, entries: Readonly<Record<string, string>>): Members {
  return Object.fromEntries(
    Object.entries(result).map(([name, value]) => {
      const listed = entries[name];
      if (listed !== undefined && Array.isArray(value)) return [listed, value.map(writtenEntry)];
      const pair = PAIRS[name];
      if (pair === undefined || typeof value !== "object" || value === null) return [name, value];
      return [pair.element, Object.entries(value).map(([key, Value]) => ({ [pair.key]: key, Value }))];
    }),
  );
}

function writtenEntry(entry: unknown): unknown {
  return typeof entry === "object" && entry !== null ? written(entry as Members, {}) : entry;
}
