import { type Client, credentials, type ServiceError } from "@grpc/grpc-js";
import { version } from "@pulumi/aws/package.json";
import * as proto from "@pulumi/pulumi/proto/provider_pb";
import { ResourceMonitorClient } from "@pulumi/pulumi/proto/resource_grpc_pb";
import * as monitor from "@pulumi/pulumi/proto/resource_pb";
import { backingTypeOf, RESOURCES } from "./backingResource";
import { LARGEST_MESSAGE } from "./messageSize";
import { fromStruct, toStruct } from "./struct";

/**
 * Makes a component of a package: registers it with the engine that asks, and one backing resource below it, which the engine has the
 * provider of resources make. Nothing is shared between calls, for the engine makes components side by side. Values pass as they
 * are, so that what is secret stays so.
 *
 * As with AWS's own components, the backing resource is protected, retained and deleted as the component is, while `ignoreChanges` and
 * `replaceOnChanges` do not reach it.
 *
 * @throws Error of the engine, or when the program attaches hooks
 */
export async function construct(request: proto.ConstructRequest): Promise<proto.ConstructResponse> {
  refuseHooks(request);
  const client = new ResourceMonitorClient(request.getMonitorendpoint(), credentials.createInsecure(), {
    "grpc.max_receive_message_length": LARGEST_MESSAGE,
    "grpc.max_send_message_length": LARGEST_MESSAGE,
  });
  try {
    const component = await register(client, componentOf(request));
    const backing = await register(client, backingRequest(request, component.getUrn()));

    const made = fromStruct(backing.getObject());
    const inputs = fromStruct(request.getInputs());
    const own = Object.entries(made).filter(([property]) => !Object.hasOwn(inputs, property));
    const outputs = toStruct(Object.fromEntries(own));
    await called((done) =>
      client.registerResourceOutputs(
        new monitor.RegisterResourceOutputsRequest().setUrn(component.getUrn()).setOutputs(outputs),
        done,
      ),
    );

    const response = new proto.ConstructResponse().setUrn(component.getUrn()).setState(outputs);
    for (const [property] of own) {
      const dependencies = new proto.ConstructResponse.PropertyDependencies().setUrnsList([backing.getUrn()]);
      response.getStatedependenciesMap().set(property, dependencies);
    }
    return response;
  } finally {
    (client as Client).close();
  }
}

function componentOf(request: proto.ConstructRequest): monitor.RegisterResourceRequest {
  const component = shared(request)
    .setType(request.getType())
    .setParent(request.getParent())
    .setCustom(false)
    .setAliasesList(request.getAliasesList())
    .setAliasspecs(true)
    .setIgnorechangesList(request.getIgnorechangesList())
    .setReplaceonchangesList(request.getReplaceonchangesList());
  request.getProvidersMap().forEach((provider, name) => {
    component.getProvidersMap().set(name, provider);
  });
  return component;
}

function backingRequest(request: proto.ConstructRequest, parent: string): monitor.RegisterResourceRequest {
  const { [RESOURCES]: provider = "" } = Object.fromEntries(request.getProvidersMap().toArray());
  return (
    shared(request)
      .setType(backingTypeOf(request.getType()))
      .setParent(parent)
      .setCustom(true)
      .setProvider(provider)
      // That of the program's own resources, so that the engine starts no second provider.
      .setVersion(version)
      .setSupportspartialvalues(true)
      .setAcceptsecrets(true)
  );
}

/** Fills in what component and backing resource have in common. */
function shared(request: proto.ConstructRequest): monitor.RegisterResourceRequest {
  const resource = new monitor.RegisterResourceRequest()
    .setName(request.getName())
    .setObject(request.getInputs())
    .setDependenciesList(request.getDependenciesList())
    .setDeletedwith(request.getDeletedwith());
  const [isProtected, isRetained] = [request.getProtect(), request.getRetainondelete()];
  if (request.hasProtect() && isProtected !== undefined) resource.setProtect(isProtected);
  if (request.hasRetainondelete() && isRetained !== undefined) resource.setRetainondelete(isRetained);
  request.getInputdependenciesMap().forEach((dependencies, property) => {
    const urns = new monitor.RegisterResourceRequest.PropertyDependencies().setUrnsList(dependencies.getUrnsList());
    resource.getPropertydependenciesMap().set(property, urns);
  });
  return resource;
}

function refuseHooks(request: proto.ConstructRequest): void {
  const hooks: Record<string, readonly string[]> = { ...request.getResourceHooks()?.toObject() };
  if (Object.values(hooks).every((names) => names.length === 0)) return;
  throw new Error(
    `${request.getType()} "${request.getName()}": hooks of components are not supported by the local cloud`,
  );
}

function register(client: ResourceMonitorClient, request: monitor.RegisterResourceRequest) {
  return called<monitor.RegisterResourceResponse>((done) => client.registerResource(request, done));
}

/** @throws Error with what the engine says */
function called<Response>(call: (done: (error: ServiceError | null, response: Response) => void) => unknown) {
  return new Promise<Response>((resolve, reject) => {
    call((error, response) => (error ? reject(new Error(error.details)) : resolve(response)));
  });
}
