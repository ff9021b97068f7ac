import { readFileSync } from "node:fs";
import path from "node:path";

/**
 * Colours and shapes of the pages that the local cloud writes: those of the console and the portal, whose stylesheets have a file of the same
 * name. A test holds both to each other.
 */
export const TOKENS = readFileSync(path.join(__dirname, "..", "pages", "tokens.css"), "utf8");

const ENTITIES: Readonly<Record<string, string>> = {
  "&": "&amp;",
  "<": "&lt;",
  ">": "&gt;",
  '"': "&quot;",
  "'": "&#39;",
};

/** Has text shown as it is, in HTML and in attributes. */
export function escapeHtml(text: string): string {
  return text.replace(/[&<>"']/g, (character) => ENTITIES[character] ?? character);
}
