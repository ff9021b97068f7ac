import type { Table } from "../table";
import { functionUrls, type UrlInput } from "./functionUrls";

export const FUNCTION_URL_TABLES: readonly Table<UrlInput>[] = [functionUrls];
