import { ACCOUNT_ID } from "../../base/arn";
import type { ResourceHandler } from "../../engine/resourceHandler";
import type { Services } from "../../services";

/** `aws.cognito.UserPoolDomain`: opens the hosted login, whose addresses here are below the issuer. */
export function userPoolDomain({ cognito }: Pick<Services, "cognito">): ResourceHandler {
  return {
    type: "aws:cognito/userPoolDomain:UserPoolDomain",
    properties: { domain: "honoured", userPoolId: "honoured", managedLoginVersion: "honoured" },
    replaceOn: ["domain", "userPoolId"],
    async create(_context, inputs) {
      const { domain, userPoolId } = inputs;
      check(String(domain), inputs.managedLoginVersion);
      cognito.putDomain(String(userPoolId), String(domain));
      const state = { managedLoginVersion: 1, ...inputs, awsAccountId: ACCOUNT_ID, cloudfrontDistribution: "" };
      return { id: String(domain), state };
    },
    delete: async (_context, { id, state }) => cognito.deleteDomain(String(state.userPoolId), id),
  };
}

/** Cognito Developer Guide, "Using the Amazon Cognito domain for managed login". */
function check(domain: string, version: unknown): void {
  if (domain.includes(".")) {
    throw new Error(`domain must be a prefix locally, got "${domain}": there are no domains of one's own here`);
  }
  if (!/^[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?$/.test(domain) || /aws|amazon|cognito/.test(domain)) {
    throw new Error(
      `domain must be 1 to 63 small letters, digits and hyphens, without "aws", "amazon" or "cognito", got "${domain}"`,
    );
  }
  if (version !== undefined && version !== 1) {
    throw new Error(
      `managedLoginVersion must be 1 locally, got ${version}: managed login and its branding are not here`,
    );
  }
}
