package dev.agentbus.app;

import dev.agentbus.events.contract.Contracts;
import dev.agentbus.log.kafka.KafkaLog;
import dev.agentbus.process.deadletter.DeadLetterTopics;
import dev.agentbus.process.idempotency.IdempotencyStore;
import dev.agentbus.sink.postgres.PostgresDatabase;
import dev.agentbus.sink.redis.windows.MetricsStore;
import java.util.Optional;

/// What every part stands upon.
///
/// @param database empty in a process that needs none
/// @param windows empty in a process that knows no Redis
/// @param effects which effects outside of the bus are done
record Ground(
        DataFolder folder,
        Contracts contracts,
        Engines engines,
        KafkaLog eventLog,
        DeadLetterTopics deadLetters,
        Optional<PostgresDatabase> database,
        Optional<MetricsStore> windows,
        IdempotencyStore effects) {}
