import { type Client, credentials, type ServiceError } from "@grpc/grpc-js";
import { ResourceProviderClient } from "@pulumi/pulumi/proto/provider_grpc_pb";
import * as proto from "@pulumi/pulumi/proto/provider_pb";
import type { Properties } from "../../../local/engine/resourceHandler";
import type { PackageSchema } from "../../../local/provider/schema";
import { fromStruct, toStruct } from "../../../local/provider/struct";

export const UNKNOWN = "04da6b54-80e4-46f7-96ec-b56ff0331ba9";

/** Asks a provider over gRPC what the Pulumi engine asks it. */
export class EngineClient {
  readonly raw: ResourceProviderClient;

  constructor(port: number) {
    this.raw = new ResourceProviderClient(`127.0.0.1:${port}`, credentials.createInsecure());
  }

  /** The schema of the package, read back. */
  async schema(): Promise<PackageSchema> {
    const response = await called<proto.GetSchemaResponse>((done) =>
      this.raw.getSchema(new proto.GetSchemaRequest(), done),
    );
    return JSON.parse(response.getSchema()) as PackageSchema;
  }

  async check(urn: string, news: Properties, olds: Properties = {}, seed = "seed") {
    const request = new proto.CheckRequest().setUrn(urn).setNews(toStruct(news)).setOlds(toStruct(olds));
    request.setRandomseed(Buffer.from(seed));
    return checked(await called((done) => this.raw.check(request, done)));
  }

  async checkConfig(news: Properties) {
    const request = new proto.CheckRequest().setUrn("urn:pulumi:local::p::pulumi:providers:aws::default");
    return checked(await called((done) => this.raw.checkConfig(request.setNews(toStruct(news)), done)));
  }

  async diff(urn: string, id: string, oldInputs: Properties, news: Properties) {
    const request = new proto.DiffRequest().setUrn(urn).setId(id);
    request.setOldInputs(toStruct(oldInputs)).setNews(toStruct(news));
    return diffed(await called((done) => this.raw.diff(request, done)));
  }

  async diffConfig(oldInputs: Properties, news: Properties) {
    const request = new proto.DiffRequest().setOldInputs(toStruct(oldInputs)).setNews(toStruct(news));
    return diffed(await called((done) => this.raw.diffConfig(request, done)));
  }

  async create(urn: string, inputs: Properties, { preview = false } = {}) {
    const request = new proto.CreateRequest().setUrn(urn).setProperties(toStruct(inputs)).setPreview(preview);
    const response = await called<proto.CreateResponse>((done) => this.raw.create(request, done));
    return { id: response.getId(), outputs: fromStruct(response.getProperties()) };
  }

  async read(urn: string, id: string, inputs: Properties = {}) {
    const request = new proto.ReadRequest().setUrn(urn).setId(id).setInputs(toStruct(inputs));
    const response = await called<proto.ReadResponse>((done) => this.raw.read(request, done));
    return {
      id: response.getId(),
      inputs: fromStruct(response.getInputs()),
      outputs: fromStruct(response.getProperties()),
    };
  }

  async update(urn: string, id: string, oldInputs: Properties, news: Properties, { preview = false } = {}) {
    const request = new proto.UpdateRequest().setUrn(urn).setId(id).setPreview(preview);
    request.setOldInputs(toStruct(oldInputs)).setNews(toStruct(news));
    return fromStruct((await called<proto.UpdateResponse>((done) => this.raw.update(request, done))).getProperties());
  }

  async delete(urn: string, id: string, oldInputs: Properties): Promise<void> {
    const request = new proto.DeleteRequest().setUrn(urn).setId(id).setOldInputs(toStruct(oldInputs));
    await called((done) => this.raw.delete(request, done));
  }

  construct(request: proto.ConstructRequest): Promise<proto.ConstructResponse> {
    return called((done) => this.raw.construct(request, done));
  }

  handshake(): Promise<proto.ProviderHandshakeResponse> {
    return called((done) => this.raw.handshake(new proto.ProviderHandshakeRequest(), done));
  }

  async invoke(token: string, args: Properties): Promise<Properties> {
    const request = new proto.InvokeRequest().setTok(token).setArgs(toStruct(args));
    return fromStruct((await called<proto.InvokeResponse>((done) => this.raw.invoke(request, done))).getReturn());
  }

  close(): void {
    (this.raw as Client).close();
  }
}

function checked(response: proto.CheckResponse) {
  return {
    inputs: fromStruct(response.getInputs()),
    failures: response
      .getFailuresList()
      .map((failure) => ({ property: failure.getProperty(), reason: failure.getReason() })),
  };
}

const KINDS = Object.fromEntries(Object.entries(proto.PropertyDiff.Kind).map(([name, kind]) => [kind, name]));

function diffed(response: proto.DiffResponse) {
  const detail: Record<string, string | undefined> = {};
  response.getDetaileddiffMap().forEach((diff, property) => {
    detail[property] = KINDS[diff.getKind()];
  });
  return {
    changes: response.getChanges() === proto.DiffResponse.DiffChanges.DIFF_SOME,
    replaces: response.getReplacesList(),
    deleteBeforeReplace: response.getDeletebeforereplace(),
    detail,
  };
}

/** @throws Error with the message that the CLI would show */
function called<Response>(call: (done: (error: ServiceError | null, response: Response) => void) => unknown) {
  return new Promise<Response>((resolve, reject) => {
    call((error, response) => (error ? reject(new Error(error.details)) : resolve(response)));
  });
}
