import { allSystems } from "../support/allSystems";
import type { Run } from "../support/program";
import { testArtifacts } from "./allSystems/artifacts";
import { testPolicyRules } from "./allSystems/policyRules";
import { testPolicyStatements } from "./allSystems/policyStatements";

/** Evaluated once for all groups, because every handler of every system is serialised. */
let evaluated: Promise<Run<unknown>> | undefined;
const evaluation = () => {
  evaluated ??= allSystems();
  return evaluated;
};

describe("the artifacts of all systems' functions", () => testArtifacts(evaluation));

describe("the policy statements of all systems", () => testPolicyStatements(evaluation));

describe("the rules of policies, over all systems", () => testPolicyRules(evaluation));
