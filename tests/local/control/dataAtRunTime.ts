import { expect } from "chai";
import { until } from "../../support/until";
import { type Answer, ROLE, type RunTime } from "./runTime";

/** Tests of the catalog and of workgroups that calls make: a table of one is read by a query of the other. */
export function catalogTests(runTime: RunTime): void {
  const { call } = runTime;

  it("is a table in a catalog, which a query of a workgroup reads", async () => {
    const Bucket = "catalogued";
    await call("s3", "CreateBucket", { Bucket });
    await call("s3", "PutObject", {
      Bucket,
      Key: "orders/1.json",
      Body: '{"id":"a","cents":5}\n{"id":"b","cents":7}\n',
    });
    await call("glue", "CreateDatabase", { DatabaseInput: { Name: "Shop" } });
    const TableInput = {
      ...{ Name: "orders", TableType: "EXTERNAL_TABLE", Parameters: { classification: "json", EXTERNAL: "TRUE" } },
      StorageDescriptor: {
        Columns: [
          { Name: "id", Type: "string" },
          { Name: "cents", Type: "int" },
        ],
        Location: `s3://${Bucket}/orders/`,
        InputFormat: "org.apache.hadoop.mapred.TextInputFormat",
        OutputFormat: "org.apache.hadoop.hive.ql.io.HiveIgnoreKeyTextOutputFormat",
        SerdeInfo: { SerializationLibrary: "org.openx.data.jsonserde.JsonSerDe" },
      },
    };
    await call("glue", "CreateTable", { DatabaseName: "shop", TableInput });
    const twice = await runTime.as("maker")("glue", "CreateTable", { DatabaseName: "shop", TableInput });
    await call("athena", "CreateWorkGroup", {
      ...{ Name: "readers", Tags: [{ Key: "team", Value: "a" }] },
      Configuration: { ResultConfiguration: { OutputLocation: `s3://${Bucket}/results/` } },
    });
    await call("athena", "UpdateWorkGroup", {
      ...{ WorkGroup: "readers", Description: "who reads" },
      ConfigurationUpdates: { BytesScannedCutoffPerQuery: 10_485_760 },
    });
    const { QueryExecutionId } = await call("athena", "StartQueryExecution", {
      ...{ QueryString: "SELECT sum(cents) AS total FROM orders", WorkGroup: "readers" },
      QueryExecutionContext: { Database: "shop" },
    });
    await until(
      async () => (await call("athena", "GetQueryExecution", { QueryExecutionId })).QueryExecution.Status,
      ({ State }: Answer) => ["SUCCEEDED", "FAILED"].includes(State),
    );
    const { ResultSet } = await call("athena", "GetQueryResults", { QueryExecutionId });
    const { WorkGroup } = await call("athena", "GetWorkGroup", { WorkGroup: "readers" });
    const used = await runTime.as("maker")("athena", "DeleteWorkGroup", { WorkGroup: "readers" });
    await call("athena", "DeleteWorkGroup", { WorkGroup: "readers", RecursiveDeleteOption: true });
    await call("glue", "DeleteDatabase", { Name: "shop" });
    const gone = await runTime.as("maker")("glue", "GetTable", { DatabaseName: "shop", Name: "orders" });
    const refused = [
      await runTime.as("onlooker")("glue", "CreateDatabase", { DatabaseInput: { Name: "no" } }),
      await runTime.as("onlooker")("athena", "CreateWorkGroup", { Name: "no" }),
    ];
    await runTime.services.s3.deleteBucket(Bucket, true);

    expect(ResultSet.Rows.map(({ Data }: Answer) => Data[0].VarCharValue)).to.deep.equal(["total", "12"]);
    expect(WorkGroup).to.deep.include({ Name: "readers", Description: "who reads", State: "ENABLED" });
    expect(WorkGroup.Configuration).to.deep.include({ BytesScannedCutoffPerQuery: 10_485_760 });
    expect([twice.error, used.error, gone.error]).to.deep.equal([
      ...["AlreadyExistsException", "InvalidRequestException", "EntityNotFoundException"],
    ]);
    expect(refused.map(({ error }) => error)).to.deep.equal(["AccessDeniedException", "AccessDeniedException"]);
  });
}

