import http from "node:http";
import type { AddressInfo } from "node:net";
import { PassThrough } from "node:stream";
import { expect } from "chai";
import { type Authorize, authorizationOf } from "../../../cli/load/authorization";
import { EntityApi } from "../../../cli/load/debounce/entityApi";
import { loadEventAggregator } from "../../../cli/load/event-aggregator/load";
import { loadIngestion } from "../../../cli/load/ingestion/load";
import { WebhookApi } from "../../../cli/load/webhookApi";
import type { LocalAccess } from "../../../cli/localAccess";
import { eagerClock } from "./eagerClock";

const ACCESS: LocalAccess = {
  endpoint: "http://127.0.0.1:4510",
  region: "us-east-1",
  credentials: { accessKeyId: "AKIDEXAMPLE", secretAccessKey: "secret", sessionToken: "session" },
};
const LOCAL_API = "http://127.0.0.1:4510/execute-api/abcde12345";
const LOCAL_URL = "http://127.0.0.1:4510/lambda-url/abcde12345/";
const GET = { method: "GET", url: `${LOCAL_API}/get-summary?limit=1000`, headers: { "x-own": "kept" } };

function must(authorize: Authorize | undefined): Authorize {
  if (authorize === undefined) throw new Error("nothing authorizes");
  return authorize;
}

