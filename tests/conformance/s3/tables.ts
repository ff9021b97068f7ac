import type { Table } from "../table";
import { buckets } from "./buckets";
import { conditions } from "./conditions";
import { copies } from "./copies";
import { deleting } from "./deleting";
import { listing } from "./listing";
import { multipart } from "./multipart";
import { objects } from "./objects";
import { settings } from "./settings";
import type { S3Input } from "./subject";

/** Every table of S3. */
export const S3_TABLES: readonly Table<S3Input>[] = [
  ...[buckets, settings, objects, conditions, listing, deleting, copies, multipart],
];
