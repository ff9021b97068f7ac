import * as aws from "@pulumi/aws";
import * as pulumi from "@pulumi/pulumi";
import { DebounceTracker } from "../../components/debounceTracker";
import { Network } from "../../components/network";

interface Contact {
  properties: { firstname: string; lastname: string; email?: string };
}

const config = new pulumi.Config();
const token = new aws.secretsmanager.Secret("crm-token", { description: "Opens the CRM's API." });
new aws.secretsmanager.SecretVersion("crm-token", {
  secretId: token.id,
  secretString: config.requireSecret("apiToken"),
});

// The CRM sends a webhook for each property that changes: a person who edits a contact sets off a dozen.
const contacts = new DebounceTracker("contacts", {
  network: new Network("crm", { natGateways: "Single" }),
  sources: { crm: { secret: config.requireSecret("signingSecret") } },
  entityOf: ({ body }) => (body as { objectType: string; objectId: number }).objectId,
  quietSeconds: config.getNumber("quietSeconds") ?? 30,
  environment: { CRM_URL: config.require("apiUrl") },
  secrets: { CRM_TOKEN: token.arn },
  externalApiRateLimit: 10,
  fetchState: async (id, { signal }) => {
    const headers = { authorization: `Bearer ${process.env.CRM_TOKEN}` };
    const answer = await fetch(`${process.env.CRM_URL}/contacts/${id}`, { headers, signal });
    if (answer.status === 404) return null;
    if (!answer.ok) throw new Error(`the CRM answered ${answer.status}`);
    return answer.json();
  },
  migrations: "migrations",
  store: async ({ id, state }, { database }) => {
    if (state === null) {
      await database.query("UPDATE contacts SET deleted_at = now() WHERE id = $1", [id]);
      return;
    }
    const { firstname, lastname, email } = (state as Contact).properties;
    await database.query(
      `INSERT INTO contacts (id, name, email) VALUES ($1, $2, $3)
       ON CONFLICT (id) DO UPDATE SET name = excluded.name, email = excluded.email, deleted_at = NULL`,
      [id, `${firstname} ${lastname}`, email],
    );
  },
  deletionProtection: pulumi.getStack() !== "local",
});

export const endpoint = pulumi.interpolate`${contacts.apiEndpoint}/webhook/crm`;
export const quarantineQueueUrl = contacts.quarantineQueue.url;
export const databaseEndpoint = contacts.database.instance.endpoint;
export const databaseName = contacts.database.instance.dbName;
export const databaseSecretArn = contacts.database.secretArn;
