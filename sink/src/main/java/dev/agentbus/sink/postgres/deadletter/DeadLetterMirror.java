package dev.agentbus.sink.postgres.deadletter;

import dev.agentbus.events.TopicName;
import dev.agentbus.events.codec.DecodedEvent;
import dev.agentbus.events.codec.RawRecord;
import dev.agentbus.events.contract.Contract;
import dev.agentbus.log.LogPartition;
import dev.agentbus.log.LogRecord;
import dev.agentbus.process.Batch;
import dev.agentbus.process.BatchSink;
import dev.agentbus.process.Claim;
import dev.agentbus.process.ConsumerId;
import dev.agentbus.process.RecordDecoder;
import dev.agentbus.process.StoreOutcome;
import dev.agentbus.process.deadletter.Letter;
import dev.agentbus.process.deadletter.LetterReader;
import dev.agentbus.process.deadletter.LetterStatus;
import dev.agentbus.sink.postgres.Migrations;
import dev.agentbus.sink.postgres.PositionedWrites;
import dev.agentbus.sink.postgres.PostgresDatabase;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/// Stores the records of dead-letter topics, each letter once. A letter whose record was redriven as
/// often as is allowed, and failed again, is parked at once. Safe for several workers at once.
public final class DeadLetterMirror implements BatchSink {
    public static final String GROUP = "dead-letter-mirror-group";
    /// Redrives of one record after which it is parked.
    public static final int DEFAULT_MAX_REDRIVES = 3;

    private final Migrations migrations;
    private final PositionedWrites positions;
    private final List<Contract> topics;
    private final LetterReader reader;
    private final int maxRedrives;

    /// @param database stays the caller's to close
    /// @param topics contracts of the dead-letter topics
    public DeadLetterMirror(
            PostgresDatabase database, Collection<Contract> topics, LetterReader reader, int maxRedrives) {
        this.migrations = new Migrations(database);
        this.positions = new PositionedWrites(database);
        this.topics = List.copyOf(topics);
        this.reader = reader;
        this.maxRedrives = maxRedrives;
    }

    @Override
    public Collection<Contract> contracts() {
        return topics;
    }

    @Override
    public RecordDecoder decoder(Contract contract) {
        return RecordDecoder.ofRecords(contract);
    }

    @Override
    public void prepare() {
        migrations.run();
    }

    @Override
    public Map<LogPartition, Claim> claim(ConsumerId consumer, Set<LogPartition> partitions) {
        prepare();
        return positions.claim(consumer, partitions);
    }

    @Override
    public StoreOutcome store(Batch batch) {
        List<Letter> letters = lettersOf(batch);
        return positions.store(batch, connection -> insert(connection, letters));
    }

    @Override
    public boolean rehearse(Batch batch) {
        List<Letter> letters = lettersOf(batch);
        return positions.rehearse(batch, connection -> insert(connection, letters));
    }

    private List<Letter> lettersOf(Batch batch) {
        return batch.events().stream()
                .map(event -> reader.read(recordOf(event)))
                .toList();
    }

    private Map<TopicName, Integer> insert(Connection connection, List<Letter> letters) throws SQLException {
        Map<TopicName, Integer> duplicates = new HashMap<>();
        if (letters.isEmpty()) {
            return duplicates;
        }
        try (LetterInsert insert = new LetterInsert(connection)) {
            for (Letter letter : letters) {
                if (letter.lineage().redrives() < maxRedrives) {
                    insert.add(letter, LetterStatus.PENDING, "");
                } else {
                    insert.add(
                            letter,
                            LetterStatus.PARKED,
                            "redriven %d times, and failed again"
                                    .formatted(letter.lineage().redrives()));
                }
            }
            for (Letter known : insert.run()) {
                duplicates.merge(known.position().partition().topic(), 1, Integer::sum);
            }
        }
        return duplicates;
    }

    private static LogRecord recordOf(DecodedEvent event) {
        RawRecord raw = event.raw()
                .orElseThrow(() -> new IllegalStateException(
                        "Cannot mirror dead letter: its record must come unread, got: " + event));
        return new LogRecord(
                new LogPartition(event.position().topic(), event.position().partition()),
                event.position().offset(),
                event.time(),
                raw.key(),
                raw.value(),
                raw.headers());
    }
}
