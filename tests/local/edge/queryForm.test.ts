import { expect } from "chai";
import { readEc2Form, readQueryForm } from "../../../local/edge/queryForm";

describe("readQueryForm", () => {
  const read = (form: string) => readQueryForm(new URLSearchParams(form));

  it("leaves what has no dots as it is", () => {
    expect(read("TopicArn=t&Message=a.b")).to.deep.equal({ TopicArn: "t", Message: "a.b" });
  });

  it("reads a list in the order of its numbers", () => {
    expect(read("Names.member.10=c&Names.member.2=b&Names.member.1=a")).to.deep.equal({ Names: ["a", "b", "c"] });
  });

  it("reads a map in a structure in a list", () => {
    const entry = "Entries.member.1";
    const form = `${entry}.Id=1&${entry}.Attributes.entry.1.Name=kind&${entry}.Attributes.entry.1.Value.DataType=String`;

    expect(read(form)).to.deep.equal({ Entries: [{ Id: "1", Attributes: { kind: { DataType: "String" } } }] });
  });

  it("reads a map whose entries are called key and value", () => {
    expect(read("Attributes.entry.1.key=a&Attributes.entry.1.value=b")).to.deep.equal({ Attributes: { a: "b" } });
  });

  it("takes special names as names", () => {
    const form = read("__proto__.member.1=a");

    expect(Object.getPrototypeOf(form)).to.equal(Object.prototype);
    expect(Object.entries(form)).to.deep.equal([["__proto__", ["a"]]]);
  });
});

describe("readEc2Form", () => {
  it("names lists in the plural, as the SDK does, and nothing else", () => {
    const form = "InstanceId.1=i-1&InstanceId.2=i-2&Filter.1.Name=vpc-id&Filter.1.Value.1=vpc-1&Attribute=userData";

    expect(readEc2Form(new URLSearchParams(form))).to.deep.equal({
      InstanceIds: ["i-1", "i-2"],
      Filters: [{ Name: "vpc-id", Values: ["vpc-1"] }],
      Attribute: "userData",
    });
  });
});
