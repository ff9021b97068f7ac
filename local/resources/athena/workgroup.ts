import { arn } from "../../base/arn";
import type { Properties, ResourceHandler, ResourceState } from "../../engine/resourceHandler";
import type { Services } from "../../services";
import type { ResultLocation, WorkgroupSpec } from "../../services/athena/athena";

interface Configuration {
  bytesScannedCutoffPerQuery?: number;
  enforceWorkgroupConfiguration?: boolean;
  publishCloudwatchMetricsEnabled?: boolean;
  requesterPaysEnabled?: boolean;
  engineVersion?: { selectedEngineVersion?: string };
  resultConfiguration?: {
    outputLocation?: string;
    encryptionConfiguration?: { encryptionOption?: string; kmsKeyArn?: string };
    expectedBucketOwner?: string;
  };
}

const KNOWN: readonly string[] = [
  ...["bytesScannedCutoffPerQuery", "enforceWorkgroupConfiguration", "publishCloudwatchMetricsEnabled"],
  ...["requesterPaysEnabled", "engineVersion", "resultConfiguration"],
];
const KNOWN_RESULT: readonly string[] = ["outputLocation", "encryptionConfiguration", "expectedBucketOwner"];
/** Source: Athena API Reference, WorkGroupConfiguration. */
const LEAST_SCAN_LIMIT = 10_485_760;
const ENGINES = ["AUTO", "Athena engine version 3"];

/** `aws.athena.Workgroup`. */
export function workgroup({ athena }: Pick<Services, "athena">): ResourceHandler {
  const put = (name: string, inputs: Properties): ResourceState => {
    athena.putWorkgroup(specOf(name, inputs));
    return { id: name, state: { state: "ENABLED", ...inputs, name, arn: arn("athena", `workgroup/${name}`) } };
  };
  return {
    type: "aws:athena/workgroup:Workgroup",
    properties: {
      name: "honoured",
      description: "honoured",
      state: "honoured",
      forceDestroy: "honoured",
      configuration: "honoured",
    },
    replaceOn: ["name"],
    async create(context, inputs) {
      const name = context.physicalName(inputs.name, 128);
      if (!/^[\w.-]{1,128}$/.test(name)) {
        throw new Error(`name must be 1 to 128 letters, digits, _, . and -, got "${name}"`);
      }
      return put(name, inputs);
    },
    update: async (_context, { id }, inputs) => put(id, inputs),
    refusesDeletion: ({ id, state }) =>
      state.forceDestroy !== true && athena.isUsed(id)
        ? `the workgroup ${id} has queries: set forceDestroy to true first`
        : undefined,
    async delete(_context, { id, state }) {
      if (state.forceDestroy !== true && athena.isUsed(id)) {
        throw new Error(`WorkGroup ${id} is not empty: set forceDestroy to true first`);
      }
      await athena.deleteWorkgroup(id);
    },
  };
}

function specOf(name: string, inputs: Properties): WorkgroupSpec {
  const {
    description,
    state = "ENABLED",
    configuration = {},
  } = inputs as {
    description?: string;
    state?: string;
    configuration?: Configuration;
  };
  if (state !== "ENABLED" && state !== "DISABLED") {
    throw new Error(`state must be "ENABLED" or "DISABLED", got "${state}"`);
  }
  refuseOthers("configuration", configuration, KNOWN);
  const { bytesScannedCutoffPerQuery: scanLimit, engineVersion, requesterPaysEnabled = false } = configuration;
  if (scanLimit !== undefined && (!Number.isInteger(scanLimit) || scanLimit < LEAST_SCAN_LIMIT)) {
    throw new Error(
      `configuration.bytesScannedCutoffPerQuery must be a whole number of bytes from ${LEAST_SCAN_LIMIT}, got ${scanLimit}`,
    );
  }
  if (requesterPaysEnabled) throw new Error("configuration.requesterPaysEnabled must not be true locally");
  const { selectedEngineVersion: engine = "AUTO" } = engineVersion ?? {};
  if (!ENGINES.includes(engine)) {
    throw new Error(
      `configuration.engineVersion.selectedEngineVersion must be one of ${ENGINES.join(", ")}, got "${engine}"`,
    );
  }
  return {
    ...{ name, description, scanLimit },
    enabled: state === "ENABLED",
    enforced: configuration.enforceWorkgroupConfiguration ?? true,
    publishesMetrics: configuration.publishCloudwatchMetricsEnabled ?? true,
    result: resultOf(configuration.resultConfiguration ?? {}),
  };
}

function resultOf(result: NonNullable<Configuration["resultConfiguration"]>): ResultLocation {
  refuseOthers("configuration.resultConfiguration", result, KNOWN_RESULT);
  const { outputLocation, encryptionConfiguration: encryption } = result;
  if (outputLocation !== undefined && !/^s3:\/\/[^/]+(\/|$)/.test(outputLocation)) {
    throw new Error(
      `configuration.resultConfiguration.outputLocation must begin with s3://<bucket>/, got "${outputLocation}"`,
    );
  }
  if (!encryption) return { outputLocation };
  const { encryptionOption: option, kmsKeyArn: kmsKey } = encryption;
  if (option !== "SSE_S3" && option !== "SSE_KMS") {
    throw new Error(
      `configuration.resultConfiguration.encryptionConfiguration.encryptionOption must be SSE_S3 or SSE_KMS locally, got "${option}"`,
    );
  }
  return { outputLocation, encryption: { option, kmsKey } };
}

function refuseOthers(where: string, value: object, known: readonly string[]): void {
  for (const [property, setting] of Object.entries(value)) {
    if (known.includes(property) || setting === undefined || setting === null) continue;
    throw new Error(`${where}.${property} is not supported locally yet: unset it for this stack`);
  }
}
