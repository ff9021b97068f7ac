import path from "node:path";
import { projectFolder } from "../local/evaluation/projectFolder";

export { projectFolder };

/** Where the local cloud of the project that a command is about writes. */
export function projectWorkFolder(): string {
  return path.join(projectFolder(), ".sluice");
}
