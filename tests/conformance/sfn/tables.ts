import type { Table } from "../table";
import { activities } from "./activities";
import { causes } from "./causes";
import { comparisons } from "./comparisons";
import { machines } from "./controlPlane";
import { contextObject, intrinsics } from "./data";
import { expressionChecks, queryLanguages, transitions } from "./definitions";
import { catchers } from "./errors";
import { executions } from "./executions";
import { histories } from "./history";
import { expressions, jsonataBounds, jsonataFunctions } from "./jsonata";
import { jsonataChoices, jsonataMaps, jsonataTasks } from "./jsonataStates";
import { choices, maps, payloads, waits } from "./states";
import type { SfnApiInput, SfnInput } from "./subject";
import { tagging } from "./tagging";
import { validation } from "./validation";
import { variables } from "./variables";

/** The tables about calls of the API. */
export const SFN_API_TABLES: readonly Table<SfnApiInput>[] = [machines, executions, activities, tagging, validation];

/** The tables about a definition, and what becomes of its execution. */
export const SFN_TABLES: readonly Table<SfnInput>[] = [
  ...[catchers, causes, waits, choices, comparisons, maps, payloads],
  ...[intrinsics, contextObject, histories],
  ...[expressions, jsonataFunctions, jsonataBounds, jsonataChoices, jsonataTasks, jsonataMaps, variables],
  ...[queryLanguages, expressionChecks, transitions],
];
