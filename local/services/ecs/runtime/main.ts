import { allowLoopbackOnly } from "../../../base/loopbackOnly";

// Loaded before a container's program, in its process: keeps it on this machine, and ends it with the host.

allowLoopbackOnly();
// Programs must not find a channel that AWS does not give them.
Reflect.deleteProperty(process, "send");
process.on("disconnect", () => process.kill(-process.pid, "SIGKILL"));
// The channel is not what keeps a program running: it ends when it has nothing left to do.
process.channel?.unref();
