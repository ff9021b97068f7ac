import type { Calls, Step } from "../calls";
import { ANY, type Row } from "../table";
import { ARN, breaks, create, invalid, MISMATCH, matches, NOT_THERE, notFound, on, row } from "./rows";

const put = (given: object = {}): Step => on("PutFunctionEventInvokeConfig", given);
const update = (given: object = {}): Step => on("UpdateFunctionEventInvokeConfig", given);
const to = (name: string, Destination?: string) => ({
  DestinationConfig: { [name]: { ...(Destination && { Destination }) } },
});
const SETTINGS = {
  ...{ FunctionArn: `${ARN}:worker:$LATEST`, LastModified: ANY },
  DestinationConfig: { OnSuccess: {}, OnFailure: {} },
};
const QUEUE = "arn:aws:sqs:us-east-1:000000000000:done";
const WITHOUT = "doesn't have an EventInvokeConfig";
const EXCEPTIONS = "test_lambda_eventinvokeconfig_exceptions";

/** Rows about what becomes of events that nobody waits for. */
export const eventSettings: readonly Row<Calls>[] = [
  row(
    "PutFunctionEventInvokeConfig answers what is set",
    [create(), put({ MaximumRetryAttempts: 0, MaximumEventAgeInSeconds: 60 })],
    { ...SETTINGS, MaximumRetryAttempts: 0, MaximumEventAgeInSeconds: 60 },
    EXCEPTIONS,
  ),
  row(
    "it takes the place of what was there",
    [
      create(),
      put({ MaximumRetryAttempts: 2, MaximumEventAgeInSeconds: 60 }),
      put({ MaximumRetryAttempts: 0 }),
      on("GetFunctionEventInvokeConfig"),
    ],
    { ...SETTINGS, MaximumRetryAttempts: 0 },
    EXCEPTIONS,
  ),
  row(
    "UpdateFunctionEventInvokeConfig changes what is given",
    [create(), put({ MaximumRetryAttempts: 2, MaximumEventAgeInSeconds: 60 }), update({ MaximumRetryAttempts: 0 })],
    { ...SETTINGS, MaximumRetryAttempts: 0, MaximumEventAgeInSeconds: 60 },
    EXCEPTIONS,
  ),
  row(
    "a destination",
    [create(), put(to("OnSuccess", QUEUE))],
    { OnSuccess: { Destination: QUEUE }, OnFailure: {} },
    EXCEPTIONS,
    "DestinationConfig",
  ),
  row("a destination that is none", [create(), put(to("OnSuccess"))], SETTINGS, EXCEPTIONS),
  row(
    "lists settings of asynchronous calls that are there",
    [create(), put({ MaximumRetryAttempts: 1 }), on("ListFunctionEventInvokeConfigs")],
    { FunctionEventInvokeConfigs: [{ ...SETTINGS, MaximumRetryAttempts: 1 }] },
    EXCEPTIONS,
  ),
  row(
    "nothing to set",
    [create(), put()],
    invalid("You must specify at least one of error handling or destination setting."),
    EXCEPTIONS,
  ),
  row(
    "settings for what is not there",
    [["PutFunctionEventInvokeConfig", { ...NOT_THERE, MaximumRetryAttempts: 1 }]],
    notFound("The function doesn't exist."),
    EXCEPTIONS,
  ),
  row(
    "settings for an alias that is not there",
    [create(), put({ Qualifier: "doesnotexist", MaximumRetryAttempts: 1 })],
    notFound("The function doesn't exist."),
    EXCEPTIONS,
  ),
  row(
    "settings for two versions at once",
    [create(), put({ FunctionName: "worker:1", Qualifier: "2", MaximumRetryAttempts: 1 })],
    invalid(MISMATCH),
    EXCEPTIONS,
  ),
  row(
    "a function that is not there as destination",
    [create(), put(to("OnSuccess", `${ARN}:doesnotexist`))],
    invalid(`The destination ARN ${ARN}:doesnotexist is invalid.`),
    EXCEPTIONS,
  ),
  row(
    "a function as its own destination",
    [create(), put(to("OnSuccess", `${ARN}:worker`))],
    invalid("You can't specify the function as a destination for itself."),
    EXCEPTIONS,
  ),
  row(
    "a destination of another service",
    [create(), put(to("OnSuccess", "arn:aws:iam:us-east-1:000000000000:function:worker"))],
    invalid(
      "The provided destination config DestinationConfig(onSuccess=OnSuccess(destination=arn:aws:iam:us-east-1:000000000000:function:worker), onFailure=null) is invalid.",
    ),
    EXCEPTIONS,
  ),
  row(
    "a destination that is no ARN",
    [create(), put(to("OnFailure", "arn:aws:_-/!lambda:us-east-1:000000000000:function:worker"))],
    breaks(
      "arn:aws:_-/!lambda:us-east-1:000000000000:function:worker",
      "destinationConfig.onFailure.destination",
      matches(
        "^$|arn:(aws[a-zA-Z0-9-]*):([a-zA-Z0-9\\-])+:([a-z]{2}((-gov)|(-iso(b?)))?-[a-z]+-\\d{1})?:(\\d{12})?:(.*)",
      ),
    ),
    EXCEPTIONS,
  ),
  ...["DeleteFunctionEventInvokeConfig", "UpdateFunctionEventInvokeConfig"].map((operation) =>
    row(
      `${operation} where there is none`,
      [create(), on(operation, operation.startsWith("Update") ? { MaximumRetryAttempts: 1 } : {})],
      notFound(`The function ${ARN}:worker:$LATEST ${WITHOUT}`),
      EXCEPTIONS,
    ),
  ),
  row(
    "settings of an alias that is not there",
    [create(), put({ MaximumRetryAttempts: 1 }), on("GetFunctionEventInvokeConfig", { Qualifier: "doesnotexist" })],
    notFound(`The function ${ARN}:worker:doesnotexist ${WITHOUT}`),
    EXCEPTIONS,
  ),
];
