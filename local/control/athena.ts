import type {
  CreateNamedQueryCommandInput,
  CreateNamedQueryCommandOutput,
  CreateWorkGroupCommandInput,
  CreateWorkGroupCommandOutput,
  DeleteNamedQueryCommandInput,
  DeleteNamedQueryCommandOutput,
  DeleteWorkGroupCommandInput,
  DeleteWorkGroupCommandOutput,
  UpdateWorkGroupCommandInput,
  UpdateWorkGroupCommandOutput,
} from "@aws-sdk/client-athena";
import type { KeptResource } from "../base/inventory";
import { tagsIn } from "../base/tagList";
import { type Operation, withOperations } from "../edge/awsApi";
import type { AwsService } from "../edge/awsService";
import type { Properties } from "../engine/resourceHandler";
import { creating } from "../iam/creating";
import { invalid, onWorkgroup } from "../services/athena/operations/athenaOperation";
import { PRIMARY, Workgroups } from "../services/athena/workgroups";
import type { Controlled } from "./controlled";
import { inputsIn, type Members } from "./members";
import { tagOperations } from "./tagOperations";

const WORKGROUP = "aws:athena/workgroup:Workgroup";
const NAMED_QUERY = "aws:athena/namedQuery:NamedQuery";

type AthenaControl<Input extends object, Output extends object> = Operation<Controlled, Input, Output>;

const CONFIGURATION: Members = {
  BytesScannedCutoffPerQuery: { input: "bytesScannedCutoffPerQuery" },
  EnforceWorkGroupConfiguration: { input: "enforceWorkgroupConfiguration" },
  EngineVersion: { input: "engineVersion", read: engineIn },
  PublishCloudWatchMetricsEnabled: { input: "publishCloudwatchMetricsEnabled" },
  RequesterPaysEnabled: { input: "requesterPaysEnabled" },
  ResultConfiguration: { input: "resultConfiguration", read: resultIn },
};
const RESULT: Members = {
  EncryptionConfiguration: { input: "encryptionConfiguration", read: encryptionIn },
  ExpectedBucketOwner: { input: "expectedBucketOwner" },
  OutputLocation: { input: "outputLocation" },
};
const ENCRYPTION: Members = { EncryptionOption: { input: "encryptionOption" }, KmsKey: { input: "kmsKeyArn" } };
const ENGINE: Members = {
  SelectedEngineVersion: { input: "selectedEngineVersion" },
  EffectiveEngineVersion: { input: "effectiveEngineVersion" },
};

const createWorkGroup: AthenaControl<CreateWorkGroupCommandInput, CreateWorkGroupCommandOutput> = {
  parameters: { Name: "text", Configuration: "map?", Tags: "list?" },
  permissions: ({ Name, Tags }) =>
    creating(Workgroups.arnOf(Name), tagsIn(Tags), { create: "athena:CreateWorkGroup", tag: "athena:TagResource" }),
  async run({ Name: name, Configuration = {}, Description: description, Tags }, resources) {
    if (name === PRIMARY || resources.find(WORKGROUP, name)) throw invalid("WorkGroup is already created");
    const configuration = inputsIn(Configuration, CONFIGURATION, invalid);
    await resources.create(WORKGROUP, { name, description, configuration }, { name, tags: tagsIn(Tags) });
    return {};
  },
};

const updateWorkGroup: AthenaControl<UpdateWorkGroupCommandInput, UpdateWorkGroupCommandOutput> = {
  parameters: { WorkGroup: "text", ConfigurationUpdates: "map?" },
  permissions: ({ WorkGroup }) => onWorkgroup("athena:UpdateWorkGroup", WorkGroup),
  async run({ WorkGroup, Description: description, State: state, ConfigurationUpdates = {} }, resources) {
    const found = workgroupIn(resources, WorkGroup);
    const before = (found.inputs.configuration ?? {}) as Properties;
    await resources.update(found, {
      ...(description !== undefined && { description }),
      ...(state !== undefined && { state }),
      configuration: updated(before, ConfigurationUpdates),
    });
    return {};
  },
};

const deleteWorkGroup: AthenaControl<DeleteWorkGroupCommandInput, DeleteWorkGroupCommandOutput> = {
  parameters: { WorkGroup: "text", RecursiveDeleteOption: "flag?" },
  permissions: ({ WorkGroup }) => onWorkgroup("athena:DeleteWorkGroup", WorkGroup),
  async run({ WorkGroup, RecursiveDeleteOption: forceDestroy = false }, resources) {
    if (WorkGroup === PRIMARY) throw invalid("The primary workgroup cannot be deleted");
    const found = workgroupIn(resources, WorkGroup);
    await resources.delete({ ...found, state: { ...found.state, forceDestroy } });
    for (const query of resources.all(NAMED_QUERY)) {
      if (query.state.workgroup === WorkGroup) resources.inventory.drop(query);
    }
    return {};
  },
};

