package dev.agentbus.process;

import dev.agentbus.events.TopicName;
import java.time.Clock;
import java.util.Map;

/// What every membership of one worker shares.
record WorkerParts(
        WorkerSettings settings,
        BatchSink sink,
        DeadLetters deadLetters,
        Map<TopicName, RecordDecoder> decoders,
        WorkerCounters counters,
        WorkerBoard board,
        Lane lane,
        Clock clock) {}
