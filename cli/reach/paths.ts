import type { Host, NetworkView, Rule } from "./network";

/** One way through a network: from whom to whom, and by which rules. */
export interface Path {
  from: string;
  to: string;
  /** True where packets pass, at some port. */
  open: boolean;
  /** `"TCP 22"`, `"everything"`; empty where nothing passes. */
  ports: string;
  /** The rules that let it pass, or what is missing. */
  why: string;
}

const INTERNET = "the internet";

/**
 * Every pair of the internet and the instances of a VPC. A connection takes a route, an address, a rule of egress on the one side and
 * one of ingress on the other; what comes back needs no rule, for security groups remember (VPC User Guide, "Security groups").
 */
export function pathsOf(view: NetworkView): readonly Path[] {
  const { hosts } = view;
  return [
    ...hosts.map((host) => fromInternet(host, view)),
    ...hosts.flatMap((from) => hosts.filter((to) => to !== from).map((to) => between(from, to, view))),
    ...hosts.map((host) => toInternet(host, view)),
  ];
}

function fromInternet(to: Host, { ingress }: NetworkView): Path {
  const pair = { from: INTERNET, to: to.name };
  if (to.publicIp === undefined) return shut(pair, "it has no public address");
  if (!to.wayOut?.startsWith("igw-")) return shut(pair, "its subnet has no route to an internet gateway");
  const rules = ingress.filter((rule) => to.groupIds.includes(rule.groupId) && isPublic(rule.peer));
  if (rules.length === 0) return shut(pair, "no rule lets an address in");
  const ports = joined(rules.map((rule) => `${portsOf(rule)} from ${rule.peer}`));
  return { ...pair, open: true, ports, why: joined(rules.map((rule) => inWords(rule, "in"))) };
}

function between(from: Host, to: Host, { ingress, egress }: NetworkView): Path {
  const pair = { from: from.name, to: to.name };
  const out = egress.filter((rule) => from.groupIds.includes(rule.groupId) && takesIn(rule, to));
  const into = ingress.filter((rule) => to.groupIds.includes(rule.groupId) && takesIn(rule, from));
  if (into.length === 0) return shut(pair, "no rule lets it in");
  if (out.length === 0) return shut(pair, "no rule lets it out");
  const passing = out.flatMap((leaving) => into.flatMap((entering) => common(leaving, entering)));
  if (passing.length === 0) return shut(pair, "the rules that let it out and in have no port in common");
  return {
    ...pair,
    open: true,
    ports: joined(passing.map(({ ports }) => ports)),
    why: joined(passing.map(({ leaving, entering }) => `${inWords(leaving, "out")}; ${inWords(entering, "in")}`)),
  };
}

function toInternet(from: Host, { egress }: NetworkView): Path {
  const pair = { from: from.name, to: INTERNET };
  if (from.wayOut === undefined) return shut(pair, "its subnet has no route there");
  if (from.wayOut.startsWith("igw-") && from.publicIp === undefined) return shut(pair, "it has no public address");
  const rules = egress.filter((rule) => from.groupIds.includes(rule.groupId) && isRange(rule.peer));
  if (rules.length === 0) return shut(pair, "no rule lets it out");
  const ports = joined(rules.map((rule) => `${portsOf(rule)} to ${rule.peer}`));
  const gate = from.wayOut.startsWith("nat-") ? `through the NAT gateway ${from.wayOut}` : `through ${from.wayOut}`;
  return { ...pair, open: true, ports, why: `${joined(rules.map((rule) => inWords(rule, "out")))}; ${gate}` };
}

function shut(pair: { from: string; to: string }, why: string): Path {
  return { ...pair, open: false, ports: "", why };
}

/** Ranges that nobody on the internet has (RFC 1918, RFC 4193). */
const PRIVATE = [
  ["10.0.0.0/8", 8],
  ["172.16.0.0/12", 12],
  ["192.168.0.0/16", 16],
] as const;

function isPublic(peer: string): boolean {
  const [base = "", prefix = ""] = peer.split("/");
  if (!isRange(peer) || /^f[cd][0-9a-f]{2}:/i.test(base)) return false;
  return !PRIVATE.some(([range, bits]) => Number(prefix) >= bits && holds(range, base));
}

function isRange(peer: string): boolean {
  return peer.includes("/");
}

/** Tells whether a rule is about a host in the same VPC: by its group, or by its private address. */
function takesIn({ peer }: Rule, host: Host): boolean {
  return isRange(peer) ? holds(peer, host.privateIp) : host.groupIds.includes(peer);
}

function holds(cidr: string, address: string): boolean {
  const [base = "", prefix = ""] = cidr.split("/");
  if (base.includes(":") || address.includes(":")) return false;
  const size = 2 ** (32 - Number(prefix));
  return Math.floor(addressValue(base) / size) === Math.floor(addressValue(address) / size);
}

function addressValue(address: string): number {
  return address.split(".").reduce((sum, part) => sum * 256 + Number(part), 0);
}

/** Finds the ports that two rules both let pass. */
function common(leaving: Rule, entering: Rule): { ports: string; leaving: Rule; entering: Rule }[] {
  if (leaving.protocol !== "all" && entering.protocol !== "all" && leaving.protocol !== entering.protocol) return [];
  const protocol = leaving.protocol === "all" ? entering.protocol : leaving.protocol;
  const from = Math.max(leaving.ports?.from ?? 0, entering.ports?.from ?? 0);
  const to = Math.min(leaving.ports?.to ?? 65_535, entering.ports?.to ?? 65_535);
  if (from > to) return [];
  const ports = leaving.ports || entering.ports ? { from, to } : undefined;
  return [{ ports: portsOf({ protocol, ports }), leaving, entering }];
}

function portsOf({ protocol, ports }: Pick<Rule, "protocol" | "ports">): string {
  if (protocol === "all") return "everything";
  const name = protocol.toUpperCase();
  if (ports === undefined) return name;
  return ports.from === ports.to ? `${name} ${ports.from}` : `${name} ${ports.from}-${ports.to}`;
}

function inWords({ groupId, groupName, description }: Rule, direction: "in" | "out"): string {
  const text = description === undefined || description === "" ? "" : `, "${description}"`;
  return `${direction} by ${groupName} (${groupId}${text})`;
}

function joined(texts: readonly string[]): string {
  return [...new Set(texts)].join(", ");
}
