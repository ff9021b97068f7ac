import type * as aws from "@pulumi/aws";
import * as pulumi from "@pulumi/pulumi";
import { CardIngestStream } from "../../components/cardIngestStream";
import { CardPortal } from "../../components/cardPortal";
import { refusal } from "../../components/parts/arguments/refusal";
import { TrafficDashboard } from "../../components/trafficDashboard";
import type { AccessCardsSettings } from "./settings";

/** The outputs that `pulumi stack output accessCards` shows. */
export interface AccessCardsOutputs {
  /** Base URL: `POST /gates/{gateId}/enter` and `POST /gates/{gateId}/exit` are below it, for devices with a key. */
  gateApiEndpoint: pulumi.Output<string>;
  /** URL at which people sign in. */
  portalUrl: pulumi.Output<string>;
  /** URL of the API that the portal asks, for people who have signed in. */
  portalApiEndpoint: pulumi.Output<string>;
  /** ARN of the secret with the devices' API keys, as JSON by device. */
  deviceKeysSecretArn: pulumi.Output<string>;
  /** ARN of the topic to which principals of the account publish commands about cards. */
  commandTopicArn: pulumi.Output<string>;
  streamName: pulumi.Output<string>;
  archiveBucketName: pulumi.Output<string>;
  databaseName: pulumi.Output<string>;
  eventTableName: pulumi.Output<string>;
  workgroupName: pulumi.Output<string>;
  cardTableName: pulumi.Output<string>;
  occupancyTableName: pulumi.Output<string>;
  ledgerTableName: pulumi.Output<string>;
  userPoolId: pulumi.Output<string>;
  userPoolClientId: pulumi.Output<string>;
  /** ARNs of the topics that tell other systems. */
  topicArns: Readonly<Record<keyof CardIngestStream["topics"], pulumi.Output<string>>>;
  /** URLs of the queues that hold what was given up, by what gave it up; `impossible` holds events that cannot have happened. */
  failureQueueUrls: Readonly<Record<string, pulumi.Output<string>>>;
  /** The alarm that each artificial error of `npm run load -- access-cards --fault` shows on. */
  faultAlarmNames: Readonly<Record<string, pulumi.Output<string>>>;
  antiPassback: "hard" | "soft";
  areas: CardIngestStream["areas"];
  dashboardName: pulumi.Output<string>;
  /** URL of the dashboard in AWS's console. */
  dashboardUrl: pulumi.Output<string>;
}

/** Logical names, behind that of the component, of the alarms that artificial errors show on. */
const FAULT_ALARMS = {
  "wrong-model": "api-wrong-model",
  "impossible-data": "impossible",
  "failed-authorisation": "api-wrong-key",
  slow: "api-slow",
};

/** The system `access-cards`: cards at turnstiles, and the pages for those who give them out and those who look into what happened. */
export function createAccessCards(settings: AccessCardsSettings): AccessCardsOutputs {
  const { areas, devices, portal: pages = {}, ...args } = settings;
  if (areas === undefined || devices === undefined) {
    throw refusal(
      "access-cards: the settings must say which areas there are, with their gates, and which devices call the API: " +
        "sluice:accessCards.areas and sluice:accessCards.devices",
    );
  }
  const { deletionProtection, memoryMb, logRetentionDays, alarmTopicArns, tags } = settings;
  const cards = new CardIngestStream("cards", { ...args, areas, devices });
  const portal = new CardPortal("cards-portal", {
    ...pages,
    cards,
    ...(deletionProtection !== undefined && { deletionProtection }),
    ...(memoryMb !== undefined && { memoryMb }),
    ...(logRetentionDays !== undefined && { logRetentionDays }),
    ...(alarmTopicArns !== undefined && { alarmTopicArns }),
    ...(tags !== undefined && { tags }),
  });
  const { archive, functions } = cards;
  const dashboard = new TrafficDashboard("cards", {
    functions: {
      Entries: functions.entry,
      "Publishing of what is decided": functions.outbox,
      "Exits and replays": functions.projector,
      "Announcements to other systems": functions.announcer,
      Occupancy: functions.occupancy,
      Commands: functions.commands,
      Archive: archive.archivist,
      Ledger: archive.ledgerKeeper,
    },
    restApis: { Gates: cards.restApi },
    httpApis: { Portal: portal.api },
    alarms: [...cards.alarms, ...archive.alarms, ...portal.alarms],
  });
  return {
    gateApiEndpoint: cards.gateApiEndpoint,
    portalUrl: portal.url,
    portalApiEndpoint: portal.apiEndpoint,
    deviceKeysSecretArn: cards.deviceKeys.arn,
    commandTopicArn: cards.commandTopic.arn,
    streamName: cards.stream.name,
    archiveBucketName: archive.bucket.bucket,
    databaseName: archive.database.name,
    eventTableName: archive.eventTable.name,
    workgroupName: archive.workgroup.name,
    cardTableName: cards.table.name,
    occupancyTableName: cards.occupancy.name,
    ledgerTableName: archive.ledger.name,
    userPoolId: portal.userPool.id,
    userPoolClientId: portal.client.id,
    topicArns: mapped(cards.topics, ({ arn }) => arn),
    failureQueueUrls: mapped(
      { ...cards.queues, ledger: archive.ledgerDeadLetters, counter: archive.counterFailures },
      ({ url }) => url,
    ),
    faultAlarmNames: mapped(FAULT_ALARMS, (name) => physicalName(cards.alarms, `cards-${name}`)),
    antiPassback: settings.antiPassback ?? "hard",
    areas: cards.areas,
    dashboardName: dashboard.dashboardName,
    dashboardUrl: dashboard.url,
  };
}

function mapped<K extends string, A, B>(values: Readonly<Record<K, A>>, change: (value: A) => B): Record<K, B> {
  return Object.fromEntries(Object.entries<A>(values).map(([name, value]) => [name, change(value)] as const)) as Record<
    K,
    B
  >;
}

/** The name in AWS of the alarm whose name in the program this is. */
function physicalName(alarms: readonly aws.cloudwatch.MetricAlarm[], name: string): pulumi.Output<string> {
  return pulumi.all(alarms.map(({ urn, name }) => pulumi.all([urn, name]))).apply((known) => {
    const found = known.find(([urn]) => urn.split("::").at(-1) === name);
    if (found === undefined) throw refusal(`access-cards: there is no alarm ${name}`);
    return found[1];
  });
}
