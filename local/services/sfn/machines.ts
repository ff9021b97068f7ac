import { randomUUID } from "node:crypto";
import { arn } from "../../base/arn";
import { AwsError } from "../../base/awsError";
import type { Tags } from "../../base/inventory";
import type { Principal } from "../../iam/iam";
import type { Services } from "../../services";
import { checkDefinition } from "./asl/check/checkDefinition";
import { invalidDefinition } from "./asl/check/diagnostics";
import { loggingOf } from "./logging";
import { checkName } from "./names";
import type { LoggingRequest, MachineChanges, MachineRequest, MachineSpec, MachineType } from "./sfn";
import { checkTask } from "./tasks/resources";

/** Bytes of a definition ("Quotas", "Maximum request size"): 1 MB. */
const MAX_DEFINITION_BYTES = 1024 * 1024;

/** Tags that a machine may have ("Tagging state machines", "Tag restrictions"). */
const MOST_TAGS = 50;

/** The things that machines stand beside. */
interface Surroundings {
  /** Called with each machine that was not there before. */
  onMade(machine: MachineSpec): void;
  /** Tells if there is an activity of this ARN, which has tags, too. */
  isActivity(arn: string): boolean;
}

/** The state machines that are there, whoever made them: the program's resources and calls of the API come here. */
export class Machines {
  readonly #byArn = new Map<string, MachineSpec>();

  constructor(
    private readonly deps: Pick<Services, "iam" | "inventory" | "logs" | "clock">,
    private readonly others: Surroundings,
  ) {}

  /**
   * Makes a machine, or answers the one that was made by the same request ("CreateStateMachine is an idempotent API").
   * @throws AwsError `StateMachineAlreadyExists`, `InvalidName`, `InvalidDefinition`, `InvalidLoggingConfiguration` ...
   */
  create({ name, label, type: givenType, roleArn, definition, logging, tags }: MachineRequest): MachineSpec {
    checkName(name);
    const machineArn = arn("states", `stateMachine:${name}`);
    const type = typeOf(givenType);
    const known = this.#byArn.get(machineArn);
    if (known !== undefined) {
      const isSame =
        known.definitionText === definition &&
        known.type === type &&
        JSON.stringify(known.loggingRequest) === JSON.stringify(logging);
      if (isSame) return known;
      throw new AwsError("StateMachineAlreadyExists", `State Machine Already Exists: '${machineArn}'`);
    }
    const now = this.deps.clock.now();
    const machine = {
      ...{ arn: machineArn, name, label, type, createdAt: now, updatedAt: now },
      ...this.#checked(machineArn, name, type, roleArn, definition, logging),
    };
    this.#addTags(machineArn, tags);
    this.#put(machine);
    this.others.onMade(machine);
    return machine;
  }

