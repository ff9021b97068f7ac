import { GetQueryExecutionCommand, GetQueryResultsCommand, GetWorkGroupCommand } from "@aws-sdk/client-athena";
import { expect } from "chai";
import { rejection } from "../../support/rejection";
import { AthenaUnderTest, DATA, DATABASE, RESULTS, sharedEngine, WORKGROUP } from "./athenaUnderTest";

const GLUE = "arn:aws:glue:us-east-1:000000000000";
const KEY = "arn:aws:kms:us-east-1:000000000000:key/results";
const QUERY = "SELECT id FROM events WHERE date = '2026-02-01'";

/** Statements that an auditor needs for a query, one a purpose: each of the tests leaves one out. */
const STATEMENTS = {
  athena: {
    Effect: "Allow",
    Action: [
      "athena:StartQueryExecution",
      "athena:GetQueryExecution",
      "athena:GetQueryResults",
      "athena:StopQueryExecution",
    ],
    Resource: `arn:aws:athena:us-east-1:000000000000:workgroup/${WORKGROUP}`,
  },
  database: {
    Effect: "Allow",
    Action: "glue:GetDatabase",
    Resource: [`${GLUE}:catalog`, `${GLUE}:database/${DATABASE}`],
  },
  table: {
    Effect: "Allow",
    Action: "glue:GetTable",
    Resource: [`${GLUE}:catalog`, `${GLUE}:database/${DATABASE}`, `${GLUE}:table/${DATABASE}/events`],
  },
  partitions: {
    Effect: "Allow",
    Action: "glue:GetPartitions",
    Resource: [`${GLUE}:catalog`, `${GLUE}:database/${DATABASE}`, `${GLUE}:table/${DATABASE}/events`],
  },
  locations: {
    Effect: "Allow",
    Action: "s3:GetBucketLocation",
    Resource: [`arn:aws:s3:::${DATA}`, `arn:aws:s3:::${RESULTS}`],
  },
  list: {
    Effect: "Allow",
    Action: "s3:ListBucket",
    Resource: `arn:aws:s3:::${DATA}`,
    Condition: { StringLike: { "s3:prefix": "events/*" } },
  },
  read: { Effect: "Allow", Action: "s3:GetObject", Resource: `arn:aws:s3:::${DATA}/events/*` },
  write: { Effect: "Allow", Action: "s3:PutObject", Resource: `arn:aws:s3:::${RESULTS}/results/*` },
  results: { Effect: "Allow", Action: "s3:GetObject", Resource: `arn:aws:s3:::${RESULTS}/results/*` },
  key: { Effect: "Allow", Action: ["kms:GenerateDataKey", "kms:Decrypt"], Resource: KEY },
};

type Purpose = keyof typeof STATEMENTS;

describe("who may query", () => {
  const engine = sharedEngine();
  let underTest: AthenaUnderTest;
  let roles = 0;

  beforeEach(async () => {
    underTest = await AthenaUnderTest.start(engine);
    underTest.s3.kms.putKey(KEY);
    underTest.athena.putWorkgroup({
      ...{ name: WORKGROUP, enabled: true, enforced: true, publishesMetrics: true },
      result: { outputLocation: `s3://${RESULTS}/results/`, encryption: { option: "SSE_KMS", kmsKey: KEY } },
    });
    await underTest.put("events/date=2026-02-01/hour=07", [{ id: "a" }]);
  });
  afterEach(() => underTest.stop());

  const auditor = (without?: Purpose) => {
    const { iam } = underTest.s3;
    const arn = `arn:aws:iam::000000000000:role/auditor-${roles++}`;
    const principal = { Service: "lambda.amazonaws.com" };
    const trust = {
      Version: "2012-10-17",
      Statement: { Effect: "Allow", Principal: principal, Action: "sts:AssumeRole" },
    };
    iam.putRole({ arn, name: arn.split("/")[1] ?? "", trustPolicy: JSON.stringify(trust) });
    const statements = Object.entries(STATEMENTS).flatMap(([purpose, statement]) =>
      purpose === without ? [] : [statement],
    );
    iam.putRolePolicy(arn, "own", JSON.stringify({ Version: "2012-10-17", Statement: statements }));
    return underTest.client(iam.assumeRole(arn, "session", "lambda.amazonaws.com").credentials);
  };

  it("lets a role query with these permissions", async () => {
    const { rows } = await underTest.run(QUERY, [], auditor());

    expect(rows).to.deep.equal([["id"], ["a"]]);
  });

  it("refuses calls on a workgroup that the role may not use", async () => {
    const start = await rejection(underTest.start(QUERY, [], {}, auditor("athena")));
    const read = await rejection(auditor().send(new GetWorkGroupCommand({ WorkGroup: WORKGROUP })));

    expect(start.name).to.equal("AccessDeniedException");
    expect(start.message).to.match(
      /is not authorized to perform: athena:StartQueryExecution on resource: arn:aws:athena:.*:workgroup\/auditors/,
    );
    expect(read.message).to.contain("athena:GetWorkGroup");
  });

  for (const [without, reason] of [
    [
      "database",
      /^FAILED: PERMISSION_DENIED: Insufficient permissions to execute the query\. User: .* glue:GetDatabase on resource: .*:catalog /,
    ],
    ["table", /^FAILED: PERMISSION_DENIED: Insufficient permissions to execute the query\. User: .* glue:GetTable /],
    [
      "partitions",
      /^FAILED: PERMISSION_DENIED: Insufficient permissions to execute the query\. User: .* glue:GetPartitions /,
    ],
    [
      "list",
      /^FAILED: PERMISSION_DENIED: Access denied when reading from location: s3:\/\/card-events\/events\/\. User: .* s3:ListBucket /,
    ],
    [
      "read",
      /^FAILED: PERMISSION_DENIED: Access denied when reading from location: .* s3:GetObject on resource: .*\/hour=07\/part-0\.gz /,
    ],
    [
      "write",
      /^FAILED: PERMISSION_DENIED: Access denied when writing output to url: s3:\/\/card-results\/results\/.*\.csv\. .* s3:PutObject /,
    ],
    [
      "key",
      /^FAILED: PERMISSION_DENIED: Access denied when writing output to url: .* kms:GenerateDataKey on resource: .*key\/results /,
    ],
  ] as [Purpose, RegExp][]) {
    it(`fails a query of a role without the statement "${without}"`, async () => {
      const client = auditor(without);
      const id = await underTest.start(QUERY, [], {}, client);
      await underTest.athena.settled(id);

      const { QueryExecution } = await client.send(new GetQueryExecutionCommand({ QueryExecutionId: id }));

      expect(`${QueryExecution?.Status?.State}: ${QueryExecution?.Status?.StateChangeReason}`).to.match(reason);
    });
  }

  it("does not start without the location of the results' bucket", async () => {
    const error = await rejection(underTest.start(QUERY, [], {}, auditor("locations")));

    expect(error.name).to.equal("InvalidRequestException");
    expect(error.message).to.match(/^Unable to verify\/create output bucket card-results\. .*s3:GetBucketLocation/);
  });

  it("hands results to those only who may read them from S3", async () => {
    const id = await underTest.start(QUERY, [], {}, auditor());
    await underTest.athena.settled(id);

    const error = await rejection(auditor("results").send(new GetQueryResultsCommand({ QueryExecutionId: id })));
    const without = await rejection(auditor("key").send(new GetQueryResultsCommand({ QueryExecutionId: id })));

    expect(error.name).to.equal("AccessDeniedException");
    expect(error.message).to.contain("s3:GetObject");
    expect(without.message).to.contain("kms:Decrypt");
  });
});
