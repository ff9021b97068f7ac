import { randomUUID } from "node:crypto";
import type { KeptResource } from "../../base/inventory";
import { badRequest, conflict, notFound } from "../../services/apigateway/definedApi";
import {
  type GatewayParts,
  operationOn,
  type Params,
  type Routed,
  seconds,
  tagsOf,
  textIn,
  without,
} from "./gatewayOperation";
import { inputsOf, type Members, membersOf, type PatchOperation, patched } from "./members";
import { deleting, patching } from "./oneResource";

const KEY = "aws:apigateway/apiKey:ApiKey";
const PLAN = "aws:apigateway/usagePlan:UsagePlan";
const PLAN_KEY = "aws:apigateway/usagePlanKey:UsagePlanKey";

const KEYS = "/apikeys";
const PLANS = "/usageplans";
const PLAN_KEYS = `${PLANS}/{usagePlanId}/keys`;

const KEY_MEMBERS: Members = {
  name: {},
  customerId: {},
  description: { isRemovable: true },
  enabled: { kind: "flag" },
  value: {},
};
const { value: _value, ...CHANGEABLE_OF_KEYS } = KEY_MEMBERS;
const PLAN_MEMBERS: Members = {
  name: {},
  apiStages: { read: stagesToInput, write: stagesFromInput },
  description: { isRemovable: true },
  quota: { input: "quotaSettings", kind: "numbers" },
  throttle: { input: "throttleSettings", kind: "numbers" },
};

type Limits = { readonly rateLimit?: number; readonly burstLimit?: number };
interface PlannedStage {
  readonly apiId: string;
  readonly stage: string;
  readonly throttle?: Readonly<Record<string, Limits>>;
}
type StageInput = Omit<PlannedStage, "throttle"> & { readonly throttles?: readonly (Limits & { path: string })[] };

/** Operations on API keys and usage plans. */
export const usagePlanOperations: Readonly<Record<string, Routed>> = {
  CreateApiKey: operationOn(
    "POST",
    KEYS,
    async (params, parts) => {
      const { tags = {} } = params;
      const inputs = inputsOf(without(params, "tags", "generateDistinctId"), KEY_MEMBERS);
      const name = textIn(params, "name") || randomUUID();
      return describedKey(await parts.resources.create(KEY, { name, ...inputs }, { tags }), parts, true);
    },
    { status: 201 },
  ),
  GetApiKeys: operationOn("GET", KEYS, (params, parts) => ({
    item: parts.resources
      .all(KEY)
      .filter(({ state }) => String(state.name).startsWith(textIn(params, "name")))
      .map((key) => describedKey(key, parts, params.includeValues === "true")),
  })),
  GetApiKey: operationOn("GET", `${KEYS}/{apiKey}`, (params, parts) =>
    describedKey(keyIn(params.apiKey, parts), parts, params.includeValue === "true"),
  ),
  UpdateApiKey: patching(
    `${KEYS}/{apiKey}`,
    ({ apiKey }, parts) => keyIn(apiKey, parts),
    CHANGEABLE_OF_KEYS,
    (key, parts) => describedKey(key, parts, false),
  ),
  DeleteApiKey: operationOn(
    "DELETE",
    `${KEYS}/{apiKey}`,
    async (params, parts) => {
      const key = keyIn(params.apiKey, parts);
      for (const member of parts.resources.all(PLAN_KEY)) {
        if (member.state.keyId === key.id) await parts.resources.delete(member);
      }
      await parts.resources.delete(key);
      return {};
    },
    { status: 202 },
  ),
  CreateUsagePlan: operationOn(
    "POST",
    PLANS,
    async (params, parts) => {
      const { tags = {} } = params;
      const inputs = inputsOf(without(params, "tags"), PLAN_MEMBERS);
      return describedPlan(await parts.resources.create(PLAN, inputs, { tags }), parts);
    },
    { required: ["name"], status: 201 },
  ),
  GetUsagePlans: operationOn("GET", PLANS, (params, parts) => ({
    item: parts.resources
      .all(PLAN)
      .filter(({ id }) => params.keyId === undefined || membersOfPlan(id, parts).some((key) => key.id === params.keyId))
      .map((plan) => describedPlan(plan, parts)),
  })),
  GetUsagePlan: operationOn("GET", `${PLANS}/{usagePlanId}`, (params, parts) =>
    describedPlan(planIn(params, parts), parts),
  ),
  UpdateUsagePlan: operationOn("PATCH", `${PLANS}/{usagePlanId}`, async (params, parts) => {
    const plan = planIn(params, parts);
    const { patchOperations = [] } = params;
    const ofStages = patchOperations.filter(({ path }) => path === "/apiStages");
    const others = patchOperations.filter((operation) => !ofStages.includes(operation));
    const changes = patched(plan.inputs, others, PLAN_MEMBERS);
    const stages = ofStages.reduce(withStage, (plan.inputs.apiStages ?? []) as readonly StageInput[]);
    const all = { ...changes, ...(ofStages.length > 0 && { apiStages: stages }) };
    return describedPlan(await parts.resources.update(plan, all), parts);
  }),
  DeleteUsagePlan: operationOn(
    "DELETE",
    `${PLANS}/{usagePlanId}`,
    async (params, parts) => {
      const plan = planIn(params, parts);
      for (const member of membersOfPlan(plan.id, parts)) await parts.resources.delete(member);
      await parts.resources.delete(plan);
      return {};
    },
    { status: 202 },
  ),
  CreateUsagePlanKey: operationOn(
    "POST",
    PLAN_KEYS,
    async (params, parts) => {
      const { id: usagePlanId } = planIn(params, parts);
      if (membersOfPlan(usagePlanId, parts).some(({ id }) => id === params.keyId)) {
        throw conflict("Usage Plan key already exists");
      }
      const inputs = { usagePlanId, keyId: params.keyId, keyType: params.keyType };
      return describedMember(await parts.resources.create(PLAN_KEY, inputs), parts);
    },
    { required: ["keyId", "keyType"], status: 201 },
  ),
  GetUsagePlanKeys: operationOn("GET", PLAN_KEYS, (params, parts) => ({
    item: membersOfPlan(planIn(params, parts).id, parts).map((member) => describedMember(member, parts)),
  })),
  GetUsagePlanKey: operationOn("GET", `${PLAN_KEYS}/{keyId}`, (params, parts) =>
    describedMember(memberIn(params, parts), parts),
  ),
  DeleteUsagePlanKey: deleting(`${PLAN_KEYS}/{keyId}`, memberIn),
};

