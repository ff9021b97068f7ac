import { AwsError } from "../../base/awsError";
import type { KeptResource, Tags } from "../../base/inventory";
import type { Elements } from "../../edge/xmlDocument";
import type { Properties } from "../../engine/resourceHandler";
import {
  arnOf,
  bodyIn,
  type CloudFrontParts,
  changesTo,
  checkVersion,
  operationOn,
  type Params,
  type Routed,
  type Told,
  versioned,
} from "./cloudFrontOperation";

/** A kind of thing that CloudFront's API makes. Each one has an id, a configuration, and a version that changes must name. */
export interface VersionedKind {
  /** As operations, documents and errors call one: `OriginAccessControl`; and several. */
  readonly name: string;
  readonly plural: string;
  /** As paths and ARNs call it. */
  readonly path: Parameters<typeof arnOf>[0];
  /** The type of its resource. */
  readonly type: string;
  /** The end of the path on which it is changed. */
  readonly changedAt: "" | "/config";
  /** The message for an id that none has. */
  readonly missing: string;
  /** The message for a name that another one has, where names are unique. */
  readonly taken?: string;
  /**
   * The inputs that a configuration gives.
   * @param own what is changed; nothing for one that is yet to be made
   * @throws AwsError for a configuration that CloudFront refuses
   */
  inputs(config: Elements, parts: CloudFrontParts, own?: KeptResource): Properties;
  config(state: Properties): object;
  /** Members beside the configuration. */
  facts(one: KeptResource): object;
  summary(one: KeptResource): object;
  /** A list of summaries, in one page. @param item what one is called */
  page(item: string, summaries: readonly object[]): object;
  /** @throws AwsError for one that cannot be deleted */
  checkDeletable?(one: KeptResource, parts: CloudFrontParts): void;
}

/** The operations that every kind has: make, describe, list, change and delete. */
export function operationsOf(kind: VersionedKind): Readonly<Record<string, Routed>> {
  const { name, plural, path, type, changedAt } = kind;
  const one = `/${path}/{Id}`;
  const onOne = (action: string) => ({ actions: [action], resource: ({ Id }: Params) => arnOf(path, Id) });
  return {
    [`Create${name}`]: operationOn(
      "POST",
      `/${path}`,
      { actions: [`Create${name}`], resource: () => arnOf(path) },
      (params, parts) => create(kind, bodyIn(params, `${name}Config`), parts),
    ),
    [`List${plural}`]: operationOn(
      "GET",
      `/${path}`,
      { actions: [`List${plural}`], resource: () => "*" },
      (_params, { resources }) => ({
        document: [`${name}List`, kind.page(`${name}Summary`, resources.all(type).map(kind.summary))],
      }),
    ),
    [`Get${name}`]: operationOn("GET", one, onOne(`Get${name}`), (params, parts) =>
      described(kind, found(kind, params, parts)),
    ),
    [`Get${name}Config`]: operationOn("GET", `${one}/config`, onOne(`Get${name}Config`), (params, parts) => {
      const own = found(kind, params, parts);
      return versioned([`${name}Config`, kind.config(own.state)], own);
    }),
    [`Update${name}`]: operationOn("PUT", `${one}${changedAt}`, onOne(`Update${name}`), async (params, parts) => {
      const own = found(kind, params, parts);
      checkVersion(params, own);
      const inputs = soundInputs(kind, bodyIn(params, `${name}Config`), parts, own);
      return described(kind, await parts.resources.update(own, changesTo(inputs, own)));
    }),
    [`Delete${name}`]: operationOn("DELETE", one, onOne(`Delete${name}`), async (params, parts) => {
      const own = found(kind, params, parts);
      checkVersion(params, own);
      kind.checkDeletable?.(own, parts);
      await parts.resources.delete(own);
      return { status: 204 };
    }),
  };
}

/** Makes one of a kind. */
export async function create(
  kind: VersionedKind,
  config: Elements,
  parts: CloudFrontParts,
  tags: Tags = {},
): Promise<Told> {
  const made = await parts.resources.create(kind.type, soundInputs(kind, config, parts), { tags });
  return described(kind, made, { at: `/2020-05-31/${kind.path}/${made.id}` });
}

/** @throws AwsError as the kind has it, and `…AlreadyExists` where another one has the name */
function soundInputs(kind: VersionedKind, config: Elements, parts: CloudFrontParts, own?: KeptResource): Properties {
  const inputs = kind.inputs(config, parts, own);
  const others = parts.resources.all(kind.type).filter(({ id }) => id !== own?.id);
  if (kind.taken !== undefined && others.some(({ state }) => state.name === inputs.name)) {
    throw new AwsError(`${kind.name}AlreadyExists`, kind.taken, 409);
  }
  return inputs;
}

/** @throws AwsError `NoSuch…` */
function found({ name, type, missing }: VersionedKind, { Id = "" }: Params, parts: CloudFrontParts): KeptResource {
  const one = parts.resources.find(type, Id);
  if (one) return one;
  throw new AwsError(`NoSuch${name}`, missing, 404);
}

function described({ name, config, facts }: VersionedKind, one: KeptResource, created?: { at: string }): Told {
  return versioned([name, { ...facts(one), [`${name}Config`]: config(one.state) }], one, created);
}
