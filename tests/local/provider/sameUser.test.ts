import { Server, ServerCredentials, type ServiceError } from "@grpc/grpc-js";
import { ResourceProviderService } from "@pulumi/pulumi/proto/provider_grpc_pb";
import { expect } from "chai";
import { type ReadTable, tellsUsers, userOf } from "../../../local/base/peerUser";
import { sameUserOnly } from "../../../local/provider/sameUser";
import { rejection } from "../../support/rejection";
import { EngineClient } from "./engineClient";

const HEAD = "  sl  local_address rem_address   st tx_queue rx_queue tr tm->when retrnsmt   uid  timeout inode";
/** Connections to port 41001 (A029): from 50000 (C350) by user 1000, from 50001 (C351) over an IPv6 socket by user 33. */
const TABLES: Readonly<Record<string, string>> = {
  "/proc/net/tcp": [
    HEAD,
    "   0: 0100007F:A029 00000000:0000 0A 00000000:00000000 00:00000000 00000000     7        0 11",
    "   1: 0100007F:A029 0100007F:C350 01 00000000:00000000 00:00000000 00000000     7        0 12",
    "   2: 0100007F:C350 0100007F:A02A 01 00000000:00000000 00:00000000 00000000     8        0 13",
    "   3: 0100007F:C350 0100007F:A029 01 00000000:00000000 00:00000000 00000000  1000        0 14",
    "",
  ].join("\n"),
  "/proc/net/tcp6": [
    HEAD,
    "   0: 0000000000000000FFFF00000100007F:C351 0000000000000000FFFF00000100007F:A029 01 0:0 00:0 0    33        0 15",
    "",
  ].join("\n"),
};
const read: ReadTable = (file) => TABLES[file] ?? "";
const nothing: ReadTable = () => {
  throw new Error("ENOENT");
};

describe("the user at the other end of a connection", () => {
  it("is read at that end, not at ours, nor of a connection to another port", () => {
    expect(userOf("127.0.0.1:50000", 41_001, read)).to.equal(1000);
  });

  it("is found of an IPv6 socket, too", () => {
    expect(userOf("::ffff:127.0.0.1:50001", 41_001, read)).to.equal(33);
  });

  it("is not known where there is no such connection, or no table", () => {
    expect(userOf("127.0.0.1:50002", 41_001, read)).to.equal(undefined);
    expect(userOf("127.0.0.1:50000", 41_001, nothing)).to.equal(undefined);
    expect(tellsUsers(nothing)).to.equal(false);
    expect(tellsUsers(read)).to.equal(true);
  });
});

describe("a provider", () => {
  async function ask(user: number): Promise<void> {
    let port = 0;
    const server = new Server({
      interceptors: [
        sameUserOnly(
          () => port,
          () => everyPeer(user, port),
        ),
      ],
    });
    server.addService(ResourceProviderService, {
      getSchema: (_call: unknown, done: (error: Partial<ServiceError>) => void) =>
        done({ code: 5, details: "answered" }),
    });
    port = await new Promise<number>((resolve, reject) => {
      server.bindAsync("127.0.0.1:0", ServerCredentials.createInsecure(), (error, bound) =>
        error ? reject(error) : resolve(bound),
      );
    });
    const engine = new EngineClient(port);
    try {
      await engine.schema();
    } finally {
      engine.close();
      server.forceShutdown();
    }
  }

  it("answers nobody but the user who started it", async () => {
    const error = await rejection(ask(4242));
    expect(error.message).to.equal("this provider serves the user who started it, not user 4242");
  });

  it("answers that user, and root", async () => {
    for (const user of [process.getuid?.() ?? 0, 0]) {
      expect((await rejection(ask(user))).message).to.equal("answered");
    }
  });
});

/** A table in which all that is connected to a port is a user's. */
function everyPeer(user: number, port: number): string {
  const to = port.toString(16).toUpperCase().padStart(4, "0");
  const rows = Array.from({ length: 65_536 }, (_none, peer) => {
    const from = peer.toString(16).toUpperCase().padStart(4, "0");
    return `   0: 0100007F:${from} 0100007F:${to} 01 0:0 00:0 0 ${user} 0 1`;
  });
  return [HEAD, ...rows].join("\n");
}
