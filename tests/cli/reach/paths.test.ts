import { expect } from "chai";
import type { Host, NetworkView, Rule } from "../../../cli/reach/network";
import { pathsOf } from "../../../cli/reach/paths";

const host = (name: string, more: Partial<Host> = {}): Host => ({
  name,
  id: `i-${name}`,
  state: "running",
  groupIds: [`sg-${name}`],
  publicIp: undefined,
  privateIp: name === "a" ? "10.0.0.4" : "10.0.1.4",
  wayOut: "nat-1",
  ...more,
});

const rule = (name: string, peer: string, port: number | undefined = 22, more: Partial<Rule> = {}): Rule => ({
  groupId: `sg-${name}`,
  groupName: name,
  protocol: port === undefined ? "all" : "tcp",
  ports: port === undefined ? undefined : { from: port, to: port },
  peer,
  description: undefined,
  ...more,
});

const EVERYTHING = { protocol: "all", ports: undefined };

/** The path from one to the other, in a network with two hosts. */
function path(from: string, to: string, view: Partial<NetworkView>) {
  const found = pathsOf({ vpcId: "vpc-1", hosts: [host("a"), host("b")], ingress: [], egress: [], ...view });
  return found.find((each) => each.from === from && each.to === to);
}

describe("who reaches whom", () => {
  it("takes a rule on both sides, by group or by address", () => {
    const byGroup = path("a", "b", { egress: [rule("a", "sg-b")], ingress: [rule("b", "sg-a")] });
    const byAddress = path("a", "b", { egress: [rule("a", "10.0.1.0/24")], ingress: [rule("b", "10.0.0.4/32")] });

    expect([byGroup?.ports, byAddress?.ports]).to.deep.equal(["TCP 22", "TCP 22"]);
    expect(byGroup?.why).to.equal("out by a (sg-a); in by b (sg-b)");
  });

  for (const [what, view, why] of [
    ["no rule there", { egress: [rule("a", "sg-b")] }, "no rule lets it in"],
    ["no rule here", { ingress: [rule("b", "sg-a")] }, "no rule lets it out"],
    [
      "a rule for another address",
      { egress: [rule("a", "sg-b")], ingress: [rule("b", "10.0.1.0/24")] },
      "no rule lets it in",
    ],
    [
      "rules for different ports",
      { egress: [rule("a", "sg-b", 443)], ingress: [rule("b", "sg-a")] },
      "the rules that let it out and in have no port in common",
    ],
    [
      "rules for different protocols",
      { egress: [rule("a", "sg-b", 22, { protocol: "udp" })], ingress: [rule("b", "sg-a")] },
      "the rules that let it out and in have no port in common",
    ],
  ] as [string, Partial<NetworkView>, string][]) {
    it(`is shut with ${what}`, () => {
      expect(path("a", "b", view)).to.deep.equal({ from: "a", to: "b", open: false, ports: "", why });
    });
  }

  for (const [what, leaving, entering, ports] of [
    ["all of both", EVERYTHING, EVERYTHING, "everything"],
    ["what the narrower side names", EVERYTHING, { ports: { from: 8000, to: 8010 } }, "TCP 8000-8010"],
    ["what two ranges share", { ports: { from: 20, to: 25 } }, { ports: { from: 22, to: 80 } }, "TCP 22-25"],
    ["a protocol without ports", { protocol: "icmp", ports: undefined }, EVERYTHING, "ICMP"],
  ] as [string, Partial<Rule>, Partial<Rule>, string][]) {
    it(`is at ${what}`, () => {
      const view = { egress: [rule("a", "sg-b", 22, leaving)], ingress: [rule("b", "sg-a", 22, entering)] };

      expect(path("a", "b", view)?.ports).to.equal(ports);
    });
  }

  const open = host("a", { publicIp: "198.18.0.1", wayOut: "igw-1" });

  it("from the internet takes a public address, a route and a rule", () => {
    const ingress = [
      rule("a", "203.0.113.0/24"),
      rule("a", "2001:db8::/48"),
      rule("a", "sg-b", 5432),
      rule("a", "10.0.0.0/16", 80),
    ];

    expect(path("the internet", "a", { hosts: [open], ingress })).to.deep.include({
      open: true,
      ports: "TCP 22 from 203.0.113.0/24, TCP 22 from 2001:db8::/48",
    });
    expect(path("the internet", "a", { hosts: [open] })?.why).to.equal("no rule lets an address in");
    expect(path("the internet", "a", { hosts: [{ ...open, publicIp: undefined }], ingress })?.why).to.equal(
      "it has no public address",
    );
    expect(path("the internet", "a", { hosts: [{ ...open, wayOut: undefined }], ingress })?.why).to.equal(
      "its subnet has no route to an internet gateway",
    );
  });

  it("to the internet takes a route, a rule, and an address where there is no NAT", () => {
    const egress = [rule("a", "0.0.0.0/0", 443)];
    const why = (change: Partial<Host>, rules = egress) =>
      path("a", "the internet", { hosts: [{ ...open, ...change }], egress: rules })?.why;

    expect(why({ wayOut: "nat-1", publicIp: undefined })).to.equal("out by a (sg-a); through the NAT gateway nat-1");
    expect(why({})).to.equal("out by a (sg-a); through igw-1");
    expect(why({ publicIp: undefined })).to.equal("it has no public address");
    expect(why({ wayOut: undefined })).to.equal("its subnet has no route there");
    expect(why({}, [])).to.equal("no rule lets it out");
  });
});
