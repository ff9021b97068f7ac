import { expect } from "chai";
import { createSlots } from "../../../../functions/shared/queueWorker/slots";
import { rejection } from "../../../support/rejection";

const never = () => new AbortController().signal;

describe("createSlots", () => {
  it("has as many taken at once as there are, and gives a free one to who has waited longest", async () => {
    const slots = createSlots(2);
    const order: string[] = [];
    const giveBack = await slots.take(never());
    await slots.take(never());
    const waiting = ["first", "second"].map((name) => slots.take(never()).then(() => order.push(name)));

    await Promise.resolve();
    expect(order).to.deep.equal([]);
    giveBack();
    await waiting[0];

    expect(order).to.deep.equal(["first"]);
  });

  it("counts one that is given back twice once", async () => {
    const slots = createSlots(1);
    const giveBack = await slots.take(never());
    giveBack();
    giveBack();
    await slots.take(never());
    const gaveUp = new AbortController();
    const third = rejection(slots.take(gaveUp.signal));

    gaveUp.abort(new Error("no more"));

    expect((await third).message).to.equal("no more");
  });

  it("passes over one that has given up waiting", async () => {
    const slots = createSlots(1);
    const giveBack = await slots.take(never());
    const gaveUp = new AbortController();
    const given = rejection(slots.take(gaveUp.signal));
    const next = slots.take(never());
    gaveUp.abort(new Error("no more"));
    await given;

    giveBack();

    expect(await next).to.be.a("function");
  });

  it("gives none to who has given up already", async () => {
    expect((await rejection(createSlots(1).take(AbortSignal.abort(new Error("over"))))).message).to.equal("over");
  });
});
