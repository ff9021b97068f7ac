import type { Page } from "playwright-core";

/**
 * Lists what is wrong with a page for people who hear it, or use no mouse; empty when nothing is. It looks at what is visible: controls
 * without a name, ids that are used twice, references to nothing, headings that skip a level, images without a text, text with too
 * little contrast, and content beyond the page's width.
 */
export function accessibilityProblems(page: Page): Promise<string[]> {
  // The function runs in the page, so all of it must be inside.
  return page.evaluate(`(${String(look)})()`);
}

function look(): string[] {
  // biome-ignore lint/suspicious/noExplicitAny: tests are checked without the types of a browser's page.
  const { document, getComputedStyle, innerWidth } = globalThis as any;
  const problems: string[] = [];
  const all = (selector: string) => [...document.querySelectorAll(selector)];
  const isShown = (node: { checkVisibility(): boolean }) => node.checkVisibility();
  const shown = (node: { outerHTML: string }) => node.outerHTML.slice(0, 100);
  const textOf = (id: string) => document.getElementById(id)?.textContent?.trim() ?? "";

  if (!document.documentElement.lang) problems.push("the page names no language");
  if (all("h1").filter(isShown).length !== 1) problems.push(`${all("h1").length} h1`);
  if (all("main").length !== 1) problems.push(`${all("main").length} main`);

  for (const control of all("button, a[href], input, select, meter, [role=combobox]").filter(isShown)) {
    const named =
      control.getAttribute("aria-label") ||
      (control.getAttribute("aria-labelledby") ?? "").split(" ").map(textOf).join("") ||
      [...(control.labels ?? [])].map((label) => label.textContent).join("") ||
      (control.matches("button, a") && control.textContent);
    if (!named?.trim()) problems.push(`no name: ${shown(control)}`);
  }

  const ids = all("[id]").map((node: { id: string }) => node.id);
  for (const id of ids) if (ids.indexOf(id) !== ids.lastIndexOf(id)) problems.push(`id used twice: ${id}`);
  for (const attribute of ["aria-labelledby", "aria-describedby", "aria-controls", "aria-activedescendant"]) {
    for (const node of all(`[${attribute}]`)) {
      for (const id of node.getAttribute(attribute).split(" ")) {
        if (!ids.includes(id)) problems.push(`${attribute} of nothing: ${id}`);
      }
    }
  }

  let before = 0;
  for (const heading of all("h1, h2, h3, h4").filter(isShown)) {
    const level = Number(heading.tagName[1]);
    if (level > before + 1) problems.push(`h${level} after h${before}: ${heading.textContent}`);
    before = level;
  }
  for (const image of all("img:not([alt])")) problems.push(`no text: ${shown(image)}`);
  for (const cell of all("thead th")) if (!cell.textContent.trim()) problems.push(`empty heading: ${shown(cell)}`);

  const channels = (color: string) => (color.match(/[\d.]+/g) ?? []).map(Number);
  const light = (color: number[]) => {
    const [red = 0, green = 0, blue = 0] = color.slice(0, 3).map((value) => {
      const share = value / 255;
      return share <= 0.04045 ? share / 12.92 : ((share + 0.055) / 1.055) ** 2.4;
    });
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue;
  };
  const groundOf = (node: { parentElement: unknown } | null): number[] => {
    for (let at = node; at; at = at.parentElement as typeof node) {
      const color = channels(getComputedStyle(at).backgroundColor);
      if (color.length > 0 && color[3] !== 0) return color;
    }
    return [255, 255, 255];
  };
  for (const node of all("body *").filter(isShown)) {
    const hasText = [...node.childNodes].some((child) => child.nodeType === 3 && child.textContent.trim());
    if (!hasText || node.closest(".unseen, [aria-disabled=true], :disabled, svg")) continue;
    const style = getComputedStyle(node);
    const [one = 0, other = 0] = [light(channels(style.color)), light(groundOf(node))].sort((a, b) => b - a);
    const contrast = (one + 0.05) / (other + 0.05);
    // WCAG 2.2, 1.4.3: 4.5 to 1, and 3 to 1 for large text.
    const needed = Number.parseFloat(style.fontSize) >= 24 ? 3 : 4.5;
    if (contrast < needed) problems.push(`contrast ${contrast.toFixed(2)}: ${shown(node)}`);
  }

  const width = document.documentElement.scrollWidth;
  if (width > innerWidth) problems.push(`${width} px wide in a window of ${innerWidth}`);
  return problems;
}
