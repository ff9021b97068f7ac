import { AwsError } from "../../base/awsError";
import type { Limits } from "../../http/tokenBucket";
import type { Quota } from "./quotaPeriod";
import { Usage } from "./usage";

export interface ApiKeySpec {
  id: string;
  value: string;
  enabled: boolean;
}

export interface UsagePlanSpec {
  id: string;
  stages: readonly PlannedStage[];
  /** Limits of each key, over all stages of the plan. */
  throttle?: Limits;
  quota?: Quota;
}

export interface PlannedStage {
  apiId: string;
  stage: string;
  /** By path and method, `"/gates/{gateId}/enter/POST"`: in place of the plan's own. */
  throttles: Readonly<Record<string, Limits>>;
}

/** The call that a request with a key makes. */
export interface KeyedRequest {
  apiId: string;
  stage: string;
  /** `"/gates/{gateId}/enter/POST"` */
  methodPath: string;
  key: string | undefined;
  /** Milliseconds since the Unix epoch. */
  now: number;
}

export type Admission =
  | { kind: "admitted"; key: ApiKeySpec }
  /** No such key, or none that may call this stage. */
  | { kind: "forbidden" }
  | { kind: "throttled"; key: ApiKeySpec }
  | { kind: "quota exceeded"; key: ApiKeySpec };

/** The API keys and the usage plans of the account, and what was used of them. */
export class ApiKeys {
  readonly #keys = new Map<string, ApiKeySpec>();
  readonly #plans = new Map<string, UsagePlanSpec>();
  /** Ids of keys, by plan. */
  readonly #members = new Map<string, Set<string>>();
  readonly #usage = new Usage();
  readonly #hasStage: (apiId: string, stage: string) => boolean;

  /** @param hasStage whether there is such a stage */
  constructor(hasStage: (apiId: string, stage: string) => boolean) {
    this.#hasStage = hasStage;
  }

  /** @throws AwsError `ConflictException` where another key has the value */
  putKey(spec: ApiKeySpec): void {
    const twin = [...this.#keys.values()].find(({ id, value }) => id !== spec.id && value === spec.value);
    if (twin !== undefined) throw new AwsError("ConflictException", "API Key already exists", 409);
    this.#keys.set(spec.id, spec);
  }

  deleteKey(id: string): void {
    this.#keys.delete(id);
    for (const members of this.#members.values()) members.delete(id);
  }

  /**
   * Puts a usage plan; what was used of it stays as it is.
   * @throws AwsError `NotFoundException` where a stage does not exist
   */
  putPlan(spec: UsagePlanSpec): void {
    const missing = spec.stages.find(({ apiId, stage }) => !this.#hasStage(apiId, stage));
    if (missing !== undefined) {
      throw new AwsError("NotFoundException", `API Stage not found: ${missing.apiId}:${missing.stage}`, 404);
    }
    this.#plans.set(spec.id, spec);
  }

  deletePlan(id: string): void {
    this.#plans.delete(id);
    this.#members.delete(id);
    this.#usage.forget(id);
  }

  /** @throws AwsError `NotFoundException`, or `ConflictException` where the key has another plan for one of the stages */
  addToPlan(planId: string, keyId: string): void {
    const plan = this.#plans.get(planId);
    if (plan === undefined) throw new AwsError("NotFoundException", "Invalid Usage Plan ID specified", 404);
    if (!this.#keys.has(keyId)) throw new AwsError("NotFoundException", "Invalid API Key identifier specified", 404);
    const rival = plan.stages.find((stage) => this.#planOf(keyId, stage, planId) !== undefined);
    if (rival !== undefined) {
      throw new AwsError(
        "ConflictException",
        `The API Key ${keyId} is in another usage plan of the stage ${rival.apiId}:${rival.stage}: it can be in one of them only`,
        409,
      );
    }
    const members = this.#members.get(planId) ?? new Set();
    this.#members.set(planId, members.add(keyId));
  }

  removeFromPlan(planId: string, keyId: string): void {
    this.#members.get(planId)?.delete(keyId);
  }

  /**
   * Decides about a request whose method wants a key, and counts it if it is let in: a request that is throttled does not count
   * towards the quota.
   */
  admit({ apiId, stage, methodPath, key: value, now }: KeyedRequest): Admission {
    const key = [...this.#keys.values()].find((known) => known.value === value && known.enabled);
    const plan = key && this.#planOf(key.id, { apiId, stage });
    if (key === undefined || plan === undefined) return { kind: "forbidden" };
    const own = stageIn(plan, { apiId, stage })?.throttles[methodPath];
    const limits = own ?? plan.throttle;
    const place = own === undefined ? "" : `${apiId}/${stage}${methodPath}`;
    if (limits !== undefined && !this.#usage.takeToken(plan.id, key.id, place, limits, now)) {
      return { kind: "throttled", key };
    }
    if (plan.quota !== undefined && !this.#usage.takeQuota(plan.id, key.id, plan.quota, now)) {
      return { kind: "quota exceeded", key };
    }
    return { kind: "admitted", key };
  }

  #planOf(keyId: string, stage: Pick<PlannedStage, "apiId" | "stage">, except?: string): UsagePlanSpec | undefined {
    return [...this.#plans.values()].find(
      (plan) =>
        plan.id !== except && this.#members.get(plan.id)?.has(keyId) === true && stageIn(plan, stage) !== undefined,
    );
  }
}

function stageIn(
  { stages }: UsagePlanSpec,
  { apiId, stage }: Pick<PlannedStage, "apiId" | "stage">,
): PlannedStage | undefined {
  return stages.find((planned) => planned.apiId === apiId && planned.stage === stage);
}
