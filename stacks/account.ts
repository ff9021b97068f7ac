import * as aws from "@pulumi/aws";
import { refusal } from "../components/parts/arguments/refusal";

/**
 * Holds a stack to the AWS account it belongs to. Call and await it before any resource is made. It is part of the program, which
 * `pulumi destroy` and `pulumi refresh` do not run by themselves: `aws:allowedAccountIds` covers those.
 * @param accountId the account that the stack's configuration names; any account will do where it names none
 * @throws RunError when the credentials in use belong to another account
 */
export async function checkAccount(accountId: string | undefined, stack: string): Promise<void> {
  if (accountId === undefined) {
    return;
  }
  const { accountId: actual, arn } = await aws.getCallerIdentity();
  if (actual !== accountId) {
    throw refusal(
      `Stack "${stack}" belongs to AWS account ${accountId} (sluice:accountId in Pulumi.${stack}.yaml), but the credentials ` +
        `in use are of account ${actual} (${arn}). Nothing was created. Use credentials of account ${accountId} (AWS_PROFILE, ` +
        `or aws:profile in Pulumi.${stack}.yaml), or correct sluice:accountId.`,
    );
  }
}
