import { AwsError } from "../../base/awsError";
import { isRecord } from "../../base/isRecord";
import { textsOf } from "../../base/textsOf";
import type { RequestContext } from "../../iam/conditionKeys";
import { absent, type Given, type IamParts, listed, operation, type Params, ROLE } from "./iamOperation";

interface ContextEntry {
  readonly ContextKeyName?: string;
  readonly ContextKeyValues?: readonly string[];
}

/**
 * Decisions that policies would make, by the evaluator that decides calls. As on AWS, policies of resources count only where the call brings one, and
 * nothing is called. Answers do not name the statements that matched.
 */
export const SIMULATION_OPERATIONS = {
  ...operation(
    "SimulatePrincipalPolicy",
    { required: ["PolicySourceArn"], on: ({ PolicySourceArn = "" }) => PolicySourceArn },
    (params, parts, given) => simulated(params, parts, given, roleArnIn(params, parts)),
  ),
  ...operation("SimulateCustomPolicy", {}, (params, parts, given) => simulated(params, parts, given, undefined)),
};

/** @throws AwsError `NoSuchEntity` @throws AwsError `InvalidInput` for what is no role: there are no users here */
function roleArnIn({ PolicySourceArn: source = "" }: Params, { resources }: IamParts): string {
  if (!/^arn:aws:iam::\d{12}:role\//.test(source)) {
    throw new AwsError("InvalidInput", `Invalid Entity Arn: ${source} does not clearly define entity type and name.`);
  }
  if (resources.all(ROLE).some(({ state }) => state.arn === source)) return source;
  throw absent(`The role with name ${source.split("/").at(-1)} cannot be found.`);
}

function simulated(params: Params, { iam }: IamParts, given: Given, roleArn: string | undefined): object {
  const actions = textsOf(given.ActionNames);
  if (actions.length === 0) throw new AwsError("InvalidInput", "ActionNames must hold at least one action");
  const wrong = actions.find((action) => !/^[\w-]+:\w+$/.test(action));
  if (wrong !== undefined)
    throw new AwsError("InvalidInput", `Invalid Action: ${wrong} is not of the form service:operation.`);
  const resources = textsOf(given.ResourceArns);
  const context = contextIn(Array.isArray(given.ContextEntries) ? given.ContextEntries.filter(isRecord) : []);
  const policies = {
    identity: textsOf(given.PolicyInputList),
    ...(params.ResourcePolicy !== undefined && { resource: params.ResourcePolicy }),
  };
  const results = actions.flatMap((action) =>
    (resources.length > 0 ? resources : ["*"]).map((resource) => ({
      EvalActionName: action,
      EvalResourceName: resource,
      EvalDecision: iam.simulate(roleArn, { action, resource, context }, policies),
      MatchedStatements: [],
      MissingContextValues: [],
    })),
  );
  const { items, rest } = listed(results, params);
  return { EvaluationResults: items, ...rest };
}

function contextIn(entries: readonly ContextEntry[]): RequestContext {
  return Object.fromEntries(
    entries.map(({ ContextKeyName: name = "", ContextKeyValues: given }) => {
      const values = textsOf(given);
      const [only] = values;
      return [name, values.length === 1 && only !== undefined ? only : values];
    }),
  );
}
