/// The log on any cluster that speaks Kafka's protocol (3.x to 4.x).
///
/// Enters: [KafkaSettings][dev.agentbus.log.kafka.KafkaSettings]. Leaves: an
/// [EventLog][dev.agentbus.log.EventLog]. Start at `KafkaLog`.
@NullMarked
package dev.agentbus.log.kafka;

import org.jspecify.annotations.NullMarked;
