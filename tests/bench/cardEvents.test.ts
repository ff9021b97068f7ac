import { expect } from "chai";
import { SOUGHT_EMPLOYEE, weekOfEvents } from "../../bench/cardEvents";
import { cardEvent, impossibilityOf, partitionOf } from "../../functions/access-cards/event";

describe("a week of card events", () => {
  const week = [...weekOfEvents(200)];
  const events = week.flatMap((hour) => hour.events);

  it("is the same in every run", () => {
    expect([...weekOfEvents(200)]).to.deep.equal(week);
  });

  it("has an hour for every file, with the busiest at eight on weekdays", () => {
    const counts = week.map((hour) => hour.events.length);

    expect(week).to.have.length(168);
    expect(counts[8]).to.equal(200);
    expect(Math.max(...counts)).to.equal(200);
    expect(counts[5 * 24 + 8]).to.equal(20);
  });

  it("is of events that the archive takes, each in the file of its hour", () => {
    const schema = cardEvent();

    for (const { date, hour, events: ofHour } of week) {
      for (const event of ofHour) {
        schema.parse(event);
        expect(impossibilityOf(event)).to.equal(undefined);
        expect(partitionOf(event)).to.deep.equal({ date, hour });
      }
    }
  });

  it("has ids that are unique, and events of the employee whom the query looks for", () => {
    expect(new Set(events.map(({ id }) => id)).size).to.equal(events.length);
    expect(events.map(({ employee_id: id }) => id)).to.include(SOUGHT_EMPLOYEE);
  });
});
