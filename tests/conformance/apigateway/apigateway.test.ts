import { runTables } from "../runTables";
import { startGatewaySubject } from "./controlSubject";
import { startQueueSubject } from "./queueSubject";
import { startRestSubject } from "./subject";
import { REST_CONTROL_TABLES, REST_QUEUE_TABLES, REST_TABLES, REST_TEMPLATE_TABLES } from "./tables";
import { startTemplateSubject } from "./templates";

describe("conformance", () => {
  describe("REST APIs", () => runTables(startRestSubject, REST_TABLES));
  describe("making REST APIs", () => runTables(startGatewaySubject, REST_CONTROL_TABLES));
  describe("templates", () => runTables(startTemplateSubject, REST_TEMPLATE_TABLES));
  describe("queues behind REST APIs", () => runTables(startQueueSubject, REST_QUEUE_TABLES));
});
