/** Plain, resolved values: what the Pulumi engine hands a provider. */
export type Properties = Record<string, unknown>;

/**
 * How the local cloud treats one input property of a resource type:
 * - `"honoured"`: it behaves as on AWS;
 * - `{ noEffect: why }`: accepted, because what it changes on AWS cannot be observed here (say why);
 * Any property that is not in the table is refused by name when a program sets it.
 */
export type PropertySupport = "honoured" | { noEffect: string };

export interface ResourceContext {
  urn: string;
  /** The logical name, such as `"events-producer"`. */
  name: string;
  /** A call of an API makes it: no program declares it again at the next start. */
  isMadeByCall?: true;
  /**
   * The physical name: `explicit` where the program gave one, otherwise the logical name and seven hexadecimal digits,
   * as Pulumi's auto-naming does. The digits stay with a resource for its life, and what replaces it gets others. A resource
   * for which none was generated is deleted before it is replaced. Without Pulumi's engine, the digits follow from the URN
   * and from how many resources had it before, so that a name is the same in every start of the same program.
   */
  physicalName(explicit: unknown, maxLength: number): string;
}

/** The resource as it is after a create or an update: `state` holds every output property, inputs included. */
export interface ResourceState {
  id: string;
  state: Properties;
}

/**
 * One AWS resource type. Handlers know nothing of how the program is evaluated, so the same ones can be served to the
 * Pulumi engine as a provider. Errors they throw name what is wrong with which property; the engine adds the URN.
 */
export interface ResourceHandler {
  /** Pulumi's type token, such as `"aws:sqs/queue:Queue"`. */
  readonly type: string;
  /** Every input property that a program may set. `tags`, `tagsAll` and `region` are in every table already. */
  readonly properties: Readonly<Record<string, PropertySupport>>;
  /** Input properties whose change replaces the resource; a change of any other calls `update`. */
  readonly replaceOn: readonly string[];
  /**
   * Inputs name files: `update` is called in every evaluation, for the files may have changed where the inputs have not. The
   * resource counts as changed when its state has.
   */
  readonly readsFiles?: true;
  create(context: ResourceContext, inputs: Properties): Promise<ResourceState>;
  /** Absent: every change replaces. */
  update?(context: ResourceContext, current: ResourceState, inputs: Properties): Promise<ResourceState>;
  /**
   * Why `delete` is going to refuse, such as for deletion protection; absent where it never does. The local engine asks
   * before it makes a replacement, which would otherwise take over beside a resource that stays. The message tells what to
   * set, and completes "a change of hashKey replaces it, but ...".
   */
  refusesDeletion?(current: ResourceState): string | undefined;
  delete(context: ResourceContext, current: ResourceState): Promise<void>;
}

/** A provider function (`aws.getCallerIdentity`, ...): arguments to result. */
export interface InvokeHandler {
  /** Pulumi's token, such as `"aws:index/getCallerIdentity:getCallerIdentity"`. */
  readonly token: string;
  invoke(args: Properties): Promise<Properties>;
}

/** An archive (`pulumi.asset.AssetArchive`, ...) among the inputs: its unpacked files, in a folder named after them. */
export interface CodeArchive {
  readonly kind: "sluice:codeArchive";
  /** Absolute path, below `.sluice/code/`; never written to again. */
  codeFolder: string;
  /** Hash of the files' names and contents: equal for equal code, so a change of it is a change of the code. */
  sha256: string;
}

/** A file (`pulumi.asset.FileAsset`, ...) among the inputs. */
export interface AssetFile {
  readonly kind: "sluice:assetFile";
  /** Absolute path, below `.sluice/code/`; never written to again. */
  file: string;
  /** Hash of its content. */
  sha256: string;
}

export function isAssetFile(value: unknown): value is AssetFile {
  return typeof value === "object" && value !== null && "kind" in value && value.kind === "sluice:assetFile";
}

export function isCodeArchive(value: unknown): value is CodeArchive {
  return typeof value === "object" && value !== null && "kind" in value && value.kind === "sluice:codeArchive";
}
