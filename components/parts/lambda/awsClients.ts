/** Milliseconds to open a connection: AWS is near, and one that takes longer is better tried again. */
const CONNECTION_TIMEOUT_MS = 1_000;

/** Options of an AWS client that bound the time of a request, and what the client itself takes for it. */
export interface BoundedRequests {
  /** Puts the SDK's layers together once a kind of command, not with every request: a tenth of a function's processor time. */
  cacheMiddleware: true;
  requestHandler: { connectionTimeout: number; requestTimeout: number; throwOnRequestTimeout: true };
}

/**
 * Bounds the time of an AWS client's requests. By itself the SDK waits for ever: one connection that died in silence would cost a
 * function's call all its time. With a bound, the SDK's retries get a turn.
 *
 * @param requestTimeout milliseconds that AWS has to answer
 */
export function boundedTo(requestTimeout: number): BoundedRequests {
  return {
    cacheMiddleware: true,
    requestHandler: { connectionTimeout: CONNECTION_TIMEOUT_MS, requestTimeout, throwOnRequestTimeout: true },
  };
}

/** Options of most clients: AWS answers within milliseconds, so three seconds mean that no answer will come. */
export const BOUNDED: BoundedRequests = boundedTo(3_000);
