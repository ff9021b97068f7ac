import { type handleUnaryCall, status, type UntypedServiceImplementation } from "@grpc/grpc-js";
import * as plugin from "@pulumi/pulumi/proto/plugin_pb";
import * as proto from "@pulumi/pulumi/proto/provider_pb";
import { Empty } from "google-protobuf/google/protobuf/empty_pb";
import { checkConfiguration } from "./configuration";
import type { CheckFailure, Difference, ResourceProvider } from "./resourceProvider";
import type { PackageSchema } from "./schema";
import { changedProperties, fromStruct, toStruct } from "./struct";

/**
 * Pulumi's provider protocol over a {@link ResourceProvider} (`proto/pulumi/provider.proto` in pulumi/pulumi tells what each
 * call means). Secrets, resource references and dependencies of values are not accepted, so that the engine takes their
 * markings off what it sends and puts them back on what it gets: they stay its business alone.
 *
 * Calls that are missing here (`Parameterize`, `Call`, `Construct`, ...) are answered UNIMPLEMENTED.
 *
 * @param version what the provider says it is
 * @param schema of its package, for `pulumi import` and its kind
 */
export function providerService(
  provider: ResourceProvider,
  version: string,
  schema: PackageSchema,
): UntypedServiceImplementation {
  return {
    ...pluginService(version, { acceptsSecrets: false }),
    getSchema: answer(() => new proto.GetSchemaResponse().setSchema(JSON.stringify(schema))),

    checkConfig: answer((request: proto.CheckRequest) => {
      const inputs = fromStruct(request.getNews());
      return checkResponse(inputs, checkConfiguration(inputs));
    }),
    // A changed setting makes a resource no other: none of them changes how resources behave here.
    diffConfig: answer((request: proto.DiffRequest) => {
      const changed = changedProperties(fromStruct(request.getOldInputs()), fromStruct(request.getNews()));
      return diffResponse({ changed, replaces: [], deleteBeforeReplace: false }, request);
    }),
    configure: answer(() => new proto.ConfigureResponse().setSupportspreview(true)),

    check: answer((request: proto.CheckRequest) => {
      const [before, after] = [fromStruct(request.getOlds()), fromStruct(request.getNews())];
      const { inputs, failures } = provider.check(request.getUrn(), before, after, request.getRandomseed_asU8());
      return checkResponse(inputs, failures);
    }),
    diff: answer(async (request: proto.DiffRequest) => {
      const [before, after] = [fromStruct(request.getOldInputs()), fromStruct(request.getNews())];
      return diffResponse(await provider.diff(request.getUrn(), request.getId(), before, after), request);
    }),
    create: answer(async (request: proto.CreateRequest) => {
      const inputs = fromStruct(request.getProperties());
      const response = new proto.CreateResponse();
      if (request.getPreview()) return response.setProperties(toStruct(provider.previewCreate(inputs)));
      const { id, outputs } = await provider.create(request.getUrn(), inputs);
      return response.setId(id).setProperties(toStruct(outputs));
    }),
    read: answer((request: proto.ReadRequest) => {
      const found = provider.read(request.getUrn(), request.getId(), fromStruct(request.getInputs()));
      const response = new proto.ReadResponse();
      // Without an id, the engine takes the resource for gone.
      if (found === undefined) return response;
      return response.setId(request.getId()).setInputs(toStruct(found.inputs)).setProperties(toStruct(found.outputs));
    }),
    update: answer(async (request: proto.UpdateRequest) => {
      const [urn, id] = [request.getUrn(), request.getId()];
      const [before, after] = [fromStruct(request.getOldInputs()), fromStruct(request.getNews())];
      const outputs = request.getPreview()
        ? provider.previewUpdate(urn, id, before, after)
        : await provider.update(urn, id, before, after);
      return new proto.UpdateResponse().setProperties(toStruct(outputs));
    }),
    delete: answer(async (request: proto.DeleteRequest) => {
      await provider.delete(request.getUrn(), request.getId(), fromStruct(request.getOldInputs()));
      return new Empty();
    }),
    invoke: answer(async (request: proto.InvokeRequest) => {
      const result = await provider.invoke(request.getTok(), fromStruct(request.getArgs()));
      return new proto.InvokeResponse().setReturn(toStruct(result));
    }),
  };
}

/**
 * Answers the calls that every plugin gets.
 *
 * @param version what it says it is
 * @param acceptsSecrets it is sent markings of secrets; engines take the handshake's word, not that of `Configure`
 */
export function pluginService(version: string, { acceptsSecrets }: { acceptsSecrets: boolean }) {
  return {
    handshake: answer(() => new proto.ProviderHandshakeResponse().setAcceptSecrets(acceptsSecrets)),
    attach: answer(() => new Empty()),
    cancel: answer(() => new Empty()),
    getPluginInfo: answer(() => new plugin.PluginInfo().setVersion(version)),
  };
}

/** An error's message goes to the person at the CLI; its stack would be noise there. */
export function answer<Request, Response>(act: (request: Request) => Response | Promise<Response>) {
  const handle: handleUnaryCall<Request, Response> = ({ request }, respond) => {
    Promise.resolve()
      .then(() => act(request))
      .then(
        (response) => respond(null, response),
        (error: unknown) => {
          const details = error instanceof Error ? error.message : String(error);
          respond({ code: status.UNKNOWN, details });
        },
      );
  };
  return handle;
}

export function checkResponse(inputs: Record<string, unknown>, failures: readonly CheckFailure[]): proto.CheckResponse {
  return new proto.CheckResponse()
    .setInputs(toStruct(inputs))
    .setFailuresList(
      failures.map(({ property, reason }) => new proto.CheckFailure().setProperty(property).setReason(reason)),
    );
}

export function diffResponse(difference: Difference, request: proto.DiffRequest): proto.DiffResponse {
  const { changed, replaces, deleteBeforeReplace } = difference;
  const { DIFF_NONE, DIFF_SOME } = proto.DiffResponse.DiffChanges;
  const response = new proto.DiffResponse()
    .setChanges(changed.length > 0 ? DIFF_SOME : DIFF_NONE)
    .setDiffsList([...changed])
    .setReplacesList([...replaces])
    .setDeletebeforereplace(deleteBeforeReplace)
    .setHasdetaileddiff(true);
  const [before, after] = [fromStruct(request.getOldInputs()), fromStruct(request.getNews())];
  for (const property of changed) {
    const kind = kindOf(before[property], after[property], replaces.includes(property));
    response.getDetaileddiffMap().set(property, new proto.PropertyDiff().setKind(kind).setInputdiff(true));
  }
  return response;
}

function kindOf(before: unknown, after: unknown, replaces: boolean) {
  const { ADD, ADD_REPLACE, DELETE, DELETE_REPLACE, UPDATE, UPDATE_REPLACE } = proto.PropertyDiff.Kind;
  if (before === undefined || before === null) return replaces ? ADD_REPLACE : ADD;
  if (after === undefined || after === null) return replaces ? DELETE_REPLACE : DELETE;
  return replaces ? UPDATE_REPLACE : UPDATE;
}
