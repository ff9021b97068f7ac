import dgram from "node:dgram";
import net from "node:net";

/**
 * Makes this process unable to open a TCP connection, or send a datagram, to anything but this machine: whatever mistake a
 * program makes, it reaches no AWS account. A refused connection fails as a network error does, with a message that says
 * why; no name is looked up for it.
 */
export function allowLoopbackOnly(): void {
  guardConnections();
  guardDatagrams();
}

function guardConnections(): void {
  const connect = net.Socket.prototype.connect as (this: net.Socket, ...args: unknown[]) => net.Socket;
  net.Socket.prototype.connect = function (this: net.Socket, ...args: unknown[]): net.Socket {
    withoutHostPrefix(args);
    const target = targetOf(args);
    if (target === undefined || isLoopback(target.host)) return connect.apply(this, args);
    const error = refusal(target);
    // Later, as a real failure comes: whoever connects goes on to set the socket up first, TLS for one.
    Object.assign(this, { connecting: true });
    process.nextTick(() => this.destroy(error));
    return this;
  } as typeof net.Socket.prototype.connect;
}

/**
 * The SDK puts a prefix before the host of some operations (StartSyncExecution: `sync-`), whatever endpoint it was given, and
 * no resolver knows `sync-127.0.0.1`.
 */
function withoutHostPrefix(args: unknown[]): void {
  const list = Array.isArray(args[0]) ? (args[0] as unknown[]) : args;
  const [options] = list;
  if (typeof options !== "object" || options === null || !("host" in options)) return;
  // A copy: agents keep their books on sockets by the options that they passed.
  if (typeof options.host === "string") list[0] = { ...options, host: unprefixedHost(options.host) };
}

/** `"sync-127.0.0.1"` -> `"127.0.0.1"`; any other host as it is. */
export function unprefixedHost(host: string): string {
  return host.match(/^sync-(127\.0\.0\.1|localhost)$/)?.[1] ?? host;
}

/** Node calls the method of each socket, so one made before is guarded as well. */
function guardDatagrams(): void {
  const prototype = dgram.Socket.prototype as unknown as Record<"send" | "connect", Method>;
  const { send, connect } = prototype;
  // send(message, [offset, length,] port, address): the address is the last string.
  prototype.send = function (...args) {
    const at = args.findLastIndex((argument, index) => index > 0 && typeof argument === "string");
    if (at > 0) requireLoopback({ host: String(args[at]), port: String(args[at - 1]) });
    return send.apply(this, args);
  };
  prototype.connect = function (...args) {
    const [port, address] = args;
    if (typeof address === "string") requireLoopback({ host: address, port: String(port) });
    return connect.apply(this, args);
  };
}

type Method = (this: dgram.Socket, ...args: unknown[]) => unknown;

interface Target {
  host: string;
  port: string;
}

function requireLoopback(target: Target): void {
  if (!isLoopback(target.host)) throw refusal(target);
}

function refusal({ host, port }: Target): Error {
  const error = new Error(
    `the local cloud lets nothing out: refused a connection to ${host}:${port}; ` +
      "give the client an endpoint on this machine (AWS SDK clients get theirs from AWS_ENDPOINT_URL)",
  );
  return Object.assign(error, { code: "ENETUNREACH" });
}

/** `undefined` for what is no TCP connection (a Unix socket). Node itself passes its arguments on wrapped in an array. */
function targetOf(args: readonly unknown[]): Target | undefined {
  const [first, second] = Array.isArray(args[0]) ? (args[0] as unknown[]) : args;
  if (typeof first === "object" && first !== null) {
    const { path, host, port } = first as { path?: string; host?: string; port?: string | number };
    return path ? undefined : { host: host || "localhost", port: String(port) };
  }
  if (typeof first === "string" && !/^\d+$/.test(first)) return undefined;
  return { host: typeof second === "string" ? second : "localhost", port: String(first) };
}

export function isLoopback(host: string): boolean {
  const name = host.toLowerCase().replace(/^\[|\]$/g, "");
  if (name === "localhost" || name.endsWith(".localhost") || name === "::1") return true;
  const v4 = name.startsWith("::ffff:") ? name.slice("::ffff:".length) : name;
  return net.isIPv4(v4) && v4.startsWith("127.");
}
