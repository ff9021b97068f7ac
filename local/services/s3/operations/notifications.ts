import { randomUUID } from "node:crypto";
import { type Elements, elementOf, elementsOf, malformedXml, textOf, textsOf } from "../../../edge/xmlDocument";
import { invalid } from "../eventFilters";
import type { NotificationTarget } from "../notifications";
import { reading, setting } from "./settings";

/** The elements of each kind of destination. Source: Amazon S3 API Reference, "PutBucketNotificationConfiguration", request syntax. */
const KINDS = {
  topic: ["TopicConfiguration", "Topic"],
  queue: ["QueueConfiguration", "Queue"],
  function: ["CloudFunctionConfiguration", "CloudFunction"],
} as const satisfies Record<NotificationTarget["kind"], readonly [configuration: string, arn: string]>;

const kinds = () => Object.entries(KINDS) as [NotificationTarget["kind"], readonly [string, string]][];

/** Takes the place of all that the bucket had: an empty document takes it away. */
export const putBucketNotification = setting(
  "s3:PutBucketNotification",
  "NotificationConfiguration",
  (control, bucket, document) => {
    const targets = kinds().flatMap(([kind, [configuration, arn]]) =>
      elementsOf(document, configuration).map((element) => targetIn(element, kind, arn)),
    );
    const eventBridge = elementOf(document, "EventBridgeConfiguration") !== undefined;
    return control.setNotifications(bucket, { targets, eventBridge });
  },
);

export const getBucketNotification = reading("s3:GetBucketNotification", ({ name }, { notifications }) => {
  const { targets, eventBridge } = notifications.of(name);
  const content = Object.fromEntries(
    kinds().map(([kind, [configuration, arn]]) => [
      configuration,
      targets.filter((target) => target.kind === kind).map((target) => elementsFor(target, arn)),
    ]),
  );
  return {
    document: ["NotificationConfiguration", { ...content, ...(eventBridge && { EventBridgeConfiguration: "" }) }],
  };
});

/** S3 makes an id where none is given. @throws AwsError `MalformedXML`, `InvalidArgument` */
function targetIn(element: Elements, kind: NotificationTarget["kind"], arnElement: string): NotificationTarget {
  const arn = textOf(element, arnElement);
  const events = textsOf(element, "Event");
  if (arn === undefined || events.length === 0) throw malformedXml();
  const filter = elementOf(element, "Filter");
  const key = filter && elementOf(filter, "S3Key");
  const found = { prefix: "", suffix: "" };
  for (const rule of key ? elementsOf(key, "FilterRule") : []) {
    const name = textOf(rule, "Name")?.toLowerCase();
    if (name !== "prefix" && name !== "suffix") throw invalid("filter rule name must be either prefix or suffix");
    if (found[name] !== "") throw invalid(`Cannot specify more than one ${name} rule in a filter.`);
    found[name] = textOf(rule, "Value") ?? "";
  }
  return { id: textOf(element, "Id") || randomUUID(), kind, arn, events, ...found };
}

function elementsFor({ id, arn, events, prefix, suffix }: NotificationTarget, arnElement: string): object {
  const rules = [
    { Name: "Prefix", Value: prefix },
    { Name: "Suffix", Value: suffix },
  ].filter(({ Value }) => Value !== "");
  return {
    ...{ Id: id, [arnElement]: arn, Event: events },
    ...(rules.length > 0 && { Filter: { S3Key: { FilterRule: rules } } }),
  };
}
