import * as pulumi from "@pulumi/pulumi";
import { EventAggregator } from "../../../components/eventAggregator";
import { inlineFunction } from "../../../components/parts/lambda/inlineFunction";
import { SystemAlarm } from "../../../components/systemAlarm";

interface Asked {
  identitySource?: string[];
}

class Shop extends pulumi.ComponentResource {}

const shopOfOrders = new Shop("tests:index:Shop", "shop-of-orders");
const decides = inlineFunction(
  "decides",
  {
    handler: () => async (asked: Asked) => ({
      isAuthorized: asked.identitySource?.[0] === "right",
      context: { customer: "c-1" },
    }),
    ...{ environment: {}, permissions: [], timeoutSeconds: 10, memoryMb: 256, tags: {} },
  },
  { parent: shopOfOrders },
);
const orders = new EventAggregator("orders", {
  auth: { lambda: { function: decides, headers: ["X-Key"] } },
  routeAuth: { "GET /get-summary": "public" },
  domain: { name: "orders.example.com", hostedZone: "Z0123456789ABC" },
  deletionProtection: false,
});
const system = new SystemAlarm("shop", { alarms: orders.alarms });

export const shop = {
  apiEndpoint: orders.apiEndpoint,
  apiId: orders.api.id,
  systemAlarm: system.alarm.alarmName,
  firstAlarm: orders.alarms[0]?.name,
};
