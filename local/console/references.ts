import { isRecord } from "../base/isRecord";
import { jsonIn } from "../base/jsonIn";
import type { Resource } from "../engine/deployment";
import type { Iam } from "../iam/iam";
import type { ProgramView } from "./parts";
import type { MapPlace, Places } from "./places";

/** Something of one place says that it uses another one. */
export interface Reference {
  from: string;
  to: string;
  /** Takes what the other could not process. */
  isForDeadLetters?: true;
}

const ARN = /arn:aws:[\w-]+:[\w-]*:\d*:[\w:/.$-]+/g;

/**
 * Finds out which places use which, from what the program declares: variables of functions and containers, integrations of APIs, targets of
 * schedules and subscriptions, definitions of workflows. What reads a queue comes after it, as what is in the queue does.
 */
export function referencesOf(program: ProgramView, places: Places, iam: Pick<Iam, "explain">): readonly Reference[] {
  const named = namesOf(places);
  const found = new Map<string, Reference>();
  const add = (reference: Reference) => {
    if (reference.from !== reference.to) found.set(`${reference.from} ${reference.to}`, reference);
  };
  for (const resource of program.resources()) {
    const special = specialOf(resource, places);
    if (special !== undefined) {
      for (const reference of special) add(reference);
      continue;
    }
    for (const owner of ownersOf(resource, places)) {
      for (const text of textsIn(resource.inputs)) {
        for (const target of targetsIn(text, named, places)) add(directed(owner, target, iam));
      }
    }
  }
  return [...found.values()];
}

/** Sources of functions, dead letters and subscriptions, whose direction is theirs to say. */
function specialOf({ type, inputs }: Resource, places: Places): readonly Reference[] | undefined {
  const edge = (from: unknown, to: unknown): readonly Reference[] => {
    const [source, target] = [places.at(String(from)), places.at(String(to))];
    return source && target ? [{ from: source.id, to: target.id }] : [];
  };
  switch (type) {
    case "aws:lambda/eventSourceMapping:EventSourceMapping": {
      const reader = places.all.find(
        ({ kind, id, name }) => kind === "function" && [id, name].includes(String(inputs.functionName)),
      );
      return edge(inputs.eventSourceArn, reader?.id);
    }
    case "aws:sns/topicSubscription:TopicSubscription":
      return edge(inputs.topic, inputs.endpoint);
    case "aws:sqs/queue:Queue": {
      const [policy] = textsIn(inputs.redrivePolicy);
      const [dead] = policy?.match(ARN) ?? [];
      const from = places.all.find(({ resource }) => resource.inputs === inputs);
      return edge(from?.id, dead).map((reference) => ({ ...reference, isForDeadLetters: true }));
    }
    default:
      return undefined;
  }
}

/** The places that a resource is part of. */
function ownersOf({ type, inputs, state, urn }: Resource, places: Places): readonly MapPlace[] {
  const api = inputs.apiId ?? inputs.restApi;
  if (type.startsWith("aws:apigateway") && typeof api === "string") {
    return /[iI]ntegration/.test(type) ? places.all.filter(({ id }) => id === `api:${api}`) : [];
  }
  if (type === "aws:ecs/taskDefinition:TaskDefinition") {
    return places.all.filter(({ id, resource }) => id === state.arn || resource.state.taskDefinition === state.arn);
  }
  if (type === "aws:s3/bucketNotification:BucketNotification") {
    return places.all.filter(({ kind, name }) => kind === "bucket" && name === inputs.bucket);
  }
  return places.all.filter(({ resource }) => resource.urn === urn);
}

/** Places by all that a program may call them: ARN, name, id, URL. */
function namesOf(places: Places): ReadonlyMap<string, MapPlace> {
  const names = new Map<string, MapPlace>();
  for (const place of places.all) {
    if (place.kind === "service") continue;
    const { url, port } = place.resource.state;
    // Here, all databases have one address, and a port each.
    const own = place.kind === "database" ? [`${port}`] : [];
    for (const name of [place.id, place.name, url, place.resource.id, ...own]) {
      if (typeof name === "string" && name !== "") names.set(name, place);
    }
  }
  return names;
}

function targetsIn(text: string, named: ReadonlyMap<string, MapPlace>, places: Places): readonly MapPlace[] {
  const whole = named.get(text);
  if (whole) return [whole];
  return [...(text.match(ARN) ?? []), ...(text.match(/https?:\/\/[^\s"'\\]+/g) ?? [])].flatMap((part) => {
    const place = named.get(part) ?? (part.startsWith("arn:") ? places.at(part) : undefined);
    return place && place.kind !== "service" ? [place] : [];
  });
}

/** Turns a use of a queue round where its user may receive from it, and not send to it. */
function directed(user: MapPlace, used: MapPlace, iam: Pick<Iam, "explain">): Reference {
  const { role } = user;
  if (role === undefined || used.kind !== "queue") return { from: user.id, to: used.id };
  const may = (action: string) =>
    iam.explain({ kind: "role", arn: role, roleArn: role }, { action, resource: used.id }).allowed;
  const isReader = may("sqs:ReceiveMessage") && !may("sqs:SendMessage");
  return isReader ? { from: used.id, to: user.id } : { from: user.id, to: used.id };
}

/** Texts anywhere in a value, such as the names in a function's variables; a text of JSON is looked into. */
function textsIn(value: unknown): readonly string[] {
  if (typeof value === "string") return /^\s*[{[]/.test(value) ? textsIn(jsonIn(value)) : [value];
  if (typeof value === "number") return [`${value}`];
  if (Array.isArray(value)) return value.flatMap(textsIn);
  return isRecord(value) ? Object.values(value).flatMap(textsIn) : [];
}
