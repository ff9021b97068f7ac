import { AwsError } from "../../base/awsError";
import type { ApiMappingSpec } from "./httpApi";

/** The custom domains of HTTP APIs, and what their paths lead to. */
export class ApiDomains {
  /** By domain, then by id. */
  readonly #domains = new Map<string, Map<string, ApiMappingSpec>>();

  put(name: string): void {
    this.#domains.set(name, this.#domains.get(name) ?? new Map());
  }

  delete(name: string): void {
    this.#domains.delete(name);
  }

  /** @throws AwsError `NotFoundException`, or `ConflictException` where the path leads to another stage already */
  map(spec: ApiMappingSpec): void {
    const mappings = this.#domains.get(spec.domainName);
    if (mappings === undefined) {
      throw new AwsError("NotFoundException", "Invalid domain name identifier specified", 404);
    }
    const twin = [...mappings.values()].find(({ id, key }) => key === spec.key && id !== spec.id);
    if (twin !== undefined) {
      throw new AwsError("ConflictException", "ApiMapping key already exists for this domain name", 409);
    }
    mappings.set(spec.id, spec);
  }

  unmap(domainName: string, id: string): void {
    this.#domains.get(domainName)?.delete(id);
  }

  /** The custom domain that a `Host` header names; neither case nor its port counts. */
  nameOf(host: string): string | undefined {
    const [name = ""] = host.toLowerCase().split(":");
    return this.#domains.has(name) ? name : undefined;
  }

  /**
   * Finds the mapping with the longest path that a request's path begins with, part by part.
   * Source: API Gateway Developer Guide, "Map API stages to a custom domain name for HTTP APIs"
   * (https://docs.aws.amazon.com/apigateway/latest/developerguide/http-api-mappings.html).
   *
   * @returns the mapping, and the path behind its own
   */
  find(domainName: string, path: string): { mapping: ApiMappingSpec; rest: string } | undefined {
    const [mapping] = [...(this.#domains.get(domainName)?.values() ?? [])]
      .filter(({ key }) => key === "" || path === `/${key}` || path.startsWith(`/${key}/`))
      .sort((one, other) => other.key.length - one.key.length);
    if (mapping === undefined) return undefined;
    return { mapping, rest: (mapping.key === "" ? path : path.slice(mapping.key.length + 1)) || "/" };
  }
}
