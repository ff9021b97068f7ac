import * as pulumi from "@pulumi/pulumi";
import { EventAggregator } from "../../../components/eventAggregator";

const count = new pulumi.Config().requireNumber("aggregators");
for (let index = 0; index < count; index++) new EventAggregator(`events${index}`, { auth: "public" });
