/// What each topic promises: one AsyncAPI document per domain becomes one
/// [Contract][dev.agentbus.events.contract.Contract] per topic.
///
/// Enters: YAML files, built in or from a user's folder. Leaves:
/// [Contracts][dev.agentbus.events.contract.Contracts], from which topics, validation, tables and
/// listings follow without code. Start at `Contracts`.
@NullMarked
package dev.agentbus.events.contract;

import org.jspecify.annotations.NullMarked;
