import type { Calls } from "../calls";
import type { Table } from "../table";
import { policies, roles, simulation } from "./entities";
import { recordedPolicies, recordedRoles } from "./recorded";
import { users } from "./users";

/** Tables of IAM's API whose parameters are texts, as its forms have them. */
export const IAM_TABLES: readonly Table<Calls>[] = [roles, policies, simulation, users];

/** Those whose parameters are as SDKs take them. */
export const RECORDED_IAM_TABLES: readonly Table<Calls>[] = [recordedRoles, recordedPolicies];
