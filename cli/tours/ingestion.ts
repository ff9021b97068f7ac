import { z } from "zod";
import { callOf } from "../calledAs";
import { authorizationOf } from "../load/authorization";
import { IngestionApi } from "../load/ingestion/api";
import { type ShownSystem, type Tour, tourId } from "./tour";

const outputsSchema = z.object({ url: z.string().optional(), urlAuth: z.string().optional() });

/** Sends a valid entry, which is stored, and one that is almost right, about which a person decides. */
export async function take(tour: Tour, { outputs, access }: ShownSystem): Promise<void> {
  const { url, urlAuth } = outputsSchema.parse(outputs);
  if (url === undefined) throw new Error("ingestion has no url: its toggle `ingestion` is off; switch it on");
  const api = new IngestionApi(
    url,
    1,
    authorizationOf(url, urlAuth, {}, () => access),
  );
  const name = tourId(tour.clock);
  try {
    const send = async (email: string) => {
      const query = new URLSearchParams({ user_name: name, email, pincode: "12345" }).toString();
      tour.step(`GET ?${query}`);
      return api.send("GET", query);
    };
    const stored = await send("ada@example.com");
    if (stored.status !== 201) throw new Error(`it answered ${stored.status} ${stored.text.slice(0, 200)}`);
    tour.tell("201: a workflow has validated and stored it");
    tour.step("what is stored can be read");
    await tour.until("it is in the list", async () => ((await api.storedNames()).has(name) ? true : undefined));
    const asked = await send("not-an-address");
    tour.tell(
      `${asked.status}: one field is wrong, so a mail asks a person to decide`,
      `read it in the mailbox, and follow one of its links (${callOf("output")} names the page)`,
    );
  } finally {
    await api.close();
  }
}
