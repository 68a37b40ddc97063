// Sends a few calls with Segment's library for Node: node node.js ADDRESS KEY
import { Analytics } from "@segment/analytics-node";

const [address, writeKey] = process.argv.slice(2);
const analytics = new Analytics({ writeKey, host: address, flushAt: 2 });
analytics.on("error", (error) => {
  console.error(error);
  process.exitCode = 1;
});
analytics.identify({ userId: "node-1", traits: { email: "node@example.ir" } });
analytics.track({ userId: "node-1", event: "Order Completed", properties: { order_id: "n1", revenue: 12.5, currency: "USD" } });
analytics.page({ userId: "node-1", name: "Home" });
await analytics.closeAndFlush();