  /** @throws AwsError `StateMachineDoesNotExist`, `MissingRequiredParameter`, and those of {@link create} */
  update(machineArn: string, { definition, roleArn, logging }: MachineChanges): MachineSpec {
    const machine = this.find(machineArn);
    if (definition === undefined && roleArn === undefined && logging === undefined) {
      throw new AwsError(
        "MissingRequiredParameter",
        "Either the definition, the role ARN, the LoggingConfiguration, or the TracingConfiguration must be specified",
      );
    }
    const text = definition ?? machine.definitionText;
    const role = roleArn ?? machine.roleArn;
    const isRevised = text !== machine.definitionText || role !== machine.roleArn;
    const { arn: ownArn, name, label, type, createdAt, revisionId } = machine;
    const revision = isRevised ? randomUUID() : revisionId;
    return this.#put({
      ...{ arn: ownArn, name, label, type, createdAt, updatedAt: this.deps.clock.now() },
      ...this.#checked(machineArn, name, type, role, text, logging ?? machine.loggingRequest),
      ...(revision !== undefined && { revisionId: revision }),
    });
  }

  /** A machine that is not there is deleted already, as on AWS. */
  delete(machineArn: string): void {
    requireArn(machineArn);
    this.#byArn.delete(machineArn);
  }

  /** @throws AwsError `InvalidArn`, `StateMachineDoesNotExist` */
  find(machineArn: string): MachineSpec {
    requireArn(machineArn);
    const machine = this.#byArn.get(machineArn);
    if (machine !== undefined) return machine;
    throw new AwsError("StateMachineDoesNotExist", `State Machine Does Not Exist: '${machineArn}'`);
  }

  /** In the order in which they were made. */
  list(): readonly MachineSpec[] {
    return [...this.#byArn.values()];
  }

  /** @throws AwsError `InvalidArn`, `ResourceNotFound` */
  tagsOf(resourceArn: string): Tags {
    requireArn(resourceArn);
    if (this.#byArn.has(resourceArn) || this.others.isActivity(resourceArn))
      return this.deps.inventory.tagsOf(resourceArn);
    throw new AwsError("ResourceNotFound", `Resource not found: '${resourceArn}'`);
  }

  /** @throws AwsError as {@link tagsOf}, and `TooManyTags` */
  tag(resourceArn: string, tags: Tags): void {
    this.tagsOf(resourceArn);
    this.#addTags(resourceArn, tags);
  }

  /** @throws AwsError as {@link tagsOf} */
  untag(resourceArn: string, keys: readonly string[]): void {
    this.tagsOf(resourceArn);
    this.deps.inventory.untag(resourceArn, keys);
  }

  #addTags(resourceArn: string, tags: Tags = {}): void {
    const { inventory } = this.deps;
    if (Object.keys({ ...inventory.tagsOf(resourceArn), ...tags }).length > MOST_TAGS) {
      throw new AwsError("TooManyTags", `A resource has at most ${MOST_TAGS} tags: '${resourceArn}'`);
    }
    inventory.tag(resourceArn, tags);
  }

  #put(machine: MachineSpec): MachineSpec {
    this.#byArn.set(machine.arn, machine);
    return machine;
  }

  #checked(
    machineArn: string,
    name: string,
    type: MachineType,
    roleArn: string,
    text: string,
    logging: LoggingRequest | undefined,
  ): Pick<MachineSpec, "roleArn" | "definition" | "definitionText" | "logging" | "loggingRequest"> {
    if (Buffer.byteLength(text) > MAX_DEFINITION_BYTES) {
      throw new AwsError(
        "ValidationException",
        `definition must be at most ${MAX_DEFINITION_BYTES} bytes, got ${Buffer.byteLength(text)}`,
      );
    }
    const { definition, diagnostics } = checkDefinition(text, {
      checkTask: (resource, parameters, language) => checkTask(resource, parameters, language, type),
    });
    if (definition === undefined) throw invalidDefinition(diagnostics);
    if (!/^arn:aws:iam::\d{12}:role\/.+$/.test(roleArn)) {
      throw new AwsError("InvalidArn", `Invalid Role Arn: '${roleArn}'`);
    }
    const principal = this.#assumed(roleArn, machineArn, name);
    const written = loggingOf(this.deps, logging, principal, name);
    return {
      ...{ roleArn, definition, definitionText: text },
      ...(logging !== undefined && { loggingRequest: logging }),
      ...(written !== undefined && { logging: written }),
    };
  }

  /** @throws AwsError as CreateStateMachine does for a role whose trust policy does not name Step Functions */
  #assumed(roleArn: string, machineArn: string, name: string): Principal {
    try {
      const source = { "aws:SourceArn": machineArn };
      return this.deps.iam.assumeRole(roleArn, name.slice(0, 64), "states.amazonaws.com", source).principal;
    } catch (error) {
      throw new AwsError(
        "AccessDeniedException",
        "Neither the global service principal states.amazonaws.com, nor the regional one is authorized to assume the " +
          `provided role. (${(error as Error).message})`,
      );
    }
  }
}

/** @throws AwsError `InvalidArn` for what is no ARN of Step Functions */
function requireArn(given: string): void {
  if (given.startsWith("arn:")) return;
  throw new AwsError("InvalidArn", `Invalid Arn: 'Invalid ARN prefix: ${given}'`);
}

export function typeOf(type = "STANDARD"): MachineType {
  if (type === "STANDARD" || type === "EXPRESS") return type;
  throw new AwsError("ValidationException", `type must be "STANDARD" or "EXPRESS", got ${JSON.stringify(type)}`);
}
