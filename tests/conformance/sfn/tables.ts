import type { Table } from "../table";
import { causes } from "./causes";
import { comparisons } from "./comparisons";
import { contextObject, intrinsics } from "./data";
import { expressionChecks, queryLanguages, transitions } from "./definitions";
import { catchers } from "./errors";
import { histories } from "./history";
import { expressions, jsonataBounds, jsonataFunctions } from "./jsonata";
import { jsonataChoices, jsonataMaps, jsonataTasks } from "./jsonataStates";
import { choices, maps, payloads, waits } from "./states";
import type { SfnInput } from "./subject";
import { variables } from "./variables";

/** Every table of Step Functions. */
export const SFN_TABLES: readonly Table<SfnInput>[] = [
  ...[catchers, causes, waits, choices, comparisons, maps, payloads],
  ...[intrinsics, contextObject, histories],
  ...[expressions, jsonataFunctions, jsonataBounds, jsonataChoices, jsonataTasks, jsonataMaps, variables],
  ...[queryLanguages, expressionChecks, transitions],
];
