import { inputsOf, type Run } from "./program";

export interface Statement {
  Effect: string;
  Action: string[];
  Resource: string[];
  Condition?: Record<string, Record<string, string>>;
}

/** Lists what a role policy of a program allows. */
export function statementsOf(run: Run<unknown>, policyName: string): Statement[] {
  const { policy } = inputsOf(run, "aws:iam/rolePolicy:RolePolicy", policyName);
  return (JSON.parse(policy as string) as { Statement: Statement[] }).Statement;
}
