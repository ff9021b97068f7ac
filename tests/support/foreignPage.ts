import { once } from "node:events";
import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import type { Page } from "playwright-core";
import type { BrowserUnderTest } from "./browser";

/** A page of another site, which tries what pages can do to this machine's ports. */
export class ForeignPage {
  private constructor(
    private readonly server: Server,
    readonly page: Page,
    readonly origin: string,
  ) {}

  static async open(browser: BrowserUnderTest): Promise<ForeignPage> {
    const server = createServer(({ url = "" }, response) => {
      const to = new URL(url, "http://page").searchParams.get("to");
      const script = to === null ? "" : `<script>location.href = ${JSON.stringify(to)}</script>`;
      response.setHeader("content-type", "text/html").end(`<!doctype html><title>Elsewhere</title>${script}`);
    });
    server.listen(0, "127.0.0.1");
    await once(server, "listening");
    const origin = `http://elsewhere.example:${(server.address() as AddressInfo).port}`;
    return new ForeignPage(server, await browser.open(origin), origin);
  }

  /** Reads by a script. @returns the text, or `undefined` where the browser gives it none */
  read(url: string, init: object = {}): Promise<string | undefined> {
    return this.#run("(url, init) => fetch(url, init).then((reply) => reply.text(), () => undefined)", url, {
      credentials: "include",
      ...init,
    });
  }

  /** Sends without being able to read, as a script may without the server's leave. @param body of a POST; a GET without */
  send(url: string, body?: string): Promise<void> {
    return this.#run("(url, init) => fetch(url, init).then(() => undefined, () => undefined)", url, {
      ...{ mode: "no-cors", credentials: "include" },
      ...(body !== undefined && { method: "POST", body }),
    });
  }

  /** Loads an image. */
  show(url: string): Promise<void> {
    return this.#run(
      "(src) => new Promise((resolve) => Object.assign(new Image(), { onload: () => resolve(), onerror: () => resolve(), src }))",
      url,
    );
  }

  /** Shows a page in a frame. @returns its text, or `undefined` where it is kept from this one */
  framed(url: string): Promise<string | undefined> {
    return this.#run(
      `async (src) => {
        const frame = document.createElement("iframe");
        const loaded = new Promise((resolve) => frame.addEventListener("load", resolve));
        frame.src = src;
        document.body.append(frame);
        await loaded;
        return frame.contentDocument?.body.textContent;
      }`,
      url,
    );
  }

  /** Leads to a page without anybody following a link, which what a test runs in a page counts for. @returns the status */
  async go(url: string): Promise<number> {
    const answered = this.page.waitForResponse((response) => new URL(response.url()).origin !== this.origin);
    await this.page.goto(`${this.origin}/?to=${encodeURIComponent(url)}`);
    const response = await answered;
    await this.page.waitForURL(response.url());
    await this.page.goto(this.origin);
    return response.status();
  }

  /** Sends a form, and goes where it leads. @returns the status of the answer */
  async submit(url: string, fields: Readonly<Record<string, string>>): Promise<number | undefined> {
    const script = `(action, fields) => {
      const form = document.createElement("form");
      Object.assign(form, { method: "post", action });
      for (const [name, value] of fields) form.append(Object.assign(document.createElement("input"), { name, value }));
      document.body.append(form);
      form.submit();
    }`;
    const sent = this.#run(script, url, Object.entries(fields));
    const [response] = await Promise.all([this.page.waitForNavigation(), sent]);
    await this.page.goto(this.origin);
    return response?.status();
  }

  /** Runs a function in the page, whose globals the types of tests do not have. */
  #run<Result>(script: string, ...values: unknown[]): Promise<Result> {
    return this.page.evaluate(`(${script})(...${JSON.stringify(values)})`);
  }

  async close(): Promise<void> {
    this.server.closeAllConnections();
    this.server.close();
    await once(this.server, "close");
  }
}
