import type { Table } from "../table";
import { controlPlane } from "./controlPlane";
import type { GatewayInput } from "./controlSubject";
import { customDomains } from "./customDomains";
import { httpControlPlane } from "./httpControlPlane";
import { integrations } from "./integrations";
import { proxyEvents } from "./proxyEvents";
import { proxyReplies } from "./proxyReplies";
import type { QueueInput } from "./queueSubject";
import { queueIntegrations } from "./queues";
import { requests } from "./requests";
import type { RestInput } from "./subject";
import { type TemplateInput, templates } from "./templates";

// Every table of REST APIs, in a list for each subject that answers it.

export const REST_TABLES: readonly Table<RestInput>[] = [proxyReplies, proxyEvents, integrations, requests];
export const REST_TEMPLATE_TABLES: readonly Table<TemplateInput>[] = [templates];
export const REST_CONTROL_TABLES: readonly Table<GatewayInput>[] = [controlPlane, customDomains, httpControlPlane];
export const REST_QUEUE_TABLES: readonly Table<QueueInput>[] = [queueIntegrations];
