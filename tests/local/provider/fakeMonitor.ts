import { Server, ServerCredentials, type ServerUnaryCall, type sendUnaryData, status } from "@grpc/grpc-js";
import { InvokeResponse } from "@pulumi/pulumi/proto/provider_pb";
import { ResourceMonitorService } from "@pulumi/pulumi/proto/resource_grpc_pb";
import * as proto from "@pulumi/pulumi/proto/resource_pb";
import { Empty } from "google-protobuf/google/protobuf/empty_pb";
import type { Properties } from "../../../local/engine/resourceHandler";
import { fromStruct, toStruct } from "../../../local/provider/struct";

/** The side of Pulumi's engine at which resources are registered, over gRPC: it writes down what it is asked for. */
export class FakeMonitor {
  readonly registered: proto.RegisterResourceRequest[] = [];
  readonly invoked: proto.ResourceInvokeRequest[] = [];
  readonly outputs: { urn: string; outputs: Properties }[] = [];
  /** Makes a custom resource: its properties, or an error. */
  make: (inputs: Properties) => Promise<Properties> = async (inputs) => inputs;
  /** The id that a custom resource of this name gets; empty as in a preview. */
  idOf: (name: string) => string = (name) => `${name}-id`;
  readonly #server = new Server();
  #port = 0;

  async start(): Promise<void> {
    this.#server.addService(ResourceMonitorService, {
      registerResource: (
        { request }: ServerUnaryCall<proto.RegisterResourceRequest, proto.RegisterResourceResponse>,
        respond: sendUnaryData<proto.RegisterResourceResponse>,
      ) => {
        this.registered.push(request);
        const inputs = fromStruct(request.getObject());
        Promise.resolve(request.getCustom() ? this.make(inputs) : inputs).then(
          (made) =>
            respond(
              null,
              new proto.RegisterResourceResponse()
                .setUrn(urnOf(request))
                .setId(request.getCustom() ? this.idOf(request.getName()) : "")
                .setObject(toStruct(made)),
            ),
          (error: Error) => respond({ code: status.UNKNOWN, details: error.message }),
        );
      },
      invoke: (
        { request }: ServerUnaryCall<proto.ResourceInvokeRequest, InvokeResponse>,
        respond: sendUnaryData<InvokeResponse>,
      ) => {
        this.invoked.push(request);
        respond(null, new InvokeResponse().setReturn(toStruct({ volts: 230 })));
      },
      registerResourceOutputs: (
        { request }: ServerUnaryCall<proto.RegisterResourceOutputsRequest, Empty>,
        respond: sendUnaryData<Empty>,
      ) => {
        this.outputs.push({ urn: request.getUrn(), outputs: fromStruct(request.getOutputs()) });
        respond(null, new Empty());
      },
    });
    this.#port = await new Promise((resolve, reject) => {
      this.#server.bindAsync("127.0.0.1:0", ServerCredentials.createInsecure(), (error, port) =>
        error ? reject(error) : resolve(port),
      );
    });
  }

  get endpoint(): string {
    return `127.0.0.1:${this.#port}`;
  }

  stop(): void {
    this.#server.forceShutdown();
  }
}

function urnOf(request: proto.RegisterResourceRequest): string {
  return `urn:pulumi:local::p::${request.getType()}::${request.getName()}`;
}
