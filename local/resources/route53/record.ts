import type { Inventory } from "../../base/inventory";
import type { Properties, ResourceHandler, ResourceState } from "../../engine/resourceHandler";

interface RecordInputs {
  zoneId: string;
  name: string;
  type: string;
  ttl?: number;
  records?: readonly string[];
  aliases?: readonly { name: string; zoneId: string }[];
  allowOverwrite?: boolean;
}

const TYPE = "aws:route53/record:Record";
const TYPES = ["A", "AAAA", "CAA", "CNAME", "DS", "MX", "NAPTR", "NS", "PTR", "SOA", "SPF", "SRV", "TXT"];

/** `aws.route53.Record`: records as they would be. Nothing resolves them here: clients name the host in `Host`. */
export function record({ inventory }: { inventory: Inventory }): ResourceHandler {
  const put = (properties: Properties, before?: string): ResourceState => {
    const inputs = properties as unknown as RecordInputs;
    check(inputs);
    const fqdn = inputs.name.replace(/\.$/, "").toLowerCase();
    const id = `${inputs.zoneId}_${fqdn}_${inputs.type}`;
    if (id !== before && inputs.allowOverwrite !== true && inventory.made(TYPE, id) !== undefined) {
      throw new Error(
        `Tried to create resource record set [name='${fqdn}.', type='${inputs.type}'] but it already exists`,
      );
    }
    return { id, state: { ...properties, fqdn, name: fqdn } };
  };
  return {
    type: TYPE,
    properties: {
      zoneId: "honoured",
      name: "honoured",
      type: "honoured",
      ttl: "honoured",
      records: "honoured",
      aliases: "honoured",
      allowOverwrite: "honoured",
    },
    replaceOn: ["zoneId", "name", "type"],
    create: async (_context, inputs) => put(inputs),
    update: async (_context, { id }, inputs) => put(inputs, id),
    delete: async () => {},
  };
}

/**
 * Rules: Route 53 API Reference, "ResourceRecordSet".
 * @throws Error for a record that AWS refuses
 */
function check({ name, type, ttl, records, aliases }: RecordInputs): void {
  if (!TYPES.includes(type)) throw new Error(`type must be one of ${TYPES.join(", ")}, got "${type}"`);
  if (!/^([a-z0-9_*]([a-z0-9_-]*[a-z0-9])?\.)+[a-z]{2,}\.?$/i.test(name)) {
    throw new Error(`name must be a whole host name locally, where zones are not looked up, got "${name}"`);
  }
  if ((records === undefined) === (aliases === undefined)) throw new Error("one of records and aliases must be set");
  if (records !== undefined && (ttl === undefined || ttl < 0)) throw new Error("ttl must be set where records are");
  if (aliases !== undefined && ttl !== undefined) throw new Error("ttl and aliases exclude each other");
}
