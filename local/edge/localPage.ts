import type { ServerResponse } from "node:http";

/**
 * Sends a page or a part of one. Pages load what this edge serves and nothing else, whatever data they show.
 * @param type such as `"text/html"`; all is UTF-8
 */
export function sendText(response: ServerResponse, status: number, type: string, text: string): void {
  response.writeHead(status, {
    "content-type": `${type}; charset=utf-8`,
    "content-length": String(Buffer.byteLength(text)),
    "cache-control": "no-store",
    "x-content-type-options": "nosniff",
    "content-security-policy":
      "default-src 'none'; script-src 'self'; style-src 'self'; connect-src 'self'; img-src 'self' data:; " +
      "form-action 'self'; base-uri 'none'; frame-ancestors 'none'",
  });
  response.end(text);
}