const createNamedQuery: AthenaControl<CreateNamedQueryCommandInput, CreateNamedQueryCommandOutput> = {
  parameters: { Name: "text", Database: "text", QueryString: "text", WorkGroup: "text?" },
  permissions: ({ WorkGroup }) => onWorkgroup("athena:CreateNamedQuery", WorkGroup),
  async run({ Name, Database, QueryString, Description, WorkGroup = PRIMARY, ClientRequestToken: token }, resources) {
    if (WorkGroup !== PRIMARY) workgroupIn(resources, WorkGroup);
    const inputs = {
      name: Name,
      database: Database,
      query: QueryString,
      description: Description,
      workgroup: WorkGroup,
    };
    // A request that comes twice makes one query: its id follows from its token.
    const made = await resources.create(NAMED_QUERY, inputs, token === undefined ? {} : { name: token });
    return { NamedQueryId: made.id };
  },
};

const deleteNamedQuery: AthenaControl<DeleteNamedQueryCommandInput, DeleteNamedQueryCommandOutput> = {
  parameters: { NamedQueryId: "text?" },
  permissions: ({ NamedQueryId = "" }, resources) => {
    const workgroup = resources.find(NAMED_QUERY, NamedQueryId)?.state.workgroup;
    return onWorkgroup("athena:DeleteNamedQuery", workgroup === undefined ? undefined : String(workgroup));
  },
  async run({ NamedQueryId = "" }, resources) {
    const found = resources.find(NAMED_QUERY, NamedQueryId);
    if (found === undefined) throw invalid(`NamedQuery ${NamedQueryId} was not found`);
    await resources.delete(found);
    return {};
  },
};

/** Athena's API with the operations that make and change workgroups and named queries. */
export function athenaControl(service: AwsService, resources: Controlled): AwsService {
  return withOperations(service, {
    parts: resources,
    operations: {
      ...tagOperations<Controlled>({
        ...{ prefix: "athena", members: { arn: "ResourceARN", tags: "Tags", keys: "TagKeys" } },
        inventory: ({ inventory }) => inventory,
        tagged: (arn, tagged) => String(workgroupIn(tagged, arn.split("/").at(-1) ?? "").state.arn),
      }),
      CreateNamedQuery: createNamedQuery,
      CreateWorkGroup: createWorkGroup,
      DeleteNamedQuery: deleteNamedQuery,
      DeleteWorkGroup: deleteWorkGroup,
      UpdateWorkGroup: updateWorkGroup,
    },
    refused: ({ parameter }) => invalid(`${parameter} must be a text of at least one character`),
  });
}

/** @throws AwsError `InvalidRequestException` */
function workgroupIn(resources: Controlled, name: string): KeptResource {
  const found = resources.find(WORKGROUP, name);
  if (found) return found;
  throw invalid(`WorkGroup ${name} is not found.`);
}

type Updates = NonNullable<UpdateWorkGroupCommandInput["ConfigurationUpdates"]>;

/** Members that are given take the place of those before; `Remove...` takes them away. */
function updated(before: Properties, updates: object): Properties {
  const { ResultConfigurationUpdates, RemoveBytesScannedCutoffPerQuery, ...others } = updates as Updates;
  const {
    RemoveOutputLocation,
    RemoveEncryptionConfiguration,
    RemoveExpectedBucketOwner,
    RemoveAclConfiguration: _none,
    ...given
  } = ResultConfigurationUpdates ?? {};
  const result = {
    ...(before.resultConfiguration as Properties | undefined),
    ...inputsIn(given, RESULT, invalid),
    ...(RemoveOutputLocation && { outputLocation: undefined }),
    ...(RemoveEncryptionConfiguration && { encryptionConfiguration: undefined }),
    ...(RemoveExpectedBucketOwner && { expectedBucketOwner: undefined }),
  };
  return {
    ...before,
    ...inputsIn(others, CONFIGURATION, invalid),
    resultConfiguration: result,
    ...(RemoveBytesScannedCutoffPerQuery && { bytesScannedCutoffPerQuery: undefined }),
  };
}

function resultIn(value: unknown): Properties {
  return inputsIn(value as object, RESULT, invalid);
}

function encryptionIn(value: unknown): Properties {
  return inputsIn(value as object, ENCRYPTION, invalid);
}

function engineIn(value: unknown): Properties {
  return inputsIn(value as object, ENGINE, invalid);
}
