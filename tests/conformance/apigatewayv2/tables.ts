import type { Table } from "../table";
import { formatOneEvents, formatTwoEvents } from "./events";
import { formatOneReplies, formatTwoReplies } from "./replies";
import { httpRequests } from "./requests";
import type { HttpInput } from "./subject";

/** Every table of HTTP APIs. */
export const HTTP_TABLES: readonly Table<HttpInput>[] = [
  formatTwoEvents,
  formatOneEvents,
  formatTwoReplies,
  formatOneReplies,
  httpRequests,
];
