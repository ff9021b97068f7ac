import { tagsIn } from "../../base/tagList";
import { checkMembers } from "../../edge/constraints";
import { creating } from "../../iam/creating";
import { busArnOf, busNameOf, DEFAULT_BUS } from "../../services/events/buses";
import { BUS, busOf, type EventsOperation, invalid, onBus, type Paged, paged } from "./eventsOperation";

interface NewBus {
  readonly Name: string;
  readonly Description?: string;
  readonly EventSourceName?: string;
  readonly KmsKeyIdentifier?: string;
  readonly DeadLetterConfig?: object;
  readonly LogConfig?: object;
  readonly Tags?: readonly { readonly Key: string; readonly Value: string }[];
}

const UNSUPPORTED = ["EventSourceName", "KmsKeyIdentifier", "DeadLetterConfig", "LogConfig"] as const;

export const createEventBus: EventsOperation<NewBus> = {
  parameters: { Name: "text", Description: "text?", Tags: "list?" },
  permissions: ({ Name, Tags }) =>
    creating(busArnOf(Name), tagsIn(Tags), { create: "events:CreateEventBus", tag: "events:TagResource" }),
  async run({ Name: name, Description: description, Tags, ...others }, { resources }) {
    checkMembers("ValidationException", [
      ["name", name, { max: 256, pattern: "[/\\.\\-_A-Za-z0-9]+" }],
      ["description", description, { max: 512 }],
    ]);
    const unsupported = UNSUPPORTED.find((member) => others[member] !== undefined);
    if (unsupported !== undefined) throw invalid(`${unsupported} is not supported locally: leave it out`);
    await resources.create(BUS, { name, description }, { name, tags: tagsIn(Tags) });
    return { EventBusArn: busArnOf(name) };
  },
};

/** A bus that is not there is no error. Source: Amazon EventBridge API Reference, "DeleteEventBus". */
export const deleteEventBus: EventsOperation<{ readonly Name: string }> = {
  parameters: { Name: "text" },
  permissions: ({ Name }) => onBus("events:DeleteEventBus", Name),
  async run({ Name }, { events, resources }) {
    const bus = resources.find(BUS, busNameOf(Name));
    if (bus) await resources.delete(bus);
    else if (busNameOf(Name) === DEFAULT_BUS) events.deleteBus(DEFAULT_BUS);
    return {};
  },
};

export const describeEventBus: EventsOperation<{ readonly Name?: string }> = {
  parameters: { Name: "text?" },
  permissions: ({ Name }) => onBus("events:DescribeEventBus", Name),
  run({ Name }, parts) {
    const name = busOf({ ...(Name !== undefined && { EventBusName: Name }) }, parts);
    const { description: Description } = parts.resources.find(BUS, name)?.inputs ?? {};
    return { Name: name, Arn: busArnOf(name), ...(Description !== undefined && { Description }) };
  },
};

export const listEventBuses: EventsOperation<Paged & { readonly NamePrefix?: string }> = {
  parameters: { NamePrefix: "text?", Limit: "number?", NextToken: "text?" },
  permissions: () => [{ action: "events:ListEventBuses", resource: "*" }],
  run({ NamePrefix = "", ...page }, { resources }) {
    checkMembers("ValidationException", [["limit", page.Limit, { min: 1, max: 100 }]]);
    const names = [DEFAULT_BUS, ...resources.all(BUS).map(({ id }) => id)].filter((name) =>
      name.startsWith(NamePrefix),
    );
    return paged(
      "EventBuses",
      names.sort().map((Name) => ({ Name, Arn: busArnOf(Name) })),
      page,
    );
  },
};
