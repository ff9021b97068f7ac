import type { KeptResource } from "../../base/inventory";
import { badRequest, conflict, notFound } from "../../services/apigateway/definedApi";
import { ENDPOINT_CONFIGURATION } from "./endpointType";
import { type GatewayParts, operationOn, type Params, type Routed, tagsOf, textIn, without } from "./gatewayOperation";
import { TYPES } from "./kept";
import { inputsOf, type Members, membersOf, patched } from "./members";
import { deleting, patching } from "./oneResource";

/** The type of a custom domain. */
export const DOMAIN = "aws:apigateway/domainName:DomainName";
const MAPPING = "aws:apigateway/basePathMapping:BasePathMapping";

const DOMAINS = "/domainnames";
const ONE = `${DOMAINS}/{domainName}`;
const MAPPINGS = `${ONE}/basepathmappings`;
const ONE_MAPPING = `${MAPPINGS}/{basePath}`;

/** The base path of a mapping that has none, in paths and answers (API Reference, "GetBasePathMapping"). */
const NO_BASE_PATH = "(none)";

const CHANGEABLE_OF_DOMAINS: Members = { regionalCertificateArn: {}, securityPolicy: {} };
const DOMAIN_MEMBERS: Members = {
  ...CHANGEABLE_OF_DOMAINS,
  domainName: {},
  endpointConfiguration: ENDPOINT_CONFIGURATION,
};
const BASE_PATH = { read: basePathOf, write: (value: unknown) => value || NO_BASE_PATH };
const MAPPING_MEMBERS: Members = {
  basePath: BASE_PATH,
  restApiId: { input: "restApi" },
  stage: { input: "stageName" },
};
/** Patches call the API otherwise (API Reference, "Patch operations", `UpdateBasePathMapping`). */
const CHANGEABLE_OF_MAPPINGS: Members = {
  basePath: BASE_PATH,
  restapiId: { input: "restApi" },
  stage: { input: "stageName", isRemovable: true },
};

/** Operations on custom domains, and on what their paths lead to. */
export const customDomainOperations: Readonly<Record<string, Routed>> = {
  CreateDomainName: operationOn(
    "POST",
    DOMAINS,
    async (params, parts) => {
      const { tags = {} } = params;
      const name = textIn(params, "domainName");
      if (parts.resources.find(DOMAIN, name)) throw badRequest("The domain name you provided already exists.");
      const inputs = inputsOf(without(params, "tags"), DOMAIN_MEMBERS);
      return describedDomain(await parts.resources.create(DOMAIN, inputs, { name, tags }), parts);
    },
    { required: ["domainName"], status: 201 },
  ),
  GetDomainNames: operationOn("GET", DOMAINS, (_params, parts) => ({
    item: parts.resources.all(DOMAIN).map((domain) => describedDomain(domain, parts)),
  })),
  GetDomainName: operationOn("GET", ONE, (params, parts) => describedDomain(domainIn(params, parts), parts)),
  UpdateDomainName: patching(ONE, domainIn, CHANGEABLE_OF_DOMAINS, describedDomain),
  DeleteDomainName: operationOn(
    "DELETE",
    ONE,
    async (params, parts) => {
      const domain = domainIn(params, parts);
      for (const mapping of mappingsOf(domain, parts)) await parts.resources.delete(mapping);
      await parts.resources.delete(domain);
      return {};
    },
    { status: 202 },
  ),
  CreateBasePathMapping: operationOn(
    "POST",
    MAPPINGS,
    async (params, parts) => {
      const { id: domainName } = domainIn(params, parts);
      const inputs = inputsOf(without(params, "domainName"), MAPPING_MEMBERS);
      return describedMapping(await createMapping({ ...inputs, domainName }, parts));
    },
    { required: ["restApiId"], status: 201 },
  ),
  GetBasePathMappings: operationOn("GET", MAPPINGS, (params, parts) => ({
    item: mappingsOf(domainIn(params, parts), parts).map(describedMapping),
  })),
  GetBasePathMapping: operationOn("GET", ONE_MAPPING, (params, parts) => describedMapping(mappingIn(params, parts))),
  UpdateBasePathMapping: operationOn("PATCH", ONE_MAPPING, async (params, parts) => {
    const mapping = mappingIn(params, parts);
    const changes = patched(mapping.inputs, params.patchOperations ?? [], CHANGEABLE_OF_MAPPINGS);
    const inputs = { ...mapping.inputs, ...changes };
    if (basePathOf(inputs.basePath) === basePathOf(mapping.inputs.basePath)) {
      checkTarget(inputs, parts);
      return describedMapping(await parts.resources.update(mapping, changes));
    }
    // A mapping is found by its base path, so with another one it is another resource.
    const moved = await createMapping(inputs, parts);
    await parts.resources.delete(mapping);
    return describedMapping(moved);
  }),
  DeleteBasePathMapping: deleting(ONE_MAPPING, mappingIn),
};