/** A value is told where it is asked for only. */
function describedKey(key: KeptResource, parts: GatewayParts, withValue: boolean): object {
  const { value, ...members } = membersOf(key.state, KEY_MEMBERS);
  return {
    id: key.id,
    ...members,
    ...(withValue && { value }),
    createdDate: seconds(key.createdAt),
    lastUpdatedDate: seconds(key.changedAt),
    stageKeys: [],
    ...tagsOf(key, parts),
  };
}

function describedPlan(plan: KeptResource, parts: GatewayParts): object {
  return { id: plan.id, apiStages: [], ...membersOf(plan.state, PLAN_MEMBERS), ...tagsOf(plan, parts) };
}

function describedMember({ id, state }: KeptResource, parts: GatewayParts): object {
  const key = keyIn(id, parts);
  return { id, type: state.keyType, value: key.state.value, name: key.state.name };
}

/** @throws AwsError `NotFoundException` */
function keyIn(id: unknown, { resources }: GatewayParts): KeptResource {
  const found = resources.find(KEY, String(id));
  if (found) return found;
  throw notFound("Invalid API Key identifier specified");
}

/** @throws AwsError `NotFoundException` */
function planIn({ usagePlanId }: Params, { resources }: GatewayParts): KeptResource {
  const found = resources.find(PLAN, String(usagePlanId));
  if (found) return found;
  throw notFound("Invalid Usage Plan ID specified");
}

function membersOfPlan(usagePlanId: string, { resources }: GatewayParts): readonly KeptResource[] {
  return resources.all(PLAN_KEY).filter(({ state }) => state.usagePlanId === usagePlanId);
}

/** @throws AwsError `NotFoundException` */
function memberIn(params: Params, parts: GatewayParts): KeptResource {
  const found = membersOfPlan(planIn(params, parts).id, parts).find(({ id }) => id === params.keyId);
  if (found) return found;
  throw notFound("Invalid Usage Plan Key identifier specified");
}

/** Adds or takes away the stage that a patch names: `"abc123:prod"`. @throws AwsError `BadRequestException` */
function withStage(stages: readonly StageInput[], { op, value = "" }: PatchOperation): readonly StageInput[] {
  const [, apiId, stage] = value.match(/^([^:]+):(.+)$/) ?? [];
  if (apiId === undefined || stage === undefined) throw badRequest("The stage must be given as apiId:stage");
  const others = stages.filter((each) => each.apiId !== apiId || each.stage !== stage);
  if (op === "remove") return others;
  if (op === "add") return [...others, { apiId, stage }];
  throw badRequest(`Invalid patch operation specified: ${op ?? ""}`);
}

function stagesToInput(value: unknown): readonly StageInput[] {
  return (value as readonly PlannedStage[]).map(({ apiId, stage, throttle }) => ({
    ...{ apiId, stage },
    ...(throttle && { throttles: Object.entries(throttle).map(([path, limits]) => ({ path, ...limits })) }),
  }));
}

function stagesFromInput(value: unknown): readonly PlannedStage[] {
  return (value as readonly StageInput[]).map(({ apiId, stage, throttles }) => ({
    ...{ apiId, stage },
    ...(throttles && { throttle: Object.fromEntries(throttles.map(({ path, ...limits }) => [path, limits])) }),
  }));
}
