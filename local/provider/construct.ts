import { type Client, credentials, type ServiceError } from "@grpc/grpc-js";
import { version } from "@pulumi/aws/package.json";
import * as proto from "@pulumi/pulumi/proto/provider_pb";
import { ResourceMonitorClient } from "@pulumi/pulumi/proto/resource_grpc_pb";
import * as monitor from "@pulumi/pulumi/proto/resource_pb";
import type { Child, ChildDeclaration } from "../engine/componentHandler";
import type { Registry } from "../engine/registry";
import type { Properties } from "../engine/resourceHandler";
import { LARGEST_MESSAGE } from "./messageSize";
import { packageOf, RESOURCES } from "./packages";
import { fromStruct, joined, toStruct, UNKNOWN } from "./struct";

/**
 * Makes a component of a package: registers it with the engine that asks, and its children below it, which the engine has their providers
 * make. Nothing is shared between calls, for the engine makes components side by side. Values pass as they are, so that what is
 * secret stays so.
 *
 * As with a real package of components, the children are protected, retained and deleted as the component is, while `ignoreChanges` and
 * `replaceOnChanges` do not reach them.
 *
 * @throws Error of the engine or of the component, or when the program attaches hooks or sets what is not supported
 */
export async function construct(request: proto.ConstructRequest, registry: Registry): Promise<proto.ConstructResponse> {
  const component = registry.component(request.getType());
  refuseHooks(request);
  const inputs = fromStruct(request.getInputs());
  registry.checkProperties(component, inputs);
  const client = new ResourceMonitorClient(request.getMonitorendpoint(), credentials.createInsecure(), {
    "grpc.max_receive_message_length": LARGEST_MESSAGE,
    "grpc.max_send_message_length": LARGEST_MESSAGE,
  });
  try {
    const urn = (await register(client, componentOf(request))).getUrn();
    const made: string[] = [];
    const outputs = await component.construct(
      { name: request.getName(), inputs },
      {
        stack: request.getStack(),
        async make(declaration) {
          const child = await makeChild(client, { request, urn }, declaration);
          made.push(child.urn);
          return child;
        },
        async invoke(token, args) {
          const response = await called<proto.InvokeResponse>((done) =>
            client.invoke(invocationOf(request, token, args), done),
          );
          const [failure] = response.getFailuresList();
          if (failure) throw new Error(`${token}: ${failure.getReason()}`);
          return fromStruct(response.getReturn());
        },
        text: joined,
      },
    );

    const struct = toStruct(outputs);
    await called((done) =>
      client.registerResourceOutputs(new monitor.RegisterResourceOutputsRequest().setUrn(urn).setOutputs(struct), done),
    );
    const response = new proto.ConstructResponse().setUrn(urn).setState(struct);
    for (const property of Object.keys(outputs)) {
      const dependencies = new proto.ConstructResponse.PropertyDependencies().setUrnsList(made);
      response.getStatedependenciesMap().set(property, dependencies);
    }
    return response;
  } finally {
    (client as Client).close();
  }
}

function componentOf(request: proto.ConstructRequest): monitor.RegisterResourceRequest {
  const component = shared(request)
    .setName(request.getName())
    .setObject(request.getInputs())
    .setDependenciesList(request.getDependenciesList())
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
  request.getInputdependenciesMap().forEach((dependencies, property) => {
    const urns = new monitor.RegisterResourceRequest.PropertyDependencies().setUrnsList(dependencies.getUrnsList());
    component.getPropertydependenciesMap().set(property, urns);
  });
  return component;
}

async function makeChild(
  client: ResourceMonitorClient,
  { request, urn }: { request: proto.ConstructRequest; urn: string },
  { type, name, inputs, parent, dependsOn = [] }: ChildDeclaration,
): Promise<Child> {
  const response = await register(
    client,
    shared(request)
      .setType(type)
      .setName(name)
      .setParent(parent?.urn ?? urn)
      .setObject(toStruct(inputs))
      // Without those of single properties, the engine takes each property for one that depends on all of these.
      .setDependenciesList([
        ...new Set([
          ...request.getDependenciesList(),
          ...inputDependencies(request),
          ...[...(parent ? [parent] : []), ...dependsOn].map((before) => before.urn),
        ]),
      ])
      .setCustom(true)
      .setProvider(providerOf(request, type))
      .setVersion(versionOf(type))
      .setSupportspartialvalues(true)
      .setAcceptsecrets(true),
  );
  const [id, outputs] = [response.getId(), fromStruct(response.getObject())];
  // A resource that is only previewed tells its inputs at most.
  const isKnown = id !== "";
  return {
    urn: response.getUrn(),
    id: isKnown ? id : UNKNOWN,
    output: (property) => outputs[property] ?? (isKnown ? undefined : UNKNOWN),
    whole: isKnown ? { ...outputs, id } : UNKNOWN,
  };
}

/** URNs that the component's inputs depend on: its children's may be made of them. */
function inputDependencies(request: proto.ConstructRequest): readonly string[] {
  const urns: string[] = [];
  request.getInputdependenciesMap().forEach((dependencies) => {
    urns.push(...dependencies.getUrnsList());
  });
  return urns;
}

/** The provider that the component was given for this package, or the stack's own. */
function providerOf(request: proto.ConstructRequest, token: string): string {
  return request.getProvidersMap().get(packageOf(token)) ?? "";
}

/** That of the program's own resources, so that the engine starts no second provider of them. */
function versionOf(token: string): string {
  return packageOf(token) === RESOURCES ? version : "";
}

function invocationOf(request: proto.ConstructRequest, token: string, args: Properties): monitor.ResourceInvokeRequest {
  return new monitor.ResourceInvokeRequest()
    .setTok(token)
    .setArgs(toStruct(args))
    .setProvider(providerOf(request, token))
    .setVersion(versionOf(token));
}

/** Fills in what a component and its children have in common. */
function shared(request: proto.ConstructRequest): monitor.RegisterResourceRequest {
  const resource = new monitor.RegisterResourceRequest().setDeletedwith(request.getDeletedwith());
  const [isProtected, isRetained] = [request.getProtect(), request.getRetainondelete()];
  if (request.hasProtect() && isProtected !== undefined) resource.setProtect(isProtected);
  if (request.hasRetainondelete() && isRetained !== undefined) resource.setRetainondelete(isRetained);
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
