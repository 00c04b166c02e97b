/// Tells people of alerts: PagerDuty, Slack, and signed webhooks.
///
/// Enters: events of `agent-alerts`. Leaves: HTTP requests, one per notice that opens or closes; never
/// one to an address of a private network unless its destination says so. Start at
/// [AlertDelivery][dev.agentbus.sink.alert.AlertDelivery], the handler of one destination, then
/// `Message` (what is sent) and `GuardedClient` (how).
@NullMarked
package dev.agentbus.sink.alert;

import org.jspecify.annotations.NullMarked;
