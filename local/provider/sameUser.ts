import {
  ResponderBuilder,
  ServerInterceptingCall,
  type ServerInterceptor,
  ServerListenerBuilder,
  status,
} from "@grpc/grpc-js";
import { type ReadTable, strangerOf } from "../base/peerUser";

/**
 * Refuses calls of other users of this machine. The Pulumi engine attaches to a provider by its port alone and sends no token with its
 * calls, so the caller is told by whose process holds the other end of the connection.
 *
 * Sources: pulumi/pulumi, sdk/go/common/resource/plugin/provider_plugin.go (attaching by PULUMI_DEBUG_PROVIDERS)
 *
 * @param port that of the provider, known once it listens
 */
export function sameUserOnly(port: () => number, read?: ReadTable): ServerInterceptor {
  return (_method, call) => {
    const listener = new ServerListenerBuilder()
      .withOnReceiveMetadata((metadata, next) => {
        const user = strangerOf(call.getPeer(), port(), read);
        if (user === undefined) next(metadata);
        else {
          const details = `this provider serves the user who started it, not user ${user}`;
          call.sendStatus({ code: status.PERMISSION_DENIED, details });
        }
      })
      .build();
    return new ServerInterceptingCall(call, new ResponderBuilder().withStart((next) => next(listener)).build());
  };
}
