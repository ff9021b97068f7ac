import { expect } from "chai";
import { zipSync } from "fflate";
import { ARN, document, ROLE, type RunTime, refusedToOthers } from "../runTime";

/** A function that answers the value of the secret that it is called with. */
const READER = `
const { SecretsManagerClient, GetSecretValueCommand } = require("@aws-sdk/client-secrets-manager");
exports.handler = async (SecretId) => (await new SecretsManagerClient({}).send(new GetSecretValueCommand({ SecretId }))).SecretString;
`;

/** Secrets Manager. */
export function secrets(runTime: RunTime): void {
  const { call } = runTime;

  describe("secrets", () => {
    it("are read by a function that may, until they are deleted", async () => {
      const FunctionName = "reader";
      const ZipFile = Buffer.from(zipSync({ "index.js": Buffer.from(READER) })).toString("base64");
      await call("lambda", "CreateFunction", {
        ...{ FunctionName, Role: `${ROLE}/worker`, Runtime: "nodejs22.x", Handler: "index.handler" },
        ...{ Code: { ZipFile }, Timeout: 30 },
      });
      const { ARN: secret } = await call("secretsmanager", "CreateSecret", { Name: "made", SecretString: "s3cret" });
      const invoke = () => call("lambda", "Invoke", { FunctionName, Payload: JSON.stringify("made") });
      const read = await invoke();
      await call("secretsmanager", "DeleteSecret", { SecretId: secret, ForceDeleteWithoutRecovery: true });
      const gone = await invoke();
      await call("lambda", "DeleteFunction", { FunctionName });

      expect([read.Payload, Buffer.from(read.Payload, "base64").toString()]).to.include('"s3cret"');
      expect(gone.FunctionError).to.equal("Unhandled");
    });

    it("are denied to a role that their policy denies them to", async () => {
      await call("secretsmanager", "CreateSecret", { Name: "closed", SecretString: "s3cret" });
      const ResourcePolicy = document({
        ...{ Effect: "Deny", Principal: { AWS: `${ROLE}/handless` } },
        ...{ Action: "secretsmanager:GetSecretValue", Resource: "*" },
      });
      await call("secretsmanager", "PutResourcePolicy", { SecretId: "closed", ResourcePolicy });
      const policy = await call("secretsmanager", "GetResourcePolicy", { SecretId: "closed" });
      const read = () => runTime.as("handless")("secretsmanager", "GetSecretValue", { SecretId: "closed" });
      const denied = await read();
      await call("secretsmanager", "DeleteResourcePolicy", { SecretId: "closed" });
      const allowed = await read();
      await call("secretsmanager", "DeleteSecret", { SecretId: "closed", ForceDeleteWithoutRecovery: true });

      expect(policy.ResourcePolicy).to.equal(ResourcePolicy);
      expect(denied.error).to.equal("AccessDeniedException");
      expect(allowed.SecretString).to.equal("s3cret");
    });

    refusedToOthers(runTime, "secretsmanager", {
      CreateSecret: { Name: "no" },
      UpdateSecret: { SecretId: "no" },
      DeleteSecret: { SecretId: "no" },
      RestoreSecret: { SecretId: "no" },
      ListSecrets: {},
      TagResource: { SecretId: ARN("secretsmanager", "secret:no"), Tags: [] },
      PutResourcePolicy: { SecretId: "no", ResourcePolicy: "{}" },
      UpdateSecretVersionStage: { SecretId: "no", VersionStage: "AWSCURRENT" },
    });
  });
}
