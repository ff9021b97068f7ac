import { copyFile, rm } from "node:fs/promises";
import path from "node:path";
import { createOwnFolder } from "../../base/ownFolder";

/** Copies the template to a file that belongs to this process alone. */
export async function createDatabaseFile(template: string, workFolder: string): Promise<string> {
  const file = path.join(await createOwnFolder(path.join(workFolder, "dynamodb")), "tables.db");
  await copyFile(template, file);
  return file;
}

/** Removes a file made by {@link createDatabaseFile}, with the logs beside it. */
export async function removeDatabaseFile(file: string): Promise<void> {
  await rm(path.dirname(file), { recursive: true, force: true });
}
