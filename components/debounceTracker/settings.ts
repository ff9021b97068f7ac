import { isJsonPointer } from "../../functions/debounce/jsonPointer";
import { DUE_INDEX, INDEXED_ATTRIBUTES } from "../../functions/debounce/trackedItem";
import { absent, atLeast, checked, checkName, type Subject } from "../parts/arguments/arguments";
import { callback } from "../parts/arguments/callback";
import { LONGEST_VISIBILITY_SECONDS } from "../parts/arguments/defaults";
import { httpUrl } from "../parts/arguments/httpUrl";
import { numbers } from "../parts/arguments/numbers";
import type { TableIndex } from "../parts/data/table";
import { existingTable } from "../parts/existing/existingTable";
import { webhookWorkersSettings } from "../parts/webhooks/webhookWorkersArgs";
import { connectionsOf } from "../parts/workers/databaseClient";
import { OWN_CODE_ARGUMENTS, ownCodeSettings } from "../parts/workers/ownCode";
import type { DebounceTrackerArgs } from "./args";

const LONGEST_QUIET_SECONDS = 86_400;
const LONGEST_WAIT_SECONDS = 604_800;
const DEFAULT_WAIT_SECONDS = 900;

/** Finds the entities that are due. */
export const INDEX_OF_DUE: TableIndex = {
  name: DUE_INDEX,
  hashKey: { name: "shard", type: "N" },
  rangeKey: { name: "dueAt", type: "N" },
  projectedAttributes: INDEXED_ATTRIBUTES,
};

export type Settings = ReturnType<typeof settingsOf>;

/**
 * Checks the arguments, and puts defaults in the place of absent ones.
 * @throws RunError naming the argument that breaks its rule
 */
export function settingsOf(name: string, args: DebounceTrackerArgs) {
  const subject: Subject = { component: "DebounceTracker", name };
  checkName(subject);
  const { quietSeconds } = numbers(subject, args, {
    quietSeconds: { default: 60, min: 1, max: LONGEST_QUIET_SECONDS },
  });
  const values = numbers(subject, args, {
    maxWaitSeconds: {
      default: Math.max(DEFAULT_WAIT_SECONDS, quietSeconds),
      min: quietSeconds,
      minName: "quietSeconds",
      max: LONGEST_WAIT_SECONDS,
    },
    leaseSeconds: { default: 30, min: 3, max: 3_600 },
    minHandlers: { default: 1, min: 0, max: 1_000 },
    maxHandlers: { default: 5, min: 1, max: 1_000 },
    acceptableLatencySeconds: { default: 30, above: 0 },
    secondsPerMessage: { default: 0.002, above: 0 },
    messagesAtOnce: { default: 100, min: 1, max: 1_000 },
    visibilityTimeoutSeconds: { default: 60, min: 10, max: LONGEST_VISIBILITY_SECONDS },
    minProcessors: { default: 1, min: 1, max: 1_000 },
    maxProcessors: { default: 4, min: 1, max: 1_000 },
    entitiesAtOnce: { default: 50, min: 1, max: 1_000 },
    targetBusyPercent: { default: 60, min: 10, max: 90 },
    externalApiRateLimit: { above: 0 },
    externalApiTimeoutSeconds: { default: 10, min: 1, max: 600 },
    overdueSeconds: { default: 300, min: 60 },
  });
  const { minHandlers, maxHandlers, minProcessors, maxProcessors } = values;
  atLeast(subject, "maxHandlers", maxHandlers, { minHandlers });
  atLeast(subject, "maxProcessors", maxProcessors, { minProcessors });
  const common = webhookWorkersSettings(subject, args);
  return {
    subject,
    ...codeOf(subject, args),
    entityIdPointer: pointerOf(subject, args.entityIdPointer ?? "/entityId"),
    quietSeconds,
    ...values,
    databaseMaxConnections: connectionsOf(subject, args, { maxProcessors }, common.databaseClass),
    deletionProtection: args.deletionProtection ?? true,
    existingTable: existingTable(subject, "trackingTable", args, {
      hashKey: "entityId",
      index: INDEX_OF_DUE,
    }),
    ...common,
    transform: args.transform ?? {},
  };
}

/** Arguments that only the external API has a use for. */
const OF_THE_API = [
  "externalApiMaxPauseSeconds",
  "externalApiMaxAnswerBytes",
  "externalApiHeaders",
  "externalApiSecretHeaders",
] as const;

/** Where states come from, where they go to, and which entity a webhook is about. */
function codeOf(subject: Subject, args: DebounceTrackerArgs) {
  const ways = ["externalApiUrl", "fetchState"] as const;
  const given = ways.filter((name) => args[name] !== undefined);
  checked(subject, ways.join(", "), given, "exactly one of them given", ({ length }) => length === 1);
  const { externalApiUrl, fetchState, store, entityOf } = args;
  for (const [argument, value] of Object.entries({ fetchState, store, entityOf })) {
    if (value !== undefined) callback(subject, argument, value);
  }
  if (fetchState !== undefined) {
    absent(subject, args, [...OF_THE_API], "with fetchState");
  } else if (store === undefined) absent(subject, args, OWN_CODE_ARGUMENTS, "without fetchState and store");
  if (entityOf !== undefined) absent(subject, args, ["entityIdPointer"], "with entityOf");
  return {
    externalApi: externalApiUrl === undefined ? undefined : httpUrl(subject, "externalApiUrl", externalApiUrl),
    processorCode: { ...(fetchState !== undefined && { fetchState }), ...(store !== undefined && { store }) },
    handlerCode: { ...(entityOf !== undefined && { entityOf }) },
    ...ownCodeSettings(subject, args),
  };
}

function pointerOf(subject: Subject, pointer: string): string {
  checked(subject, "entityIdPointer", pointer, "a JSON pointer such as /data/id, with ~0 for ~ and ~1 for /", (known) =>
    isJsonPointer(known),
  );
  return pointer;
}
