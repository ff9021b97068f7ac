import { runTables } from "../runTables";
import { startQueueSubject } from "./queueSubject";
import { startRestSubject } from "./subject";
import { REST_QUEUE_TABLES, REST_TABLES, REST_TEMPLATE_TABLES } from "./tables";
import { startTemplateSubject } from "./templates";

describe("conformance", () => {
  describe("REST APIs", () => runTables(startRestSubject, REST_TABLES));
  describe("templates", () => runTables(startTemplateSubject, REST_TEMPLATE_TABLES));
  describe("queues behind REST APIs", () => runTables(startQueueSubject, REST_QUEUE_TABLES));
});
