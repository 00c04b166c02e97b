/// Alerts: rules over what happens, and their changes as events.
///
/// Enters: events of any topic, in any order. Leaves: [Transition][dev.agentbus.process.alert.Transition]s
/// (an alert fired, an alert is over) as events of `agent-alerts`, under ids that follow from rule, key
/// and time. Start at `Evaluation` (pure: events and a watermark in, transitions out), then `Watermark`
/// (how far time has come) and [AlertReader][dev.agentbus.process.alert.AlertReader], which runs both
/// over the log and keeps their state beside its positions in `AlertLedger`.
@NullMarked
package dev.agentbus.process.alert;

import org.jspecify.annotations.NullMarked;
