import { createServer, type IncomingMessage, type RequestListener, type Server, type ServerResponse } from "node:http";
import { AwsError } from "../../base/awsError";
import { type IsProgramThere, sendNotThereYet } from "../../edge/beforeProgram";
import { closeAll, listenOnOwnPort } from "../../edge/ownPort";
import { isForLoopback, pathOf } from "../../edge/request";
import type { Services } from "../../services";
import type { CacheBehavior, CloudFront, DistributionSpec, ResponseHeadersPolicySpec } from "./cloudFront";
import { SECURITY_HEADERS_POLICY } from "./managedPolicies";
import { serveViewer } from "./serveViewer";

interface Distribution {
  spec: DistributionSpec;
  server: Server;
  domainName: string;
}

/**
 * CloudFront as a server of files: what buckets allow it to read, under the headers and paths that a distribution sets.
 *
 * Known differences from AWS:
 * - each distribution is a port of this machine, without TLS, which is its own in every start as long as it is free;
 * - nothing is cached, and nothing has to be invalidated;
 * - origins are buckets; there are no functions, signed URLs, logs or metrics.
 */
export function createCloudFront({
  iam,
  s3,
  report,
  isProgramThere = () => true,
}: Pick<Services, "iam" | "s3" | "report"> & { isProgramThere?: IsProgramThere }): CloudFront {
  const distributions = new Map<string, Distribution>();
  const policies = new Map([[SECURITY_HEADERS_POLICY.id, SECURITY_HEADERS_POLICY]]);

  const answer = async (id: string, request: IncomingMessage, response: ServerResponse): Promise<void> => {
    const spec = distributions.get(id)?.spec;
    // A page elsewhere may name any host that resolves to this machine (DNS rebinding).
    if (spec === undefined || !isForLoopback(request)) {
      request.resume();
      response.writeHead(403).end();
      return;
    }
    // Before that, it may read nothing: buckets' policies name the distribution, and come after it.
    if (!isProgramThere()) return sendNotThereYet(request, response);
    await serveViewer({ iam, s3 }, spec, (policyId) => policies.get(policyId), request, response);
  };
  const serve =
    (id: string): RequestListener =>
    (request, response) => {
      answer(id, request, response).catch((error: unknown) => {
        if (!response.headersSent && !response.destroyed) response.writeHead(500).end();
        else response.destroy();
        if (request.destroyed || (error instanceof Error && "code" in error)) return;
        report.warn(
          distributions.get(id)?.spec.name ?? id,
          `${request.method} ${pathOf(request)} failed: ${String(error)}`,
        );
      });
    };
  const close = ({ server }: Distribution) => closeAll(server);

  return {
    async putDistribution(spec) {
      checkPolicies(spec, policies);
      const known = distributions.get(spec.id);
      if (known) {
        known.spec = spec;
        return { domainName: known.domainName };
      }
      const server = createServer(serve(spec.id));
      const domainName = `localhost:${await listenOnOwnPort(server, spec.id)}`;
      distributions.set(spec.id, { spec, server, domainName });
      return { domainName };
    },
    async deleteDistribution(id) {
      const distribution = distributions.get(id);
      distributions.delete(id);
      if (distribution) await close(distribution);
    },
    putResponseHeadersPolicy: (spec) => void policies.set(spec.id, spec),
    deleteResponseHeadersPolicy(id) {
      const users = [...distributions.values()].filter(({ spec }) =>
        behaviorsOf(spec).some((behavior) => behavior.responseHeadersPolicyId === id),
      );
      if (users.length > 0) {
        throw new AwsError("ResponseHeadersPolicyInUse", "The response headers policy is used by a distribution.", 409);
      }
      policies.delete(id);
    },
    async stop() {
      const all = [...distributions.values()];
      distributions.clear();
      await Promise.all(all.map(close));
    },
  };
}

function behaviorsOf({ orderedBehaviors, defaultBehavior }: DistributionSpec): readonly CacheBehavior[] {
  return [...orderedBehaviors, defaultBehavior];
}

function checkPolicies(spec: DistributionSpec, policies: ReadonlyMap<string, ResponseHeadersPolicySpec>): void {
  for (const { responseHeadersPolicyId: id } of behaviorsOf(spec)) {
    if (id === undefined || policies.has(id)) continue;
    throw new AwsError("NoSuchResponseHeadersPolicy", `The response headers policy ${id} does not exist.`, 404);
  }
}
