import type { Resource } from "../engine/deployment";
import { keptOf } from "./kept";
import { type Place, type ProgramView, placeOf } from "./parts";

export type NodeKind =
  | "api"
  | "bucket"
  | "client"
  | "database"
  | "function"
  | "queue"
  | "schedule"
  | "service"
  | "stream"
  | "table"
  | "task"
  | "topic"
  | "workflow";

/** A thing of the program that calls come from or go to. */
export interface MapPlace extends Place {
  /** ARN, or `api:ID` for an API. */
  id: string;
  kind: NodeKind;
  /** Physical name. */
  name: string;
  /** The ARN of the role that it acts with. */
  role?: string;
  resource: Resource;
}

const KINDS: Readonly<Record<string, NodeKind>> = {
  "aws:apigateway/restApi:RestApi": "api",
  "aws:apigatewayv2/api:Api": "api",
  "aws:dynamodb/table:Table": "table",
  "aws:ecs/service:Service": "service",
  "aws:kinesis/firehoseDeliveryStream:FirehoseDeliveryStream": "stream",
  "aws:kinesis/stream:Stream": "stream",
  "aws:lambda/function:Function": "function",
  "aws:rds/instance:Instance": "database",
  "aws:s3/bucket:Bucket": "bucket",
  "aws:scheduler/schedule:Schedule": "schedule",
  "aws:sfn/stateMachine:StateMachine": "workflow",
  "aws:sns/topic:Topic": "topic",
  "aws:sqs/queue:Queue": "queue",
};

const TASK = "aws:ecs/taskDefinition:TaskDefinition";

/** The places of a program, and the ways to find one. */
export class Places {
  readonly all: readonly MapPlace[];
  readonly #byId: ReadonlyMap<string, MapPlace>;
  /** Functions and services by the roles that they have. */
  readonly #byRole = new Map<string, MapPlace>();
  /** Logical names of roles. */
  readonly #roles: ReadonlyMap<string, string>;

  constructor(program: ProgramView) {
    const resources = program.resources();
    const definitions = new Map(
      resources.filter(({ type }) => type === TASK).map(({ state }) => [String(state.arn), state.taskRoleArn]),
    );
    const ofServices = new Set(resources.map(({ state }) => state.taskDefinition));
    this.all = resources.flatMap((resource) => {
      const { state, type } = resource;
      // A task that a service keeps running is the service.
      const kind = type === TASK && !ofServices.has(state.arn) ? "task" : KINDS[type];
      if (kind === undefined) return [];
      const id = kind === "api" ? `api:${resource.id}` : String(state.arn ?? resource.id);
      const name = String(state.name ?? state.bucket ?? state.identifier ?? resource.id);
      const role =
        kind === "service"
          ? definitions.get(String(state.taskDefinition))
          : (state.taskRoleArn ?? state.role ?? state.roleArn);
      return [{ ...placeOf(program, resource), id, kind, name, resource, ...(typeof role === "string" && { role }) }];
    });
    this.#byId = new Map(this.all.map((place) => [place.id, place]));
    const roles = resources.filter(({ type }) => type === "aws:iam/role:Role");
    this.#roles = new Map(roles.map(({ state, name }) => [String(state.arn), name]));
    for (const place of this.all) if (place.role !== undefined) this.#byRole.set(place.role, place);
  }

  /** The place that an ARN or a role belongs to: what has the role, where several have it the last one. */
  find(arn: string): MapPlace | undefined {
    return this.at(arn) ?? this.#byRole.get(arn);
  }

  /** The place that an ARN is in: a table's index is in the table, an object in its bucket. */
  at(arn: string): MapPlace | undefined {
    return (
      this.#byId.get(arn) ??
      this.#byId.get(arn.replace(/^(arn:aws:dynamodb:[^/]*\/[^/]*)\/.*$/, "$1")) ??
      this.#byId.get(arn.replace(/^(arn:aws:s3:::[^/]*)\/.*$/, "$1")) ??
      this.#byId.get(arn.replace(/^(arn:aws:lambda:.*:function:[^:]*):.*$/, "$1"))
    );
  }

  /** A few words for an ARN or a principal. */
  labelOf(arn: string): string {
    if (arn === "anonymous") return "a client";
    if (arn.endsWith(":user/operator")) return "you";
    const found = this.find(arn);
    const label = found?.label ?? this.#roles.get(arn);
    if (label !== undefined) return label;
    return arn.startsWith("arn:") ? (arn.split(":").at(-1) ?? arn) : arn.replace(/\.amazonaws\.com$/, "");
  }
}

/** The places of a program, made anew when one of its resources is another one. */
export const placesOf = keptOf((program) => new Places(program));
