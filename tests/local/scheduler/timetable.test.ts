import { expect } from "chai";
import { AwsError } from "../../../local/base/awsError";
import { scheduleTimetable } from "../../../local/services/scheduler/timetable";

function refusal(expression: string, timeZone: string): AwsError {
  try {
    scheduleTimetable(expression, timeZone);
  } catch (error) {
    if (error instanceof AwsError) return error;
    throw error;
  }
  throw new Error("accepted");
}

describe("the timetable of a schedule", () => {
  it("says when the schedule is due, a rate from its start on", () => {
    const start = Date.parse("2026-03-01T00:00:00Z");

    expect(scheduleTimetable("rate(12 hours)", "UTC").next(start + 1, start)).to.equal(start + 12 * 3_600_000);
  });

  it("refuses an expression as AWS does, and says why", () => {
    const { code, message } = refusal("every day", "UTC");

    expect([code, message]).to.deep.equal([
      "ValidationException",
      "Invalid Schedule Expression every day: it must be cron(...), rate(...) or at(...).",
    ]);
  });

  it("refuses a time zone that nobody knows, even of a rate, which needs none", () => {
    const { code, message } = refusal("rate(1 hour)", "Mars/Olympus");

    expect([code, message]).to.deep.equal([
      "ValidationException",
      "Invalid Schedule Expression Timezone Mars/Olympus.",
    ]);
  });
});
