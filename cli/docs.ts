import { writeFileSync } from "node:fs";
import path from "node:path";
import { Registry } from "../local/engine/registry";
import { supportPage } from "../local/engine/supportPage";
import { invokeHandlers } from "../local/invokes/index";
import { componentHandlers, resourceHandlers } from "../local/resources/index";
import type { Services } from "../local/services";

/** The generated page of `docs/`, and what it must say. */
export const SUPPORT_PAGE = path.join(__dirname, "..", "docs", "local-support.md");

export function renderSupportPage(): string {
  // The tables of the handlers are asked for only; nothing is called that would need a service.
  const nothingRuns = {} as Services;
  return supportPage(new Registry(resourceHandlers(nothingRuns), invokeHandlers(nothingRuns), componentHandlers));
}

if (require.main === module) writeFileSync(SUPPORT_PAGE, renderSupportPage());
