import { randomBytes, randomInt, randomUUID } from "node:crypto";
import { type KeptMap, keptMaps } from "../../base/keptMaps";
import type { Properties, PropertySupport, ResourceContext, ResourceHandler } from "../../engine/resourceHandler";
import type { Services } from "../../services";
import { randomText, type TextInputs } from "./texts";

/** A resource's value, as it is kept: its id and its outputs. */
interface Value {
  readonly id: string;
  readonly outputs: Properties;
}

interface RandomType {
  readonly type: string;
  readonly properties: readonly string[];
  draw(inputs: Properties): Value;
}

const OF_TEXTS = [
  ...["length", "lower", "upper", "numeric", "number", "special", "overrideSpecial"],
  ...["minLower", "minUpper", "minNumeric", "minSpecial"],
];
const HONOURED = "honoured" as const satisfies PropertySupport;
/** Words of pets' names, which are our own. */
const QUALITIES =
  "able amber brave calm clever early gentle golden keen light lucky merry quick quiet rapid sunny swift warm wise young".split(
    " ",
  );
const ANIMALS =
  "ant bear bee crow deer duck eel finch fox goat hare heron lark lynx mole newt otter owl seal wren".split(" ");

function text(inputs: Properties): string {
  // `number` is the older name of `numeric`.
  const { number: older, ...rest } = inputs as Properties & { number?: boolean };
  return randomText({ ...(older !== undefined && { numeric: older }), ...rest } as TextInputs);
}

const TYPES: readonly RandomType[] = [
  {
    type: "random:index/randomPassword:RandomPassword",
    properties: OF_TEXTS,
    draw: (inputs) => ({ id: "none", outputs: { result: text(inputs) } }),
  },
  {
    type: "random:index/randomString:RandomString",
    properties: OF_TEXTS,
    draw(inputs) {
      const result = text(inputs);
      return { id: result, outputs: { result } };
    },
  },
  {
    type: "random:index/randomId:RandomId",
    properties: ["byteLength", "prefix"],
    draw({ byteLength, prefix = "" }) {
      if (!Number.isInteger(byteLength) || Number(byteLength) < 1) {
        throw new Error(`byteLength must be a whole number from 1 on, got ${byteLength}`);
      }
      const bytes = randomBytes(Number(byteLength));
      const hex = bytes.toString("hex");
      const all = { b64Std: bytes.toString("base64"), b64Url: bytes.toString("base64url"), hex };
      const texts = Object.entries({ ...all, dec: BigInt(`0x${hex}`).toString() });
      return { id: all.b64Url, outputs: Object.fromEntries(texts.map(([name, value]) => [name, `${prefix}${value}`])) };
    },
  },
  {
    type: "random:index/randomUuid:RandomUuid",
    properties: [],
    draw() {
      const result = randomUUID();
      return { id: result, outputs: { result } };
    },
  },
  {
    type: "random:index/randomInteger:RandomInteger",
    properties: ["min", "max"],
    draw({ min, max }) {
      if (!Number.isInteger(min) || !Number.isInteger(max) || Number(min) > Number(max)) {
        throw new Error(`min and max must be whole numbers, the one at most the other, got ${min} and ${max}`);
      }
      const result = randomInt(Number(min), Number(max) + 1);
      return { id: String(result), outputs: { result } };
    },
  },
  {
    type: "random:index/randomPet:RandomPet",
    properties: ["length", "prefix", "separator"],
    draw({ length = 2, prefix, separator = "-" }) {
      if (!Number.isInteger(length) || Number(length) < 1) {
        throw new Error(`length must be a whole number from 1 on, got ${length}`);
      }
      const qualities = Array.from({ length: Number(length) - 1 }, () => QUALITIES[randomInt(QUALITIES.length)]);
      const id = [prefix, ...qualities, ANIMALS[randomInt(ANIMALS.length)]].filter((part) => part !== undefined);
      return { id: id.join(String(separator)), outputs: {} };
    },
  },
];

/**
 * Types of `@pulumi/random`. A value is drawn when its resource is made, and is the same in every start that keeps data. Not there:
 * `bcryptHash` of a password, `RandomShuffle`, and seeds.
 */
export function randomValues({ data }: Pick<Services, "data">): readonly ResourceHandler[] {
  let kept: KeptMap<Value> | undefined;
  // Opened by the first value: a program without one pays nothing for it.
  const values = () => {
    kept ??= keptMaps(data, "random").map<Value>("values");
    return kept;
  };
  return TYPES.map(({ type, properties, draw }) => ({
    type,
    properties: Object.fromEntries([...properties, "keepers"].map((name) => [name, HONOURED])),
    replaceOn: [...properties, "keepers"],
    async create(context: ResourceContext, inputs: Properties) {
      const key = keyOf(context);
      const { id, outputs } = values().entries().get(key) ?? draw(inputs);
      values().set(key, { id, outputs });
      return { id, state: { ...inputs, ...outputs, "sluice:key": key } };
    },
    async delete(_context: ResourceContext, { state }: { state: Properties }) {
      values().delete(String(state["sluice:key"]));
    },
  }));
}

/** The same in every start, and another one for what replaces a resource. */
function keyOf(context: ResourceContext): string {
  return `${context.urn} ${context.physicalName(undefined, 255)}`;
}
