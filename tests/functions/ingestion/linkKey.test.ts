import {
  ResourceExistsException,
  ResourceNotFoundException,
  type SecretsManagerClient,
} from "@aws-sdk/client-secrets-manager";
import { expect } from "chai";
import { acceptedKeys, signingKey } from "../../../functions/ingestion/linkKey";
import { serviceError } from "../support/clients";

interface Input {
  VersionStage?: string;
  SecretString?: string;
  ClientRequestToken?: string;
}

/** One secret in memory, with the labels that Secrets Manager moves. */
class FakeSecret {
  readonly versions = new Map<string, string>();
  current: string | undefined;
  previous: string | undefined;

  readonly client = {
    send: async ({ input }: { input: Input }) => {
      // Others get a turn between a look and a write.
      await new Promise(setImmediate);
      return input.SecretString === undefined
        ? this.get(input)
        : this.put(input.SecretString, input.ClientRequestToken ?? "");
    },
  } as unknown as SecretsManagerClient;

  private get({ VersionStage }: Input) {
    const SecretString = VersionStage === "AWSPREVIOUS" ? this.previous : this.current;
    if (SecretString === undefined) throw new ResourceNotFoundException({ message: "no value", $metadata: {} });
    return { SecretString };
  }

  put(value: string, id: string) {
    if (this.versions.has(id) && this.versions.get(id) !== value) {
      throw new ResourceExistsException({ message: "another value", $metadata: {} });
    }
    this.versions.set(id, value);
    this.previous = this.current;
    this.current = value;
    return {};
  }
}

describe("the key of the approval links", () => {
  let secret: FakeSecret;

  beforeEach(() => {
    secret = new FakeSecret();
  });

  const place = () => ({ secrets: secret.client, keySecretArn: "arn:key" });

  it("is made by the first who needs one, 256 bits long", async () => {
    const key = await signingKey(place());

    expect(Buffer.from(key, "base64url")).to.have.length(32);
    expect(await signingKey(place())).to.equal(key);
  });

  it("is one, though several need the first at the same time", async () => {
    const keys = await Promise.all([1, 2, 3, 4].map(() => signingKey(place())));

    expect(new Set(keys).size).to.equal(1);
    expect(secret.versions.size).to.equal(1);
  });

  it("may be changed: what the one before has signed stays good", async () => {
    const first = await signingKey(place());
    secret.put("second", "v2");

    expect(await acceptedKeys(place())).to.deep.equal(["second", first]);
    expect(await signingKey(place())).to.equal("second");
  });

  it("is none where there is none yet: no link can be good then", async () => {
    expect(await acceptedKeys(place())).to.deep.equal([]);
  });

  it("is not made up where it cannot be read", async () => {
    const denied = serviceError("AccessDeniedException", "client");
    const secrets = { send: () => Promise.reject(denied) } as unknown as SecretsManagerClient;

    const error = await signingKey({ secrets, keySecretArn: "arn:key" }).catch((thrown: unknown) => thrown);

    expect(error).to.equal(denied);
  });
});
