import { expect } from "chai";
import { AwsError } from "../../../local/base/awsError";
import { silentReport } from "../../../local/base/report";
import { requestTags } from "../../../local/iam/conditionKeys";
import { createIam } from "../../../local/iam/createIam";
import type { Iam, Principal } from "../../../local/iam/iam";

const roleArn = "arn:aws:iam::000000000000:role/app/producer";
const table = "arn:aws:dynamodb:us-east-1:000000000000:table/events";
const queue = "arn:aws:sqs:us-east-1:000000000000:orders";
const apiGateway: Principal = { kind: "service", service: "apigateway.amazonaws.com" };

function policy(...statements: unknown[]): string {
  return JSON.stringify({ Version: "2012-10-17", Statement: statements });
}

function trust(condition?: unknown): string {
  const statement = { Effect: "Allow", Principal: { Service: "lambda.amazonaws.com" }, Action: "sts:AssumeRole" };
  return policy(condition ? { ...statement, Condition: condition } : statement);
}

function cloud(trustPolicy = trust()): { iam: Iam; warnings: string[] } {
  const warnings: string[] = [];
  const iam = createIam({ report: { ...silentReport, warn: (source, line) => warnings.push(`${source}: ${line}`) } });
  iam.putRole({ arn: roleArn, name: "producer", trustPolicy });
  return { iam, warnings };
}

function session(iam: Iam): Principal {
  return iam.assumeRole(roleArn, "events-producer", "lambda.amazonaws.com").principal;
}

function errorOf(action: () => unknown): AwsError {
  try {
    action();
  } catch (error) {
    if (error instanceof AwsError) return error;
    throw error;
  }
  throw new Error("nothing was thrown");
}

