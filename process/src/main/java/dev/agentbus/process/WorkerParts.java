package dev.agentbus.process;

import dev.agentbus.events.TopicName;
import dev.agentbus.events.contract.Contract;
import dev.agentbus.log.EventLog;
import dev.agentbus.process.deadletter.Handler;
import dev.agentbus.process.deadletter.Receiver;
import io.micrometer.core.instrument.MeterRegistry;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.Map;

/// What every membership of one worker shares.
///
/// @param lane for what may block for long, one task at a time
record WorkerParts(
        WorkerSettings settings,
        DeadLetters deadLetters,
        Map<TopicName, RecordDecoder> decoders,
        WorkerCounters counters,
        WorkerBoard board,
        Lane lane,
        CrashGuard guard,
        WorkerTime time) {
    static WorkerParts of(
            EventLog eventLog, Collection<Contract> contracts, WorkerSettings settings, MeterRegistry meters) {
        Lane lane = ThreadLane.single("worker-" + settings.group());
        return of(eventLog, contracts, settings, meters, lane, WorkerTime.ofMachine());
    }

    static WorkerParts of(
            EventLog eventLog,
            Collection<Contract> contracts,
            WorkerSettings settings,
            MeterRegistry meters,
            Lane lane,
            WorkerTime time) {
        Map<TopicName, Contract> byTopic = new LinkedHashMap<>();
        Map<TopicName, RecordDecoder> decoders = new LinkedHashMap<>();
        for (Contract contract : contracts) {
            byTopic.put(contract.topic(), contract);
            decoders.put(contract.topic(), RecordDecoder.ofEvents(contract));
        }
        String group = settings.group();
        WorkerCounters counters = new WorkerCounters(meters, group, byTopic.keySet());
        MarkFile marks = settings.marks()
                .map(folder -> MarkFile.open(folder.resolve(group + ".marks")))
                .orElseGet(MarkFile::inMemory);
        return new WorkerParts(
                settings,
                new DeadLetters(eventLog, new Handler(group, group), Receiver.HANDLER, byTopic),
                decoders,
                counters,
                new WorkerBoard(group, byTopic.keySet(), counters, meters),
                lane,
                CrashGuard.open(marks),
                time);
    }

    /// With records read as the sink wants them.
    WorkerParts reading(BatchSink sink) {
        Map<TopicName, RecordDecoder> own = new LinkedHashMap<>();
        sink.contracts().forEach(contract -> own.put(contract.topic(), sink.decoder(contract)));
        return new WorkerParts(settings, deadLetters.of(sink), own, counters, board, lane, guard, time);
    }
}
