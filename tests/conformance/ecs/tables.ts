import type { Calls } from "../calls";
import type { Table } from "../table";
import { clusters } from "./clusters";
import { services } from "./services";
import { taskDefinitions } from "./taskDefinitions";

/** Every table of ECS's API. */
export const ECS_TABLES: readonly Table<Calls>[] = [clusters, taskDefinitions, services];
