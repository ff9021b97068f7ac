import type { Calls } from "../calls";
import type { Table } from "../table";
import { policies, roles, simulation } from "./entities";
import { recordedPolicies, recordedRoles } from "./recorded";

/** Those whose parameters are written as SDKs take them, rather than as texts. */
export const RECORDED_IAM_TABLES: readonly Table<Calls>[] = [recordedRoles, recordedPolicies];

/** Every table of IAM's API. */
export const IAM_TABLES: readonly Table<Calls>[] = [roles, policies, simulation, ...RECORDED_IAM_TABLES];
