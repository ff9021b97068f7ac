import { expect } from "chai";
import { Browser } from "../local/cognito/poolUnderTest";
import { foreignToken } from "../support/foreignToken";
import { ProgramFolder } from "../support/programFolder";
import { outputOf, type RunningSystem, runSystem } from "../support/runningSystem";

/** An API that tells those who have signed in what their token says. */
const program = (groupOfAnn: string) => `
import * as aws from "@pulumi/aws";
import * as pulumi from "@pulumi/pulumi";

const pool = new aws.cognito.UserPool("people", { adminCreateUserConfig: { allowAdminCreateUserOnly: true } });
const callback = "http://localhost:8080/callback";
const app = new aws.cognito.UserPoolClient("app", {
  userPoolId: pool.id, allowedOauthFlows: ["code"], allowedOauthFlowsUserPoolClient: true,
  allowedOauthScopes: ["openid", "email"], callbackUrls: [callback], supportedIdentityProviders: ["COGNITO"],
});
new aws.cognito.UserPoolDomain("login", { userPoolId: pool.id, domain: "cards-login" });
const groups = ["hr", "auditor"].map((name) => new aws.cognito.UserGroup(name, { userPoolId: pool.id, name }));
const ann = new aws.cognito.User("ann", {
  userPoolId: pool.id, username: "ann", password: "Correct-Horse-7", messageAction: "SUPPRESS",
  attributes: { email: "ann@example.com", email_verified: "true" },
});
new aws.cognito.UserInGroup("ann-group", { userPoolId: pool.id, username: ann.username, groupName: "${groupOfAnn}" }, { dependsOn: groups });

const role = new aws.iam.Role("role", { assumeRolePolicy: aws.iam.assumeRolePolicyForPrincipal({ Service: "lambda.amazonaws.com" }) });
const code = new pulumi.asset.AssetArchive({ "index.js": new pulumi.asset.StringAsset(
  "exports.handler = async ({ requestContext }) => ({ statusCode: 200, body: JSON.stringify(requestContext.authorizer.jwt.claims) });",
) });
const fn = new aws.lambda.Function("fn", { role: role.arn, runtime: "nodejs22.x", handler: "index.handler", code });
const api = new aws.apigatewayv2.Api("api", { protocolType: "HTTP" });
new aws.lambda.Permission("call", {
  action: "lambda:InvokeFunction", function: fn.name, principal: "apigateway.amazonaws.com", sourceArn: pulumi.interpolate\`\${api.executionArn}/*\`,
});
const integration = new aws.apigatewayv2.Integration("integration", {
  apiId: api.id, integrationType: "AWS_PROXY", integrationUri: fn.arn, payloadFormatVersion: "2.0",
});
const authorizer = new aws.apigatewayv2.Authorizer("authorizer", {
  apiId: api.id, authorizerType: "JWT", identitySources: ["$request.header.Authorization"],
  jwtConfiguration: { issuer: pulumi.interpolate\`http://\${pool.endpoint}\`, audiences: [app.id] },
});
new aws.apigatewayv2.Route("route", {
  apiId: api.id, routeKey: "GET /me", target: pulumi.interpolate\`integrations/\${integration.id}\`,
  authorizationType: "JWT", authorizerId: authorizer.id,
});
new aws.apigatewayv2.Stage("stage", { apiId: api.id, name: "$default", autoDeploy: true });

export const issuer = pulumi.interpolate\`http://\${pool.endpoint}\`;
export const clientId = app.id;
export const poolId = pool.id;
export const endpoint = api.apiEndpoint;
`;

describe("a system that people sign in to", function () {
  this.timeout(120_000);
  let folder: ProgramFolder;
  let system: RunningSystem;

  before(async () => {
    folder = new ProgramFolder(program("hr"));
    system = await runSystem(folder.path);
  });
  after(async () => {
    await system.stop();
    folder.remove();
  });

  const me = (token: string) =>
    fetch(`${outputOf(system, "endpoint")}/me`, { headers: { authorization: `Bearer ${token}` } });

  it("knows at its API who has signed in at the hosted login", async () => {
    const browser = new Browser();
    const discovered = await fetch(`${outputOf(system, "issuer")}/.well-known/openid-configuration`);
    const { authorization_endpoint, token_endpoint } = (await discovered.json()) as Record<string, string>;
    const asked = {
      response_type: "code",
      client_id: outputOf(system, "clientId"),
      redirect_uri: "http://localhost:8080/callback",
    };
    const { location } = await browser.send(`${authorization_endpoint}?${new URLSearchParams(asked)}`);
    const page = await browser.send(String(location));
    const back = await browser.submit(String(location), page, { username: "ann", password: "Correct-Horse-7" });
    const { client_id, redirect_uri } = asked;
    const issued = await fetch(String(token_endpoint), {
      method: "POST",
      body: new URLSearchParams({
        ...{ grant_type: "authorization_code", client_id, redirect_uri },
        code: back.location?.searchParams.get("code") ?? "",
      }),
    });
    const { access_token, id_token } = (await issued.json()) as Record<string, string>;

    const [byAccessToken, byIdToken] = await Promise.all([me(access_token ?? ""), me(id_token ?? "")]);

    expect(await byAccessToken.json()).to.deep.include({
      ...{ username: "ann", "cognito:groups": "[hr]", token_use: "access", scope: "openid email" },
    });
    expect(await byIdToken.json()).to.deep.include({
      ...{ email: "ann@example.com", email_verified: "true", "cognito:groups": "[hr]", token_use: "id" },
    });
  });

  it("keeps its tokens over a reload that changes who is in which group", async () => {
    const { cognito } = system.cloud.services;
    const signIn = () => cognito.signIn(outputOf(system, "poolId"), outputOf(system, "clientId"), "ann");
    const { accessToken } = await signIn();
    folder.write("index.ts", program("auditor"));

    await system.cloud.reload();
    const [old, next] = [await me(accessToken), await me((await signIn()).accessToken)];

    expect([old.status, next.status]).to.deep.equal([200, 200]);
    expect((await old.json()) as object).to.deep.include({ "cognito:groups": "[hr]" });
    expect((await next.json()) as object).to.deep.include({ "cognito:groups": "[auditor]" });
  });

  it("lets nobody in whose token has expired", async () => {
    const { cognito, clock } = system.cloud.services;
    const issuedAt = clock.now() - 2 * 3_600_000;
    const { accessToken } = await cognito.signIn(outputOf(system, "poolId"), outputOf(system, "clientId"), "ann", {
      issuedAt,
    });

    const answer = await me(accessToken);

    expect([answer.status, await answer.text()]).to.deep.equal([401, '{"message":"Unauthorized"}']);
    expect(answer.headers.get("www-authenticate")).to.contain("the token has expired");
  });

  it("lets nobody in whose token somebody else has made, under his own name or the pool's", async () => {
    const { cognito } = system.cloud.services;
    const { accessToken } = await cognito.signIn(outputOf(system, "poolId"), outputOf(system, "clientId"), "ann");
    const tokens = [
      await foreignToken(accessToken),
      await foreignToken(accessToken, { iss: "https://elsewhere.example" }),
    ];

    const answers = await Promise.all(tokens.map(me));

    expect(answers.map(({ status }) => status)).to.deep.equal([401, 401]);
  });
});