/** An API that answers as one that nobody let you into, and keeps what it was sent. */
async function closedApi(status: number) {
  const authorizations: (string | undefined)[] = [];
  const methods: (string | undefined)[] = [];
  const server = http.createServer((request, response) => {
    methods.push(request.method);
    authorizations.push(request.headers.authorization);
    request.resume();
    response.writeHead(request.headers.authorization === undefined ? status : 200);
    response.end(
      request.headers.authorization === undefined ? '{"message":"Forbidden"}' : '{"summaries":[],"entries":[]}',
    );
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  return { url, authorizations, methods, stop: () => new Promise((resolve) => server.close(resolve)) };
}

describe("the authorization of a load's requests", () => {
  it("leaves requests alone where the outputs say nothing, or that everybody is let in", () => {
    for (const auth of [undefined, "public"]) {
      expect(authorizationOf(LOCAL_API, auth, {}, () => ACCESS)).to.equal(undefined);
    }
  });

  it("signs for the API where the outputs say so, keeping the request's own headers", async () => {
    const headers = await must(authorizationOf(LOCAL_API, "iam", {}, () => ACCESS))(GET);

    expect(headers.authorization).to.match(
      /^AWS4-HMAC-SHA256 Credential=AKIDEXAMPLE\/\d{8}\/us-east-1\/execute-api\/aws4_request, SignedHeaders=host;x-amz-content-sha256;x-amz-date;x-amz-security-token;x-own, Signature=[0-9a-f]{64}$/,
    );
    expect(headers).to.include({ "x-own": "kept", "x-amz-security-token": "session", host: "127.0.0.1:4510" });
  });

  it("signs for Lambda where the address is a function's", async () => {
    const headers = await must(authorizationOf(LOCAL_URL, undefined, { sign: true }, () => ACCESS))({
      ...{ method: "POST", url: LOCAL_URL, headers: {}, body: "user_name=Ada" },
    });

    expect(headers.authorization).to.contain("/us-east-1/lambda/aws4_request");
  });

  it("signs in the region that the address on AWS names", async () => {
    const environment = { ...process.env };
    Object.assign(process.env, { AWS_ACCESS_KEY_ID: "AKIDOWN", AWS_SECRET_ACCESS_KEY: "secret" });
    try {
      const nowhere = () => {
        throw new Error("not of the local cloud");
      };
      for (const [host, service] of [
        ["abcde.execute-api.eu-west-1.amazonaws.com", "execute-api"],
        ["abcde.lambda-url.eu-west-1.on.aws", "lambda"],
      ]) {
        const url = `https://${host}/`;
        const { authorization } = await must(authorizationOf(url, "iam", {}, nowhere))({ ...GET, url });

        expect(authorization).to.match(new RegExp(`Credential=AKIDOWN/\\d{8}/eu-west-1/${service}/aws4_request`));
      }
    } finally {
      process.env = environment;
    }
  });

  it("sends a token with every request, and asks for one where there is none", async () => {
    const headers = await must(authorizationOf(LOCAL_API, "jwt", { token: "a.b.c" }, () => ACCESS))(GET);

    expect(headers).to.deep.equal({ "x-own": "kept", authorization: "Bearer a.b.c" });
    expect(() => authorizationOf(LOCAL_API, "jwt", {}, () => ACCESS)).to.throw(
      `the API at ${LOCAL_API} lets in those with a token of its issuer: pass --token JWT`,
    );
  });

  describe("of an API that is closed", () => {
    const terminal = new PassThrough().resume();
    const surroundings = { clock: eagerClock(), terminal };
    const events = { count: 1, concurrency: 1, keys: 1, duplicates: 0, seed: 1 };
    const entries = { count: 1, concurrency: 1, fuzz: 0 };
    let api: Awaited<ReturnType<typeof closedApi>>;

    afterEach(() => api.stop());

    for (const status of [401, 403]) {
      it(`is named as what is missing, after a ${status}`, async () => {
        api = await closedApi(status);
        const runs = [
          loadEventAggregator({ ...events, endpoint: api.url }, surroundings),
          loadIngestion({ ...entries, url: `${api.url}/` }, surroundings),
        ];

        for (const run of runs) {
          const failure = await run.then(
            () => undefined,
            (error: Error) => error,
          );
          expect(failure?.message).to.match(
            new RegExp(`answered ${status} .*: pass --sign where it takes signed requests`),
          );
        }
        expect(api.authorizations).to.deep.equal([undefined, undefined]);
      });
    }

    it("goes with changes of entities, too", async () => {
      api = await closedApi(403);
      const change = async (...authorize: Authorize[]) => {
        const entities = new EntityApi(`${api.url}/entities`, ...authorize);
        await entities.change([{ entityId: "a", change: 1 }]).finally(() => entities.close());
      };

      await change(must(authorizationOf(api.url, "iam", {}, () => ACCESS)));
      expect(api.authorizations[0]).to.contain("Credential=AKIDEXAMPLE/");
      const failure = await change().then(
        () => undefined,
        (error: Error) => error,
      );
      expect(failure?.message).to.match(
        /403 .* \(it wants requests signed by credentials that have execute-api:Invoke\)$/,
      );
    });

    it("goes with the webhooks of sources whose requests have to be signed, and with no other's", async () => {
      api = await closedApi(403);
      const webhooks = new WebhookApi(api.url, 1, must(authorizationOf(api.url, "iam", {}, () => ACCESS)));
      const webhook = { deliveryId: "1", body: "{}", isForged: false };

      await webhooks.post({ ...webhook, source: { name: "meter", signsRequests: true } });
      await webhooks.post({ ...webhook, source: { name: "github" } });
      await webhooks.close();

      expect(api.authorizations.map((authorization) => authorization?.slice(0, 16))).to.deep.equal([
        "AWS4-HMAC-SHA256",
        undefined,
      ]);
    });

    it("goes with every request, posts and readings alike", async () => {
      api = await closedApi(403);
      const authorize = must(authorizationOf(api.url, "iam", {}, () => ACCESS));

      await loadEventAggregator({ ...events, endpoint: api.url, authorize, settle: { quietMs: 1 } }, surroundings);
      await loadIngestion({ ...entries, url: `${api.url}/`, authorize }, surroundings);

      expect(new Set(api.methods)).to.deep.equal(new Set(["GET", "POST"]));
      for (const authorization of api.authorizations) expect(authorization).to.contain("Credential=AKIDEXAMPLE/");
    });
  });
});
