package dev.agentbus.process;

import dev.agentbus.events.codec.DecodedEvent;
import dev.agentbus.events.codec.EventDecoder;
import dev.agentbus.events.codec.RawRecord;
import dev.agentbus.events.codec.SourcePosition;
import dev.agentbus.events.contract.Contract;
import dev.agentbus.log.LogRecord;

/// Makes of a record of one topic what a sink stores.
public interface RecordDecoder {
    /// @throws dev.agentbus.events.PermanentFailure when the record can never be carried out
    DecodedEvent decode(LogRecord record);

    /// Reads the record as an event of the contract.
    static RecordDecoder ofEvents(Contract contract) {
        EventDecoder decoder = new EventDecoder(contract);
        return record -> decoder.decode(record.value(), record.headers(), positionOf(record), record.timestamp());
    }

    /// Passes the record on as it stands, whatever it holds.
    static RecordDecoder ofRecords(Contract contract) {
        return record -> DecodedEvent.unread(
                contract,
                positionOf(record),
                record.timestamp(),
                new RawRecord(record.key(), record.value(), record.headers()));
    }

    private static SourcePosition positionOf(LogRecord record) {
        return new SourcePosition(record.partition().topic(), record.partition().number(), record.offset());
    }
}
