import { element } from "./elements";

const LINK = /\[([^\]]+)\]\((https?:\/\/[^)\s]+|\/[^)\s]*)\)/;
const INLINE = new RegExp(`${LINK.source}|\\*\\*([^*]+)\\*\\*|\`([^\`]+)\``, "g");

/** Shows the Markdown that dashboards tend to hold: headings, lists, paragraphs, bold, code, links. The rest stays as it is written. */
export function markdown(text: string): HTMLElement[] {
  return text
    .split(/\n\s*\n|\n(?=#)|(?<=^#[^\n]*)\n/m)
    .map((block) => block.trim())
    .filter((block) => block !== "")
    .map(blockOf);
}

function blockOf(block: string): HTMLElement {
  const [, marks = "", heading] = block.match(/^(#{1,6})\s+(.*)$/) ?? [];
  if (heading !== undefined) {
    // The page's own heading is the first.
    const level = Math.min(marks.length + 1, 6) as 2 | 3 | 4 | 5 | 6;
    return element(`h${level}`, {}, ...inline(heading));
  }
  const lines = block.split("\n");
  if (lines.every((line) => /^\s*[-*]\s/.test(line))) {
    return element("ul", {}, ...lines.map((line) => element("li", {}, ...inline(line.replace(/^\s*[-*]\s+/, "")))));
  }
  return element("p", {}, ...inline(block));
}

function inline(text: string): (Node | string)[] {
  const parts: (Node | string)[] = [];
  let from = 0;
  for (const match of text.matchAll(INLINE)) {
    const [all, label, href, bold, code] = match;
    parts.push(text.slice(from, match.index));
    if (label !== undefined && href !== undefined) parts.push(element("a", { href }, label));
    else if (bold !== undefined) parts.push(element("strong", {}, bold));
    else parts.push(element("code", {}, code ?? ""));
    from = match.index + all.length;
  }
  return [...parts, text.slice(from)];
}
