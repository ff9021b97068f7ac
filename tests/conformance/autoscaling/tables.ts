import type { Calls } from "../calls";
import type { Table } from "../table";
import { refusals } from "./refusals";
import { scalableTargets, scalingPolicies } from "./scaling";

/** Every table of Application Auto Scaling. */
export const AUTO_SCALING_TABLES: readonly Table<Calls>[] = [scalableTargets, scalingPolicies, refusals];
