import { isRecord } from "../base/isRecord";
import type { Resource } from "../engine/deployment";
import { type Place, type ProgramView, placeOf } from "./parts";

export type NodeKind =
  | "api"
  | "bucket"
  | "client"
  | "database"
  | "function"
  | "queue"
  | "service"
  | "stream"
  | "table"
  | "topic"
  | "workflow";

/** A thing of the program that calls come from or go to. */
export interface MapPlace extends Place {
  /** ARN, or `api:ID` for an API. */
  id: string;
  kind: NodeKind;
  /** Physical name. */
  name: string;
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
  "aws:sfn/stateMachine:StateMachine": "workflow",
  "aws:sns/topic:Topic": "topic",
  "aws:sqs/queue:Queue": "queue",
};

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
    this.all = resources.flatMap((resource) => {
      const kind = KINDS[resource.type];
      if (kind === undefined) return [];
      const { state } = resource;
      const id = kind === "api" ? `api:${resource.id}` : String(state.arn ?? resource.id);
      return [
        { ...placeOf(program, resource), id, kind, name: String(state.name ?? state.bucket ?? resource.id), resource },
      ];
    });
    this.#byId = new Map(this.all.map((place) => [place.id, place]));
    const definitions = new Map(
      resources
        .filter(({ type }) => type === "aws:ecs/taskDefinition:TaskDefinition")
        .map(({ state }) => [String(state.arn), String(state.taskRoleArn)]),
    );
    const roles = resources.filter(({ type }) => type === "aws:iam/role:Role");
    this.#roles = new Map(roles.map(({ state, name }) => [String(state.arn), name]));
    for (const place of this.all) {
      const { state } = place.resource;
      const role =
        place.kind === "service" ? definitions.get(String(state.taskDefinition)) : (state.role ?? state.roleArn);
      if (typeof role === "string") this.#byRole.set(role, place);
    }
  }

  /** The place that an ARN belongs to: a table's index is in the table, an object in its bucket, a session in what has the role. */
  find(arn: string): MapPlace | undefined {
    return (
      this.#byId.get(arn) ??
      this.#byRole.get(arn) ??
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

/** Texts anywhere in a value, such as the names in a function's variables. */
export function textsIn(value: unknown): readonly string[] {
  if (typeof value === "string") return [value];
  if (Array.isArray(value)) return value.flatMap(textsIn);
  return isRecord(value) ? Object.values(value).flatMap(textsIn) : [];
}
