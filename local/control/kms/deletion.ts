import { AwsError } from "../../base/awsError";
import { invalidState, type KmsOperation, keyOf, type OnKey, onKey, requireNotPending } from "./kmsOperation";

const DAY_MS = 24 * 60 * 60_000;
/** Days in which a deletion can be cancelled (AWS KMS API Reference, "ScheduleKeyDeletion"). */
const [SHORTEST, LONGEST] = [7, 30];

export const scheduleKeyDeletion: KmsOperation<OnKey & { readonly PendingWindowInDays?: number }> = {
  parameters: { KeyId: "text", PendingWindowInDays: "number?" },
  permissions: (input, parts) => onKey("kms:ScheduleKeyDeletion", input, parts),
  run({ PendingWindowInDays: days = LONGEST, ...input }, parts) {
    if (days < SHORTEST || days > LONGEST) {
      throw new AwsError("ValidationException", `PendingWindowInDays must be ${SHORTEST} to ${LONGEST}, got ${days}`);
    }
    const key = keyOf(input, parts);
    requireNotPending(key);
    const deletedAt = parts.clock.now() + days * DAY_MS;
    parts.kms.setState(key.arn, "PendingDeletion", deletedAt);
    return { KeyId: key.arn, DeletionDate: deletedAt / 1000, KeyState: "PendingDeletion", PendingWindowInDays: days };
  },
};

/** The key is disabled afterwards (AWS KMS API Reference, "CancelKeyDeletion"). */
export const cancelKeyDeletion: KmsOperation<OnKey> = {
  parameters: { KeyId: "text" },
  permissions: (input, parts) => onKey("kms:CancelKeyDeletion", input, parts),
  run(input, parts) {
    const key = keyOf(input, parts);
    if (key.state !== "PendingDeletion") throw invalidState(`${key.arn} is not pending deletion.`);
    parts.kms.setState(key.arn, "Disabled");
    return { KeyId: key.arn };
  },
};
