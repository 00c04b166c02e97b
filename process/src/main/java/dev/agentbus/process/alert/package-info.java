/// Alerts: rules over what happens, and their changes as events.
///
/// Enters: events of any topic, in any order. Leaves: [Transition][dev.agentbus.process.alert.Transition]s
/// (an alert fired, an alert is over) as events of `agent-alerts`, under ids that follow from rule, key
/// and time. Start at `Evaluation`, which is pure. Around it, in the order of an event's way:
///
/// - what to look for: `RulesFile`, `RuleBook`, and the readers that make `Rule`s and `Destination`s of YAML;
/// - looking: `RuleSet` (is it of interest), `Watermark` (has its time come), `Tracker` (one rule's memory);
/// - telling: `Notices` (who is told as one), `TransitionEvent`;
/// - running over the log: `Leadership` (whose turn it is), `AlertReader`, `AlertSink`, `AlertLedger` (the state,
///   beside its positions); over the past: `BackTest`;
/// - showing: `AlertBoard` (`Incident`s, `Silence`s).
@NullMarked
package dev.agentbus.process.alert;

import org.jspecify.annotations.NullMarked;
