import { expect } from "chai";
import type { Properties } from "../../../local/engine/resourceHandler";
import { getAvailabilityZones } from "../../../local/invokes/getAvailabilityZones";
import { rejection } from "../../support/rejection";

describe("aws.getAvailabilityZones", () => {
  async function zones(args: Properties) {
    const { names, zoneIds } = await getAvailabilityZones.invoke(args);
    return { names, zoneIds };
  }

  it("gives the region's six zones", async () => {
    expect(await zones({ state: "available" })).to.deep.equal({
      names: ["us-east-1a", "us-east-1b", "us-east-1c", "us-east-1d", "us-east-1e", "us-east-1f"],
      zoneIds: ["use1-az1", "use1-az2", "use1-az3", "use1-az4", "use1-az5", "use1-az6"],
    });
  });

  it("leaves out those that are excluded, by name or by id", async () => {
    const { names } = await zones({ excludeNames: ["us-east-1a"], excludeZoneIds: ["use1-az3"] });

    expect(names).to.deep.equal(["us-east-1b", "us-east-1d", "us-east-1e", "us-east-1f"]);
  });

  it("gives local and wavelength zones when it is asked for all", async () => {
    const filters = [{ name: "opt-in-status", values: ["not-opted-in"] }];

    expect(await zones({ filters })).to.deep.equal({ names: [], zoneIds: [] });
    expect((await zones({ filters, allAvailabilityZones: true })).names).to.deep.equal([
      "us-east-1-bos-1a",
      "us-east-1-wl1-bos-wlz-1",
    ]);
  });

  it("takes filters together", async () => {
    const filters = [
      { name: "zone-type", values: ["availability-zone", "local-zone"] },
      { name: "zone-name", values: ["us-east-1b", "us-east-1-bos-1a"] },
    ];

    expect((await zones({ filters })).names).to.deep.equal(["us-east-1b"]);
  });

  it("refuses a filter that it does not know", async () => {
    const { message } = await rejection(zones({ filters: [{ name: "colour", values: ["red"] }] }));

    expect(message).to.contain(
      'the filter "colour" of availability zones is not supported locally (supported: group-name',
    );
  });
});