describe("createIam", () => {
  describe("a denial", () => {
    it("reads as AWS's does when no identity policy allows", () => {
      const { iam } = cloud();
      const principal = session(iam);

      const error = errorOf(() => iam.authorize(principal, [{ action: "dynamodb:PutItem", resource: table }]));

      expect(error.code).to.equal("AccessDenied");
      expect(error.message).to.equal(
        "User: arn:aws:sts::000000000000:assumed-role/producer/events-producer is not authorized to perform: " +
          `dynamodb:PutItem on resource: ${table} because no identity-based policy allows the dynamodb:PutItem action`,
      );
    });

    it("reads as AWS's does when a resource policy denies", () => {
      const { iam } = cloud();
      const principal = session(iam);
      const deny = { Effect: "Deny", Principal: "*", Action: "sqs:*", Resource: queue };
      iam.putResourcePolicy(queue, "closed", policy(deny));

      const error = errorOf(() => iam.authorize(principal, [{ action: "sqs:SendMessage", resource: queue }]));

      expect(error.message).to.match(/on resource: \S+ with an explicit deny in a resource-based policy$/);
    });

    it("reads as AWS's does when an identity policy denies", () => {
      const { iam } = cloud();
      const principal = session(iam);
      iam.putRolePolicy(roleArn, "inline", policy({ Effect: "Deny", Action: "*", Resource: "*" }));

      const error = errorOf(() => iam.authorize(principal, [{ action: "sqs:SendMessage", resource: queue }]));

      expect(error.message).to.match(/ with an explicit deny in an identity-based policy$/);
    });

    it("names the service that no resource policy allows", () => {
      const { iam } = cloud();

      const error = errorOf(() => iam.authorize(apiGateway, [{ action: "sqs:SendMessage", resource: queue }]));

      expect(error.message).to.equal(
        "User: apigateway.amazonaws.com is not authorized to perform: sqs:SendMessage on resource: " +
          `${queue} because no resource-based policy allows the sqs:SendMessage action`,
      );
    });

    it("reports the missing statement once, ready to paste", () => {
      const { iam, warnings } = cloud();
      const principal = session(iam);
      const put = () => iam.authorize(principal, [{ action: "dynamodb:PutItem", resource: table }]);

      errorOf(put);
      errorOf(put);

      expect(warnings).to.deep.equal([
        "iam: arn:aws:sts::000000000000:assumed-role/producer/events-producer may not dynamodb:PutItem on " +
          `${table}. Add to a policy of ${roleArn}: {"Effect":"Allow","Action":"dynamodb:PutItem","Resource":"${table}"}`,
      ]);
    });

    it("reports again after policies changed", () => {
      const { iam, warnings } = cloud();
      const principal = session(iam);
      const put = () => iam.authorize(principal, [{ action: "dynamodb:PutItem", resource: table }]);

      errorOf(put);
      iam.putRolePolicy(roleArn, "inline", policy({ Effect: "Allow", Action: "dynamodb:GetItem", Resource: table }));
      errorOf(put);

      expect(warnings).to.have.length(2);
    });

    it("suggests a statement that is bound to the source of a service's call", () => {
      const { iam, warnings } = cloud();
      const context = { "aws:SourceArn": "arn:aws:execute-api:us-east-1:000000000000:api1/x" };

      errorOf(() => iam.authorize(apiGateway, [{ action: "sqs:SendMessage", resource: queue, context }]));

      expect(warnings[0]).to.contain(
        `{"Effect":"Allow","Principal":{"Service":"apigateway.amazonaws.com"},"Action":"sqs:SendMessage","Resource":"${queue}",` +
          '"Condition":{"ArnLike":{"aws:SourceArn":"arn:aws:execute-api:us-east-1:000000000000:api1/x"}}}',
      );
    });
  });

  it("wants every permission of a call", () => {
    const { iam } = cloud();
    const principal = session(iam);
    iam.putRolePolicy(roleArn, "inline", policy({ Effect: "Allow", Action: "dynamodb:PutItem", Resource: "*" }));

    const error = errorOf(() =>
      iam.authorize(principal, [
        { action: "dynamodb:PutItem", resource: table },
        { action: "dynamodb:DeleteItem", resource: table },
      ]),
    );

    expect(error.message).to.contain("dynamodb:DeleteItem");
  });

  it("lets the operator do everything", () => {
    const { iam } = cloud();
    iam.putResourcePolicy(
      queue,
      "closed",
      policy({ Effect: "Deny", Principal: "*", Action: "sqs:*", Resource: queue }),
    );
    const operator = iam.principalOf(iam.operator.accessKeyId, iam.operator.sessionToken);

    const allowed = iam.allows(operator, { action: "sqs:SendMessage", resource: queue });

    expect(operator.kind).to.equal("operator");
    expect(allowed).to.equal(true);
  });

  it("gives the principal the facts that it supplies for conditions", () => {
    const { iam } = cloud();
    const principal = session(iam);
    const Condition = {
      StringEquals: { "aws:PrincipalAccount": "000000000000", "aws:RequestedRegion": "us-east-1" },
      ArnEquals: { "aws:PrincipalArn": roleArn },
      Bool: { "aws:SecureTransport": "true", "aws:PrincipalIsAWSService": "false" },
    };
    iam.putRolePolicy(
      roleArn,
      "inline",
      policy({ Effect: "Allow", Action: "sqs:SendMessage", Resource: "*", Condition }),
    );

    const allowed = iam.allows(principal, { action: "sqs:SendMessage", resource: queue });

    expect(allowed).to.equal(true);
  });

  describe("policies that come and go", () => {
    const permission = { action: "sqs:SendMessage", resource: queue };
    const allow = policy({ Effect: "Allow", Action: "sqs:SendMessage", Resource: queue });

    it("forgets an inline policy that is deleted", () => {
      const { iam } = cloud();
      const principal = session(iam);
      iam.putRolePolicy(roleArn, "inline", allow);
      const before = iam.allows(principal, permission);

      iam.deleteRolePolicy(roleArn, "inline");

      expect([before, iam.allows(principal, permission)]).to.deep.equal([true, false]);
    });

    it("keeps a role's policies when the role changes", () => {
      const { iam } = cloud();
      const principal = session(iam);
      iam.putRolePolicy(roleArn, "inline", allow);

      iam.putRole({ arn: roleArn, name: "producer", trustPolicy: trust() });

      expect(iam.allows(principal, permission)).to.equal(true);
    });

    it("lets one of several statements of a resource go", () => {
      const { iam } = cloud();
      const grant = { Effect: "Allow", Principal: { Service: "apigateway.amazonaws.com" }, Resource: queue };
      iam.putResourcePolicy(queue, "send", policy({ ...grant, Action: "sqs:SendMessage" }));
      iam.putResourcePolicy(queue, "read", policy({ ...grant, Action: "sqs:ReceiveMessage" }));

      iam.deleteResourcePolicy(queue, "send");

      expect(iam.allows(apiGateway, permission)).to.equal(false);
      expect(iam.allows(apiGateway, { action: "sqs:ReceiveMessage", resource: queue })).to.equal(true);
    });

    it("follows a managed policy that changes, and detaches it", () => {
      const { iam } = cloud();
      const principal = session(iam);
      const policyArn = "arn:aws:iam::000000000000:policy/send";
      iam.putManagedPolicy(policyArn, policy({ Effect: "Allow", Action: "sqs:DeleteMessage", Resource: queue }));
      iam.attachRolePolicy(roleArn, policyArn);
      const seen = [iam.allows(principal, permission)];

      iam.putManagedPolicy(policyArn, allow);
      seen.push(iam.allows(principal, permission));
      iam.detachRolePolicy(roleArn, policyArn);
      seen.push(iam.allows(principal, permission));

      expect(seen).to.deep.equal([false, true, false]);
    });

    it("keeps a managed policy that is attached", () => {
      const { iam } = cloud();
      const policyArn = "arn:aws:iam::000000000000:policy/send";
      iam.putManagedPolicy(policyArn, allow);
      iam.attachRolePolicy(roleArn, policyArn);

      const error = errorOf(() => iam.deleteManagedPolicy(policyArn));

      expect(error.code).to.equal("DeleteConflict");
    });

    it("carries AWSLambdaBasicExecutionRole", () => {
      const { iam } = cloud();
      const principal = session(iam);

      iam.attachRolePolicy(roleArn, "arn:aws:iam::aws:policy/service-role/AWSLambdaBasicExecutionRole");

      const resource = "arn:aws:logs:us-east-1:000000000000:log-group:/aws/lambda/producer:*";
      expect(iam.allows(principal, { action: "logs:PutLogEvents", resource })).to.equal(true);
      expect(iam.allows(principal, { action: "logs:DeleteLogGroup", resource })).to.equal(false);
    });

    it("carries the policies that a callback of Pulumi gets by default, with their conditions", () => {
      const { iam } = cloud();
      const principal = session(iam);
      const passing = (service: string) => ({
        ...{ action: "iam:PassRole", resource: roleArn, context: { "iam:PassedToService": service } },
      });
      const byDefault = [
        ...["AWSLambda_FullAccess", "CloudWatchFullAccessV2", "CloudWatchEventsFullAccess", "AmazonS3FullAccess"],
        ...["AmazonDynamoDBFullAccess", "AmazonSQSFullAccess", "AmazonKinesisFullAccess", "AmazonCognitoPowerUser"],
        "AWSXrayWriteOnlyAccess",
      ];

      for (const name of byDefault) iam.attachRolePolicy(roleArn, `arn:aws:iam::aws:policy/${name}`);

      expect(iam.allows(principal, { action: "sqs:SendMessage", resource: queue })).to.equal(true);
      expect(iam.allows(principal, { action: "dynamodb:PutItem", resource: table })).to.equal(true);
      expect(iam.allows(principal, { action: "kms:Decrypt", resource: "*" })).to.equal(false);
      expect(iam.allows(principal, passing("lambda.amazonaws.com"))).to.equal(true);
      expect(iam.allows(principal, passing("ecs-tasks.amazonaws.com"))).to.equal(false);
      // Their condition is on a key that no request here has.
      const slr = {
        action: "iam:CreateServiceLinkedRole",
        resource: "arn:aws:iam::000000000000:role/aws-service-role/x",
      };
      expect(iam.allows(principal, slr)).to.equal(false);
    });

    it("lets a service in that the trust policy names with the Region, and with no other", () => {
      const trusting = (service: string) =>
        cloud(policy({ Effect: "Allow", Principal: { Service: service }, Action: "sts:AssumeRole" })).iam;

      trusting("states.us-east-1.amazonaws.com").assumeRole(roleArn, "run", "states.amazonaws.com");

      const elsewhere = trusting("states.eu-west-1.amazonaws.com");
      expect(errorOf(() => elsewhere.assumeRole(roleArn, "run", "states.amazonaws.com")).code).to.equal("AccessDenied");
      const other = trusting("states.us-east-1.amazonaws.com");
      expect(errorOf(() => other.assumeRole(roleArn, "run", "lambda.amazonaws.com")).code).to.equal("AccessDenied");
    });

    it("names the AWS-managed policies it knows when it refuses another", () => {
      const { iam } = cloud();

      const error = errorOf(() => iam.attachRolePolicy(roleArn, "arn:aws:iam::aws:policy/PowerUserAccess"));

      expect(error.code).to.equal("NoSuchEntity");
      expect(error.message).to.contain("arn:aws:iam::aws:policy/PowerUserAccess");
      expect(error.message).to.contain("arn:aws:iam::aws:policy/service-role/AWSLambdaBasicExecutionRole");
    });

    it("refuses a policy for a role that does not exist", () => {
      const { iam } = cloud();

      const error = errorOf(() => iam.putRolePolicy("arn:aws:iam::000000000000:role/nobody", "inline", allow));

      expect(error.message).to.equal("The role with name nobody cannot be found.");
    });
  });

  describe("assumeRole", () => {
    it("gives credentials that lead back to the session", () => {
      const { iam } = cloud();

      const { principal, credentials } = iam.assumeRole(roleArn, "events-producer", "lambda.amazonaws.com");

      expect(iam.principalOf(credentials.accessKeyId, credentials.sessionToken)).to.deep.equal(principal);
      expect(principal).to.deep.equal({
        kind: "role",
        arn: "arn:aws:sts::000000000000:assumed-role/producer/events-producer",
        roleArn,
      });
    });

    it("gives one session name the same credentials, and another its own", () => {
      const { iam } = cloud();
      const keyOf = (name: string) => iam.assumeRole(roleArn, name, "lambda.amazonaws.com").credentials.accessKeyId;

      const keys = [keyOf("a"), keyOf("a"), keyOf("b")];

      expect(keys[1]).to.equal(keys[0]);
      expect(keys[2]).not.to.equal(keys[0]);
    });

    it("refuses a service that the trust policy does not name", () => {
      const { iam, warnings } = cloud();

      const error = errorOf(() => iam.assumeRole(roleArn, "x", "ecs-tasks.amazonaws.com"));

      expect(error.message).to.equal(
        `User: ecs-tasks.amazonaws.com is not authorized to perform: sts:AssumeRole on resource: ${roleArn} ` +
          "because no role trust policy allows the sts:AssumeRole action",
      );
      expect(warnings[0]).to.contain(
        '{"Effect":"Allow","Principal":{"Service":"ecs-tasks.amazonaws.com"},"Action":"sts:AssumeRole"}',
      );
    });

    it("supplies the account, and the source that the service names, to the trust policy", () => {
      const { iam } = cloud(
        trust({
          StringEquals: { "aws:SourceAccount": "000000000000" },
          ArnLike: { "aws:SourceArn": "arn:aws:lambda:*:*:function:a" },
        }),
      );
      const assume = (source: string) =>
        iam.assumeRole(roleArn, source, "lambda.amazonaws.com", {
          "aws:SourceArn": `arn:aws:lambda:us-east-1:000000000000:function:${source}`,
        });

      expect(assume("a").principal.kind).to.equal("role");
      expect(errorOf(() => assume("b")).code).to.equal("AccessDenied");
    });

    it("ends the sessions of a role that is deleted", () => {
      const { iam } = cloud();
      const { credentials } = iam.assumeRole(roleArn, "x", "lambda.amazonaws.com");

      iam.deleteRole(roleArn);

      const error = errorOf(() => iam.principalOf(credentials.accessKeyId, credentials.sessionToken));
      expect(error.code).to.equal("UnrecognizedClientException");
    });
  });

  it("refuses a session token of another key", () => {
    const { iam } = cloud();
    const { credentials } = iam.assumeRole(roleArn, "x", "lambda.amazonaws.com");

    const error = errorOf(() => iam.principalOf(iam.operator.accessKeyId, credentials.sessionToken));

    expect(error.code).to.equal("UnrecognizedClientException");
  });

  describe("tags", () => {
    function tagged(condition: unknown) {
      const tags: Record<string, Record<string, string>> = { [queue]: { team: "a" }, [roleArn]: { team: "a" } };
      const iam = createIam({ report: silentReport, tagsOf: (arn) => tags[arn] ?? {} });
      iam.putRole({ arn: roleArn, name: "producer", trustPolicy: trust() });
      iam.putRolePolicy(
        roleArn,
        "own",
        policy({ Effect: "Allow", Action: "sqs:*", Resource: "*", Condition: { StringEquals: condition } }),
      );
      const allows = (context = {}) =>
        iam.allows(session(iam), { action: "sqs:DeleteQueue", resource: queue, context });
      return { tags, allows };
    }

    it("of a resource decide, as they are at the time", () => {
      const { tags, allows } = tagged({ "aws:ResourceTag/team": "a" });

      const before = allows();
      tags[queue] = { team: "b" };

      expect([before, allows()]).to.deep.equal([true, false]);
    });

    it("of a role decide with those of a resource", () => {
      const { tags, allows } = tagged({ "aws:ResourceTag/team": ["$", "{aws:PrincipalTag/team}"].join("") });

      const before = allows();
      tags[roleArn] = { team: "b" };

      expect([before, allows()]).to.deep.equal([true, false]);
    });

    it("of a request decide", () => {
      const { allows } = tagged({ "aws:RequestTag/team": "a" });

      expect([allows(requestTags({ team: "a" })), allows(requestTags({})), allows()]).to.deep.equal([
        true,
        false,
        false,
      ]);
    });
  });
});
