import { AwsError } from "../../base/awsError";
import type { BasePathMappingSpec } from "./restApi";

/** The custom domains, and what their paths lead to. */
export class CustomDomains {
  /** By domain and base path. */
  readonly #domains = new Map<string, Map<string, BasePathMappingSpec>>();

  put(name: string): void {
    const known = this.#domains.get(name.toLowerCase());
    this.#domains.set(name.toLowerCase(), known ?? new Map());
  }

  delete(name: string): void {
    this.#domains.delete(name.toLowerCase());
  }

  /** @throws AwsError `NotFoundException`, or `ConflictException` where another API has the base path */
  map(spec: BasePathMappingSpec): void {
    const mappings = this.#domains.get(spec.domainName.toLowerCase());
    if (mappings === undefined) {
      throw new AwsError("NotFoundException", "Invalid domain name identifier specified", 404);
    }
    const twin = mappings.get(spec.basePath);
    if (twin !== undefined && twin.apiId !== spec.apiId) {
      throw new AwsError("ConflictException", "Base path already exists for this domain name", 409);
    }
    mappings.set(spec.basePath, spec);
  }

  unmap(domainName: string, basePath: string): void {
    this.#domains.get(domainName.toLowerCase())?.delete(basePath);
  }

  /** The custom domain that a `Host` header names; its port does not count. */
  nameOf(host: string): string | undefined {
    const [name = ""] = host.toLowerCase().split(":");
    return this.#domains.has(name) ? name : undefined;
  }

  /** @returns the mapping, and the path behind the base path; `undefined` where no base path matches */
  find(domainName: string, path: string): { mapping: BasePathMappingSpec; rest: string } | undefined {
    const mappings = this.#domains.get(domainName);
    const [, first = ""] = path.split("/", 2);
    const named = first === "" ? undefined : mappings?.get(first);
    if (named !== undefined) return { mapping: named, rest: path.slice(first.length + 1) || "/" };
    const root = mappings?.get("");
    return root && { mapping: root, rest: path };
  }
}
