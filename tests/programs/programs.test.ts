import path from "node:path";
import { AthenaClient, ListDatabasesCommand } from "@aws-sdk/client-athena";
import { DynamoDBClient, PutItemCommand } from "@aws-sdk/client-dynamodb";
import { DescribeVpcsCommand, EC2Client } from "@aws-sdk/client-ec2";
import { GetObjectCommand, PutObjectCommand, S3Client } from "@aws-sdk/client-s3";
import { GetSecretValueCommand, SecretsManagerClient } from "@aws-sdk/client-secrets-manager";
import { DescribeExecutionCommand, SFNClient, StartExecutionCommand } from "@aws-sdk/client-sfn";
import { PublishCommand, SNSClient } from "@aws-sdk/client-sns";
import { GetParameterCommand, SSMClient } from "@aws-sdk/client-ssm";
import { expect } from "chai";
import { checkProgram } from "../../cli/check";
import { type OutputsOf, start, type TestCloud } from "../../local/testing";
import { rejection } from "../support/rejection";
import type * as program from "./running/index";

describe("programs of the kind that is public", () => {
  let cloud: TestCloud<OutputsOf<typeof program>>;
  before(async function () {
    this.timeout(60_000);
    cloud = await start<typeof program>({ program: path.join(__dirname, "running") });
  });
  after(() => cloud?.stop());

  const textOf = async (bucket: string, key: string): Promise<string | undefined> => {
    try {
      const { Body } = await new S3Client(cloud.aws).send(new GetObjectCommand({ Bucket: bucket, Key: key }));
      return await Body?.transformToString();
    } catch (error) {
      if ((error as Error).name === "NoSuchKey") return undefined;
      throw error;
    }
  };

  it("webServer: a server in the default network", () => {
    const { address, groupsNetwork, network } = cloud.outputs.web;

    expect(address).to.match(/^198\.1[89]\./);
    expect(groupsNetwork).to.equal(network).and.to.match(/^vpc-/);
  });

  it("scheduledTick: a callback leaves its mark every minute", async () => {
    const { bucket } = cloud.outputs.tick;
    expect(await textOf(bucket, "mark")).to.equal(undefined);

    await cloud.clock.advance({ minutes: 1 });

    expect(await cloud.until(() => textOf(bucket, "mark"))).to.equal("tick");
  });

  it("copyOnUpload: an upload is copied", async () => {
    const { incoming, copies } = cloud.outputs.copy;
    await new S3Client(cloud.aws).send(new PutObjectCommand({ Bucket: incoming, Key: "a.txt", Body: "hello" }));

    expect(await cloud.until(() => textOf(copies, "a.txt"))).to.equal("hello");
  });

  it("httpApi: a function answers", async () => {
    const answer = await fetch(`${cloud.outputs.http.url}/orders`);

    expect([answer.status, await answer.text()]).to.deep.equal([200, "you are at /local/orders"]);
  });

  it("apiToBus: what is posted reaches the bus's listener", async () => {
    const answer = await fetch(`${cloud.outputs.bus.url}/uploads`, { method: "POST", body: '{"file":"a.txt"}' });

    expect(answer.status).to.equal(200);
    await cloud.reported(/uploaded \{"file":"a.txt"\}/);
  });

  it("greetingMachine: a machine puts two answers together", async () => {
    const client = new SFNClient(cloud.aws);
    const { executionArn } = await client.send(
      new StartExecutionCommand({ stateMachineArn: cloud.outputs.greeting.machine }),
    );

    const output = await cloud.until(
      async () => (await client.send(new DescribeExecutionCommand({ executionArn }))).output,
    );

    expect(output).to.equal('"Hello World!"');
  });

  it("secretText: a secret has its text", async () => {
    const { SecretString } = await new SecretsManagerClient(cloud.aws).send(
      new GetSecretValueCommand({ SecretId: cloud.outputs.secret.secret }),
    );

    expect(SecretString).to.equal("open sesame");
  });

  it("restApi: a path of the definition reaches the function", async () => {
    const answer = await fetch(`${cloud.outputs.rest.url}/a/b`);

    expect([answer.status, await answer.text()]).to.deep.equal([200, "route a/b"]);
  });

  it("subscriptions: a topic, a queue and a table tell their callbacks", async () => {
    const { topic, queue, table } = cloud.outputs.subscribed;
    await new SNSClient(cloud.aws).send(new PublishCommand({ TopicArn: topic, Message: "news" }));
    await cloud.queue(queue).send("work");
    await new DynamoDBClient(cloud.aws).send(new PutItemCommand({ TableName: table, Item: { id: { S: "item" } } }));

    await cloud.reported(/topic says news/);
    await cloud.reported(/queue says work/);
    await cloud.reported(/table says item/);
  });

  it("oneOfEach: a user may do by its key what its policy says", async () => {
    const { network, keyId, secret } = cloud.outputs.each;
    const credentials = { accessKeyId: keyId, secretAccessKey: secret };
    const { Vpcs = [] } = await new EC2Client({ ...cloud.aws, credentials }).send(new DescribeVpcsCommand({}));
    const put = new SNSClient({ ...cloud.aws, credentials }).send(
      new PublishCommand({ TopicArn: cloud.outputs.subscribed.topic, Message: "no" }),
    );

    expect(Vpcs.map(({ VpcId }) => VpcId)).to.include(network);
    expect((await rejection(put)).message).to.contain("is not authorized to perform: sns:Publish");
  });

  it("oneOfEach: Athena lists the database", async () => {
    const { DatabaseList = [] } = await new AthenaClient(cloud.aws).send(
      new ListDatabasesCommand({ CatalogName: "AwsDataCatalog" }),
    );

    expect(cloud.outputs.each.database).to.match(/^one_database_[0-9a-f]{7}$/);
    expect(DatabaseList.map(({ Name }) => Name)).to.include(cloud.outputs.each.database);
  });

  it("deployerRole: a bucket is made by a provider of its own", () => {
    expect(cloud.outputs.deployer.bucket).to.match(/^made-by-role-[0-9a-f]{7}$/);
    expect(cloud.outputs.deployer.role).to.match(/:role\/deployer-[0-9a-f]{7}$/);
  });

  it("keptPassword: a parameter holds sixteen random characters", async () => {
    const { Parameter } = await new SSMClient(cloud.aws).send(
      new GetParameterCommand({ Name: cloud.outputs.password.parameter, WithDecryption: true }),
    );

    expect(Parameter?.Value).to.match(/^\S{16}$/);
  });

  it("bucketSite: strangers read its pages", async () => {
    const page = async (path: string) => {
      const answer = await fetch(`${cloud.outputs.site.url}${path}`);
      return [answer.status, answer.headers.get("content-type"), await answer.text()];
    };

    expect(await page("/")).to.deep.equal([200, "text/html", "<h1>Welcome</h1>"]);
    expect(await page("/about")).to.deep.equal([200, "text/html", "<h1>About</h1>"]);
    expect(await page("/none")).to.deep.equal([403, "text/html", "<h1>Gone</h1>"]);
  });

  it("databaseInNetwork: a database listens", () => {
    expect(cloud.outputs.database.endpoint).to.match(/^[^:]+:\d+$/);
  });
});

describe("programs of the kind that is public, which do not run", () => {
  it("are told all that is missing, and what to do", async function () {
    this.timeout(60_000);
    const { findings, failure } = await checkProgram(path.join(__dirname, "refused"), "local");

    expect(failure).to.equal(undefined);
    const told = findings.map((finding) => {
      if (finding.kind === "type") return finding.type;
      if (finding.kind === "function") return finding.token;
      return `${finding.type}: ${finding.kind === "property" ? finding.property : finding.message}`;
    });
    expect(told.sort()).to.deep.equal([
      "aws:appsync/graphQLApi:GraphQLApi",
      "aws:eks/cluster:Cluster",
      "aws:lambda/function:Function: imageUri",
      'aws:lambda/function:Function: packageType must be "Zip" locally, got "Image": container images are not supported yet',
      "aws:route53/getZone:getZone",
      'aws:route53/record:Record: name must be a whole host name locally, where zones are not looked up, got "www"',
      "awsx:ecs:FargateService",
      "awsx:lb:ApplicationLoadBalancer",
    ]);
  });
});
