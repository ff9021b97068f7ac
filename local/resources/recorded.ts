import { AwsError } from "../base/awsError";
import { type Inventory, ownArn, type Tags } from "../base/inventory";
import type { Properties, ResourceHandler, ResourceState } from "../engine/resourceHandler";

/** Codes with which services say that something is not there. */
const ABSENT =
  /^(NoSuch\w+|NotFound\w*|ResourceNotFound\w*|QueueDoesNotExist|AWS\.SimpleQueueService\.NonExistentQueue)$/;

/**
 * A handler that tells the inventory what the program declares, with its tags. Like AWS's provider, it takes a deletion as done where a
 * call of an API has been before it.
 */
export function recorded(handler: ResourceHandler, inventory: Inventory): ResourceHandler {
  const declare = (made: ResourceState, inputs: Properties, before?: ResourceState) => {
    inventory.keep({ type: handler.type, inputs, ...made }, before);
    const arn = ownArn({ inputs, state: made.state });
    if (arn !== undefined) inventory.declare(arn, tagsOf(made.state));
    return made;
  };
  const { update } = handler;
  return {
    ...handler,
    create: async (context, inputs) => declare(await handler.create(context, inputs), inputs),
    ...(update && {
      update: async (context: Parameters<typeof update>[0], current: ResourceState, inputs: Properties) =>
        declare(await update(context, current, inputs), inputs, current),
    }),
    async delete(context, current) {
      try {
        await handler.delete(context, current);
      } catch (error) {
        if (!(error instanceof AwsError && ABSENT.test(error.code))) throw error;
      }
      const { inputs = {} } = inventory.made(handler.type, current.id) ?? {};
      inventory.drop({ type: handler.type, ...current });
      const arn = ownArn({ inputs, state: current.state });
      if (arn !== undefined) inventory.forget(arn);
    },
  };
}

function tagsOf({ tags, tagsAll }: Properties): Tags {
  return { ...(tagsAll as Tags | undefined), ...(tags as Tags | undefined) };
}
