import { expect } from "chai";
import { silentReport } from "../../../local/base/report";
import { logStream } from "../../../local/resources/cloudwatch/logStream";
import { createLogs, type Logs } from "../../../local/services/logs/logs";
import { HeldClock } from "../../support/heldClock";
import { rejection } from "../../support/rejection";
import { resourceContext } from "../../support/resourceContext";

const context = resourceContext("delivery");

describe("aws.cloudwatch.LogStream", () => {
  let logs: Logs;
  let handler: ReturnType<typeof logStream>;

  beforeEach(() => {
    logs = createLogs({ clock: new HeldClock(0), metrics: { put() {} }, report: silentReport });
    logs.putLogGroup({ name: "group" });
    handler = logStream({ logs });
  });

  it("is there for services that write to it, as long as its resource is", async () => {
    const made = await handler.create(context, { logGroupName: "group", name: "s3" });
    const before = logs.hasLogStream("group", "s3");
    await handler.delete(context, made);

    expect(made).to.deep.equal({
      id: "s3",
      state: {
        ...{ logGroupName: "group", name: "s3" },
        arn: "arn:aws:logs:us-east-1:000000000000:log-group:group:log-stream:s3",
      },
    });
    expect([before, logs.hasLogStream("group", "s3")]).to.deep.equal([true, false]);
  });

  it("stays when its group changes, and goes with it", async () => {
    await handler.create(context, { logGroupName: "group" });
    logs.putLogGroup({ name: "group", retentionInDays: 1 });
    const changed = logs.hasLogStream("group", "delivery-1a2b3c4");
    logs.deleteLogGroup("group");
    logs.putLogGroup({ name: "group" });

    expect([changed, logs.hasLogStream("group", "delivery-1a2b3c4")]).to.deep.equal([true, false]);
  });

  it("is refused without its group, and with a name that AWS has not", async () => {
    const named = (name: string) => rejection(handler.create(context, { logGroupName: "group", name }));

    expect(await rejection(handler.create(context, { logGroupName: "none" }))).to.include({
      code: "ResourceNotFoundException",
    });
    expect((await named("a:b")).message).to.equal('name must have no : and no * in it, got "a:b"');
  });
});