/** Tests of delivery streams that calls make. */
export function deliveryTests(runTime: RunTime): void {
  const { call } = runTime;

  it("is a delivery stream, which writes what it is given to a bucket", async () => {
    const [Bucket, DeliveryStreamName] = ["delivered", "records"];
    await call("s3", "CreateBucket", { Bucket });
    const destination = {
      ...{ RoleARN: `${ROLE}/deliverer`, BucketARN: `arn:aws:s3:::${Bucket}`, Prefix: "first/" },
      BufferingHints: { SizeInMBs: 1, IntervalInSeconds: 0 },
    };
    const request = { DeliveryStreamName, ExtendedS3DestinationConfiguration: destination };
    await call("firehose", "CreateDeliveryStream", { ...request, Tags: [{ Key: "team", Value: "a" }] });
    const put = (text: string) =>
      call("firehose", "PutRecord", { DeliveryStreamName, Record: { Data: Buffer.from(text).toString("base64") } });
    const written = (Prefix: string) =>
      until(
        async () => (await call("s3", "ListObjectsV2", { Bucket, Prefix })).Contents ?? [],
        ({ length }: Answer) => length > 0,
      );
    await put("one");
    const [first] = await written("first/");
    const { DeliveryStreamDescription: described } = await call("firehose", "DescribeDeliveryStream", {
      DeliveryStreamName,
    });
    const update = {
      ...{ DeliveryStreamName, CurrentDeliveryStreamVersionId: described.VersionId },
      ...{ DestinationId: described.Destinations[0].DestinationId, ExtendedS3DestinationUpdate: { Prefix: "second/" } },
    };
    await call("firehose", "UpdateDestination", update);
    const outdated = await runTime.as("maker")("firehose", "UpdateDestination", update);
    await put("two");
    const [second] = await written("second/");
    const { Body } = await call("s3", "GetObject", { Bucket, Key: second.Key });
    const { Tags } = await call("firehose", "ListTagsForDeliveryStream", { DeliveryStreamName });
    const twice = await runTime.as("maker")("firehose", "CreateDeliveryStream", request);
    await call("firehose", "DeleteDeliveryStream", { DeliveryStreamName });
    const refused = await runTime.as("onlooker")("firehose", "CreateDeliveryStream", request);
    const notPassed = await runTime.as("handless")("firehose", "CreateDeliveryStream", request);
    await runTime.services.s3.deleteBucket(Bucket, true);

    expect(first.Size).to.equal(3);
    expect(Body).to.equal("two");
    expect(Tags).to.deep.equal([{ Key: "team", Value: "a" }]);
    expect([outdated.error, twice.error]).to.deep.equal(["ConcurrentModificationException", "ResourceInUseException"]);
    expect(refused.message).to.contain("is not authorized to perform: firehose:CreateDeliveryStream on resource");
    expect(notPassed.message).to.contain(`is not authorized to perform: iam:PassRole on resource: ${ROLE}/deliverer`);
    expect((await call("firehose", "ListDeliveryStreams", {})).DeliveryStreamNames).to.deep.equal([]);
  });
}

/** Tests of user pools that calls make. */
export function userTests(runTime: RunTime): void {
  const { call } = runTime;

  it("is a pool with a user, who signs in until the user is disabled", async () => {
    const { UserPool } = await call("cognito-idp", "CreateUserPool", {
      PoolName: "people",
      Policies: { PasswordPolicy: { MinimumLength: 10 } },
      AdminCreateUserConfig: { AllowAdminCreateUserOnly: true },
      UserPoolTags: { team: "a" },
    });
    const UserPoolId = UserPool.Id;
    const { UserPoolClient } = await call("cognito-idp", "CreateUserPoolClient", {
      ...{ UserPoolId, ClientName: "app", ExplicitAuthFlows: ["ALLOW_ADMIN_USER_PASSWORD_AUTH"] },
    });
    const { ClientId } = UserPoolClient;
    await call("cognito-idp", "CreateGroup", { UserPoolId, GroupName: "admins", Precedence: 1 });
    const ada = { UserPoolId, Username: "ada" };
    await call("cognito-idp", "AdminCreateUser", {
      ...{ ...ada, TemporaryPassword: "temporary-1", MessageAction: "SUPPRESS" },
      UserAttributes: [{ Name: "email", Value: "ada@example.com" }],
    });
    await call("cognito-idp", "AdminSetUserPassword", { ...ada, Password: "permanent-1", Permanent: true });
    await call("cognito-idp", "AdminAddUserToGroup", { ...ada, GroupName: "admins" });
    const signIn = () =>
      runTime.as("maker")("cognito-idp", "AdminInitiateAuth", {
        ...{ UserPoolId, ClientId, AuthFlow: "ADMIN_USER_PASSWORD_AUTH" },
        AuthParameters: { USERNAME: "ada", PASSWORD: "permanent-1" },
      });
    const { AuthenticationResult } = await signIn();
    const [, claims = ""] = AuthenticationResult.IdToken.split(".");
    const tooShort = await runTime.as("maker")("cognito-idp", "AdminSetUserPassword", {
      ...{ ...ada, Password: "short", Permanent: true },
    });
    await call("cognito-idp", "AdminDisableUser", ada);
    const disabled = await signIn();
    await call("cognito-idp", "UpdateUserPoolClient", { UserPoolId, ClientId, ClientName: "renamed" });
    const { UserPoolClients } = await call("cognito-idp", "ListUserPoolClients", { UserPoolId, MaxResults: 10 });
    const { UserPool: described } = await call("cognito-idp", "DescribeUserPool", { UserPoolId });
    const refused = await runTime.as("onlooker")("cognito-idp", "CreateUserPool", { PoolName: "no" });
    await call("cognito-idp", "DeleteUserPool", { UserPoolId });
    const gone = await runTime.as("maker")("cognito-idp", "DescribeUserPool", { UserPoolId });

    expect(JSON.parse(Buffer.from(claims, "base64url").toString())).to.deep.include({
      ...{ "cognito:groups": ["admins"], email: "ada@example.com" },
    });
    expect([tooShort.error, disabled.error]).to.deep.equal(["InvalidPasswordException", "NotAuthorizedException"]);
    expect(UserPoolClients).to.deep.equal([{ UserPoolId, ClientId, ClientName: "renamed" }]);
    expect(described).to.deep.include({ Id: UserPoolId, Name: "people", UserPoolTags: { team: "a" } });
    expect(described.Policies.PasswordPolicy).to.deep.include({ MinimumLength: 10 });
    expect(refused.message).to.contain("is not authorized to perform: cognito-idp:CreateUserPool on resource");
    expect(gone.error).to.equal("ResourceNotFoundException");
    expect((await call("cognito-idp", "ListUserPools", { MaxResults: 10 })).UserPools).to.deep.equal([]);
  });
}
