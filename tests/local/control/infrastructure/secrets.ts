import { expect } from "chai";
import { zipSync } from "fflate";
import { type Answer, ARN, document, ROLE, type RunTime, refusedToOthers } from "../runTime";

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

/** KMS. */
export function keys(runTime: RunTime): void {
  const { call } = runTime;

  describe("keys", () => {
    it("let what they encrypt be read by whom their policy names, while they are enabled", async () => {
      const { KeyMetadata } = await call("kms", "CreateKey", {});
      const { KeyId, Arn } = KeyMetadata;
      await call("kms", "CreateAlias", { AliasName: "alias/made", TargetKeyId: KeyId });
      const secret = { Name: "encrypted", SecretString: "s3cret", KmsKeyId: "alias/made" };
      await call("secretsmanager", "CreateSecret", secret);
      const read = (role: string) => runTime.as(role)("secretsmanager", "GetSecretValue", { SecretId: "encrypted" });
      const allowed = await read("handless");
      const Policy = document(
        { Effect: "Allow", Principal: { AWS: `${ROLE}/maker` }, Action: "kms:*", Resource: "*" },
        { Effect: "Deny", Principal: { AWS: `${ROLE}/handless` }, Action: "kms:Decrypt", Resource: "*" },
      );
      await call("kms", "PutKeyPolicy", { KeyId, Policy });
      const denied = await read("handless");
      await call("kms", "DisableKey", { KeyId });
      const disabled = await read("maker");
      await call("kms", "EnableKey", { KeyId });
      const enabled = await read("maker");
      await call("secretsmanager", "DeleteSecret", { SecretId: "encrypted", ForceDeleteWithoutRecovery: true });
      await call("kms", "ScheduleKeyDeletion", { KeyId });
      const another = await runTime.as("maker")("secretsmanager", "CreateSecret", { ...secret, Name: "another" });

      expect([allowed.SecretString, enabled.SecretString]).to.deep.equal(["s3cret", "s3cret"]);
      expect(denied.message).to.contain(`kms:Decrypt on resource: ${Arn} with an explicit deny`);
      expect(disabled).to.include({ error: "DisabledException", message: `${Arn} is disabled.` });
      expect(another).to.include({ error: "KMSInvalidStateException", message: `${Arn} is pending deletion.` });
    });

    it("refuse a policy that would lock their administrator out", async () => {
      const { KeyMetadata } = await call("kms", "CreateKey", {});
      const Policy = document({
        Effect: "Allow",
        Principal: { AWS: `${ROLE}/worker` },
        Action: "kms:*",
        Resource: "*",
      });
      const put = { KeyId: KeyMetadata.KeyId, Policy };
      const refusal = await runTime.as("maker")("kms", "PutKeyPolicy", put);
      const { Policy: kept } = await call("kms", "GetKeyPolicy", { KeyId: KeyMetadata.KeyId });

      expect(refusal.error).to.equal("MalformedPolicyDocumentException");
      expect(kept).to.contain(":root");
    });

    it("let parameters be decrypted by whom their policy lets", async () => {
      const { KeyMetadata } = await call("kms", "CreateKey", {});
      const { KeyId, Arn } = KeyMetadata;
      const Name = "/made/password";
      await call("ssm", "PutParameter", { Name, Value: "s3cret", Type: "SecureString", KeyId });
      const Policy = document(
        { Effect: "Allow", Principal: { AWS: `${ROLE}/maker` }, Action: "kms:*", Resource: "*" },
        { Effect: "Deny", Principal: { AWS: `${ROLE}/handless` }, Action: "kms:Decrypt", Resource: "*" },
      );
      await call("kms", "PutKeyPolicy", { KeyId, Policy });
      const read = (role: string) => runTime.as(role)("ssm", "GetParameter", { Name, WithDecryption: true });
      const [allowed, denied] = [await read("maker"), await read("handless")];
      const { Parameter: shown } = await runTime.as("handless")("ssm", "GetParameter", { Name });
      await call("ssm", "DeleteParameter", { Name });

      expect(allowed.Parameter.Value).to.equal("s3cret");
      expect(denied.message).to.contain(`kms:Decrypt on resource: ${Arn} with an explicit deny`);
      expect(shown.Value).to.match(/^AQICAHi/);
    });

    it("encrypt for whom their policy lets, and decrypt after an edit of it for nobody else", async () => {
      const { KeyMetadata } = await call("kms", "CreateKey", {});
      const { KeyId } = KeyMetadata;
      const { CiphertextBlob } = await call("kms", "Encrypt", { KeyId, Plaintext: "c2VjcmV0" });
      const decrypt = (role: string) => runTime.as(role)("kms", "Decrypt", { CiphertextBlob });
      const before = await decrypt("handless");
      const Policy = document({ Effect: "Allow", Principal: { AWS: `${ROLE}/maker` }, Action: "kms:*", Resource: "*" });
      await call("kms", "PutKeyPolicy", { KeyId, Policy });
      const after = await decrypt("handless");

      expect(before.Plaintext).to.equal("c2VjcmV0");
      expect(after.error).to.equal("AccessDeniedException");
      expect((await decrypt("maker")).Plaintext).to.equal("c2VjcmV0");
    });

    refusedToOthers(runTime, "kms", {
      CreateKey: {},
      ListKeys: {},
      ListAliases: {},
      CreateAlias: { AliasName: "alias/no", TargetKeyId: "no" },
      DeleteAlias: { AliasName: "alias/no" },
      PutKeyPolicy: { KeyId: "no", Policy: "{}" },
      ScheduleKeyDeletion: { KeyId: "no" },
      Encrypt: { KeyId: "no", Plaintext: "c2VjcmV0" },
      GenerateDataKey: { KeyId: "no", KeySpec: "AES_256" },
    });
  });
}

/** Systems Manager's parameters. */
export function parameters(runTime: RunTime): void {
  const { call } = runTime;

  describe("parameters", () => {
    it("are read below a path, until they are deleted", async () => {
      await call("ssm", "PutParameter", { Name: "/made/a", Value: "1", Type: "String" });
      const found = await call("ssm", "GetParametersByPath", { Path: "/made" });
      await call("ssm", "DeleteParameters", { Names: ["/made/a"] });
      const left = await call("ssm", "GetParametersByPath", { Path: "/made" });

      expect([found, left].map(({ Parameters }) => Parameters.map(({ Value }: Answer) => Value))).to.deep.equal([
        ["1"],
        [],
      ]);
    });

    refusedToOthers(runTime, "ssm", {
      PutParameter: { Name: "/no", Value: "a", Type: "String" },
      GetParameter: { Name: "/no" },
      GetParameters: { Names: ["/no"] },
      GetParametersByPath: { Path: "/no" },
      GetParameterHistory: { Name: "/no" },
      DeleteParameter: { Name: "/no" },
      DescribeParameters: {},
      AddTagsToResource: { ResourceType: "Parameter", ResourceId: "/no", Tags: [] },
    });
  });
}
