import { AwsError } from "../base/awsError";

/** The error with which IAM refuses a policy. `problem` says what is wrong, in a clause. */
export function malformed(problem: string): AwsError {
  return new AwsError("MalformedPolicyDocument", `The policy document is malformed: ${problem}.`);
}
