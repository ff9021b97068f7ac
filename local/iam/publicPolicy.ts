import { parsePolicy } from "./policyDocument";

/**
 * Tells if a statement of a resource's policy allows everybody something. Conditions that pin a statement to an account, an organization
 * or a network make it private on AWS; here any condition does.
 * Source: Amazon S3 User Guide, "Blocking public access", "The meaning of public".
 *
 * @throws AwsError `MalformedPolicyDocument`
 */
export function isPublic(policy: string): boolean {
  return parsePolicy(policy, "resource").some(
    ({ effect, principals, conditions }) =>
      effect === "Allow" && conditions.length === 0 && principals?.ids.some(({ kind }) => kind === "everyone"),
  );
}
