package dev.agentbus.process.replay;

import dev.agentbus.events.TopicName;
import dev.agentbus.events.codec.DecodedEvent;
import dev.agentbus.events.codec.EventDecoder;
import dev.agentbus.events.codec.SourcePosition;
import dev.agentbus.events.codec.Undecodable;
import dev.agentbus.events.contract.Contract;
import dev.agentbus.log.LogRecord;
import java.util.Collection;
import java.util.HashMap;
import java.util.Map;

/// Tells which of the records that are read are meant. Safe for any thread.
final class Selection {
    /// What a record turned out to be.
    sealed interface Found {
        record Chosen(DecodedEvent event) implements Found {}

        /// Meant, and no event.
        record Unreadable() implements Found {}

        record Other() implements Found {}
    }

    private static final Found UNREADABLE = new Found.Unreadable();
    private static final Found OTHER = new Found.Other();

    private final ReplaySource source;
    private final Map<TopicName, EventDecoder> decoders = new HashMap<>();

    Selection(ReplaySource source, Collection<Contract> contracts) {
        this.source = source;
        contracts.forEach(contract -> decoders.put(contract.topic(), new EventDecoder(contract)));
    }

    Found find(LogRecord record) {
        EventDecoder decoder = decoders.get(record.partition().topic());
        if (decoder == null) {
            return OTHER;
        }
        SourcePosition position = new SourcePosition(
                record.partition().topic(), record.partition().number(), record.offset());
        try {
            DecodedEvent event = decoder.decode(record.value(), record.headers(), position, record.timestamp());
            return means(event) ? new Found.Chosen(event) : OTHER;
        } catch (Undecodable e) {
            return meansUnreadable(record) ? UNREADABLE : OTHER;
        }
    }

    /// The same question for those who read the event themselves; spares the decoding where every
    /// record is meant.
    boolean means(LogRecord record) {
        return everything() || !(find(record) instanceof Found.Other);
    }

    private boolean everything() {
        return source instanceof ReplaySource.Offsets || source.equals(ReplaySource.TimeRange.ALL);
    }

    private boolean means(DecodedEvent event) {
        return switch (source) {
            case ReplaySource.Offsets _ -> true;
            case ReplaySource.TimeRange range -> range.contains(event.time());
            case ReplaySource.Trace trace ->
                trace.within().contains(event.time())
                        && event.correlationId().filter(trace.id()::equals).isPresent();
        };
    }

    /// By the record's own time; its trace nobody knows.
    private boolean meansUnreadable(LogRecord record) {
        return switch (source) {
            case ReplaySource.Offsets _ -> true;
            case ReplaySource.TimeRange range -> range.contains(record.timestamp());
            case ReplaySource.Trace _ -> false;
        };
    }
}