/**
 * Refuses to delete an API, or a stage, that a custom domain leads to.
 * @param what as messages call it: `"RestApi abc123"`
 * @throws AwsError `BadRequestException`
 */
export function checkUnmapped(
  what: string,
  { apiId, stage }: { apiId: string; stage?: string },
  { resources }: GatewayParts,
): void {
  const domains = resources
    .all(MAPPING)
    .filter(({ state }) => state.restApi === apiId && (stage === undefined || state.stageName === stage))
    .map(({ state }) => state.domainName);
  if (domains.length === 0) return;
  const [kind] = what.split(" ");
  throw badRequest(
    `Deleting ${what} failed. Please remove all base path mappings related to the ${kind} in your domains: ${domains.join(", ")}`,
  );
}

function basePathOf(value: unknown): string {
  return value === undefined || value === NO_BASE_PATH ? "" : String(value);
}

/** @throws AwsError `ConflictException` where the base path is taken, `BadRequestException` */
function createMapping(inputs: KeptResource["inputs"], parts: GatewayParts): Promise<KeptResource> {
  checkTarget(inputs, parts);
  if (parts.resources.find(MAPPING, mappingId(inputs.domainName, inputs.basePath))) {
    throw conflict("Base path already exists for this domain name");
  }
  return parts.resources.create(MAPPING, inputs);
}

/** @throws AwsError `BadRequestException` for an API or a stage that does not exist */
function checkTarget({ restApi, stageName }: KeptResource["inputs"], { resources }: GatewayParts): void {
  if (!resources.find(TYPES.api, String(restApi))) throw badRequest("Invalid REST API identifier specified");
  const isStage = ({ state }: KeptResource) => state.restApi === restApi && state.stageName === stageName;
  if (stageName !== undefined && !resources.all(TYPES.stage).some(isStage)) {
    throw badRequest("Invalid stage identifier specified");
  }
}

function mappingId(domainName: unknown, basePath: unknown): string {
  return `${domainName}/${basePathOf(basePath)}`;
}

function mappingsOf({ id }: KeptResource, { resources }: GatewayParts): readonly KeptResource[] {
  return resources.all(MAPPING).filter(({ state }) => state.domainName === id);
}

/** @throws AwsError `NotFoundException` */
function domainIn({ domainName }: Params, { resources }: GatewayParts): KeptResource {
  const found = resources.find(DOMAIN, String(domainName));
  if (found) return found;
  throw notFound("Invalid domain name identifier specified");
}

/** @throws AwsError `NotFoundException` */
function mappingIn(params: Params, parts: GatewayParts): KeptResource {
  const { id } = domainIn(params, parts);
  const found = parts.resources.find(MAPPING, mappingId(id, params.basePath));
  if (found) return found;
  throw notFound("Invalid base path mapping identifier specified");
}

function describedDomain(domain: KeptResource, parts: GatewayParts): object {
  const { arn, regionalDomainName, regionalZoneId } = domain.state;
  return {
    ...{ domainNameArn: arn, regionalDomainName, regionalHostedZoneId: regionalZoneId },
    ...{ domainNameStatus: "AVAILABLE", securityPolicy: "TLS_1_2" },
    ...membersOf(domain.state, DOMAIN_MEMBERS),
    ...tagsOf(domain, parts),
  };
}

function describedMapping({ state }: KeptResource): object {
  return { basePath: NO_BASE_PATH, ...membersOf(state, MAPPING_MEMBERS) };
}
