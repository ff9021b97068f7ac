import * as pulumi from "@pulumi/pulumi";
import { Network } from "../../components/network";
import { WebhookQueue } from "../../components/webhookQueue";

/** The part of an event that the ledger reads (Stripe API reference, "The Event object"). */
interface StripeEvent {
  type: string;
  /** Seconds since the Unix epoch. */
  created: number;
  data: { object: { amount: number; currency: string } };
}

/** The accounts that gain and lose by an event. Events come in any order: entries add up to the same in each. */
const BOOKINGS: Record<string, { gains: string; loses: string }> = {
  "charge.succeeded": { gains: "stripe", loses: "sales" },
  "refund.created": { gains: "sales", loses: "stripe" },
  "payout.paid": { gains: "bank", loses: "stripe" },
};

const config = new pulumi.Config();

const ledger = new WebhookQueue("ledger", {
  network: new Network("ledger", { natGateways: "Single" }),
  sources: { stripe: { scheme: "stripe", secret: config.requireSecret("signingSecret") } },
  migrations: "migrations",
  process: async (delivery, { database, logger }) => {
    const { type, created, data } = delivery.body as StripeEvent;
    const booking = BOOKINGS[type];
    if (booking === undefined) return logger.info("no booking", { type });
    const { amount, currency } = data.object;
    await database.query(
      `INSERT INTO entries (event_id, account, amount, currency, booked_at)
       VALUES ($1, $2, $4, $5, to_timestamp($6)), ($1, $3, -$4::bigint, $5, to_timestamp($6))`,
      [delivery.id, booking.gains, booking.loses, amount, currency, created],
    );
  },
  // An event that cannot be booked cannot be booked later either: it waits for a person, in the dead-letter queue.
  maxReceiveCount: 2,
  messageTimeoutSeconds: 5,
  deletionProtection: pulumi.getStack() !== "local",
});

export const endpoint = pulumi.interpolate`${ledger.apiEndpoint}/webhook/stripe`;
export const queueUrl = ledger.queue.url;
export const deadLetterQueueUrl = ledger.deadLetterQueue.url;
export const quarantineQueueUrl = ledger.quarantineQueue.url;
export const databaseEndpoint = ledger.database.instance.endpoint;
export const databaseName = ledger.database.instance.dbName;
export const databaseSecretArn = ledger.database.secretArn;
