import { AwsError } from "../../../base/awsError";
import { keptMaps } from "../../../base/keptMaps";
import { compileFilter } from "../filter";
import type { FunctionRunner } from "../functionRunner";
import type { EventSourceSpec } from "../lambda";
import { KeptPositions } from "./keptPositions";
import type { Poller, SourceDependencies } from "./poller";
import { QueueSource } from "./queueSource";
import { accessError, executionPrincipal, missingActions } from "./sourceAccess";
import type { StreamPosition } from "./streamPosition";
import { StreamSource } from "./streamSource";

/** The event source mappings. */
export interface EventSources {
  put(spec: EventSourceSpec): Promise<void>;
  delete(uuid: string): Promise<void>;
  stop(): Promise<void>;
}

interface Mapping {
  /** `undefined` while the mapping is disabled. */
  poller: Poller | undefined;
  position: StreamPosition;
}

/** Keeps one poller a mapping; a changed mapping gets a new poller that goes on where the old one stopped. */
export function createEventSources(
  deps: SourceDependencies,
  runnerOf: (functionArn: string) => FunctionRunner,
): EventSources {
  const mappings = new Map<string, Mapping>();
  const kept = new KeptPositions(keptMaps(deps.data, "event-sources"));

  async function startPoller(spec: EventSourceSpec, position: StreamPosition): Promise<Poller> {
    const runner = () => runnerOf(spec.functionArn);
    if (spec.source.kind === "sqs") {
      return new QueueSource(deps, { spec, source: spec.source, runner });
    }
    const moved = (key: string) => {
      const shard = position.get(key);
      if (shard) kept.save(spec, key, shard);
    };
    const source = new StreamSource(deps, { spec, source: spec.source, runner, position, moved });
    await source.begin();
    return source;
  }

  return {
    async put(spec) {
      await check(deps, spec, runnerOf(spec.functionArn));
      const mapping = mappings.get(spec.uuid) ?? { poller: undefined, position: kept.of(spec) };
      mappings.set(spec.uuid, mapping);
      await mapping.poller?.stop({ abandon: false });
      mapping.poller = spec.enabled ? await startPoller(spec, mapping.position) : undefined;
    },

    async delete(uuid) {
      const mapping = mappings.get(uuid);
      mappings.delete(uuid);
      await mapping?.poller?.stop({ abandon: false });
      kept.delete(uuid);
    },

    async stop() {
      await Promise.all([...mappings.values()].map(({ poller }) => poller?.stop({ abandon: true })));
      mappings.clear();
    },
  };
}

/** Refuses what CreateEventSourceMapping and UpdateEventSourceMapping refuse. */
async function check(deps: SourceDependencies, spec: EventSourceSpec, runner: FunctionRunner): Promise<void> {
  for (const pattern of spec.filterPatterns) {
    compileFilter(pattern);
  }
  const { currentSpec } = runner;
  const principal = executionPrincipal(deps.iam, currentSpec);
  const missing = missingActions(deps.iam, principal, spec);
  if (missing.length > 0) {
    throw accessError(spec, missing);
  }
  if (spec.source.kind === "sqs") {
    const { VisibilityTimeout } = await deps.sqs.attributes(spec.eventSourceArn);
    if (Number(VisibilityTimeout) < currentSpec.timeoutSeconds) {
      throw new AwsError(
        "InvalidParameterValueException",
        `Queue visibility timeout: ${VisibilityTimeout} seconds is less than Function timeout: ` +
          `${currentSpec.timeoutSeconds} seconds`,
      );
    }
  } else if (spec.source.onFailureArn !== undefined) {
    const destination = { action: "sqs:SendMessage", resource: spec.source.onFailureArn };
    if (!deps.iam.allows(principal, destination)) {
      throw new AwsError(
        "InvalidParameterValueException",
        `The provided execution role does not have permissions to call SendMessage on SQS (${destination.resource})`,
      );
    }
  }
}
