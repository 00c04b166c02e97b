package dev.agentbus.sink.archive;

import dev.agentbus.events.TopicName;
import dev.agentbus.events.TransientFailure;
import dev.agentbus.events.codec.DecodedEvent;
import dev.agentbus.events.contract.Contract;
import dev.agentbus.events.contract.Contracts;
import dev.agentbus.log.LogPartition;
import dev.agentbus.log.LogRecord;
import dev.agentbus.process.Advance;
import dev.agentbus.process.Batch;
import dev.agentbus.process.Claim;
import dev.agentbus.process.ConsumerId;
import dev.agentbus.process.HoldingSink;
import dev.agentbus.process.RecordDecoder;
import dev.agentbus.process.StoreOutcome;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Instant;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.Stream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Archives the records of every topic, each in exactly one file. Holds them in a spool on disk, per
/// partition, until a file is worth writing. For one worker; another process has its own.
public final class ArchiveSink implements HoldingSink {
    /// The consumer group that archives.
    public static final String GROUP = "audit-group";

    private static final Logger log = LoggerFactory.getLogger(ArchiveSink.class);

    private final Archive archive;
    private final List<Contract> contracts;
    private final ArchiveSettings settings;
    private final Clock clock;
    private final Map<TopicName, TopicReading> readings = new HashMap<>();
    private final Map<LogPartition, HeldPartition> held = new TreeMap<>();
    private final AtomicLong heldBytes = new AtomicLong();
    private final AtomicLong heldRows = new AtomicLong();
    private long epoch;
    private boolean spoolReady;

    /// One step with one partition.
    private interface Step {
        void take() throws IOException, Overtaken;
    }

    /// @param archive stays the caller's to close
    public ArchiveSink(Archive archive, Contracts contracts, ArchiveSettings settings, Clock clock) {
        this.archive = archive;
        this.contracts = List.copyOf(contracts.all());
        this.settings = settings;
        this.clock = clock;
        this.contracts.forEach(contract -> readings.put(contract.topic(), new TopicReading(contract)));
    }

    /// Shows what is held and not yet in a file.
    public void bind(MeterRegistry meters) {
        Gauge.builder("agentbus_archive_held_bytes", heldBytes, AtomicLong::get).register(meters);
        Gauge.builder("agentbus_archive_held_events", heldRows, AtomicLong::get).register(meters);
    }

    @Override
    public Collection<Contract> contracts() {
        return contracts;
    }

    @Override
    public RecordDecoder decoder(Contract contract) {
        return RecordDecoder.ofRecords(contract);
    }

    @Override
    public void prepare() {
        archive.open();
        if (!spoolReady) {
            emptySpool();
            spoolReady = true;
        }
    }

    private void emptySpool() {
        try {
            Files.createDirectories(settings.spool());
            try (Stream<Path> left = Files.list(settings.spool())) {
                for (Path file : left.filter(Files::isRegularFile).toList()) {
                    Files.delete(file);
                }
            }
        } catch (IOException e) {
            throw spoolFailure(e);
        }
    }

    private TransientFailure spoolFailure(IOException cause) {
        return new TransientFailure(
                "Cannot spool for the archive: %s (%s), got: %s"
                        .formatted(cause.getMessage(), cause.getClass().getSimpleName(), settings.spool()),
                cause);
    }

    @Override
    public Map<LogPartition, Claim> claim(ConsumerId consumer, Set<LogPartition> partitions) {
        prepare();
        HeldPartition.Place place = new HeldPartition.Place(archive.store(), consumer.clusterId(), settings.spool());
        Map<LogPartition, Claim> claims = new HashMap<>();
        for (LogPartition partition : partitions) {
            forget(partition);
            try {
                TopicReading reading = Objects.requireNonNull(readings.get(partition.topic()), "subscribed");
                HeldPartition fresh = new HeldPartition(partition, reading, place, ++epoch);
                held.put(partition, fresh);
                claims.put(partition, fresh.claim());
            } catch (IOException e) {
                throw spoolFailure(e);
            }
        }
        count();
        return claims;
    }

    @Override
    public StoreOutcome store(Batch batch) {
        for (Advance advance : batch.advances()) {
            HeldPartition own = held.get(advance.partition());
            if (own == null || !own.follows(advance.epoch(), advance.from())) {
                return new StoreOutcome.Fenced(
                        "Cannot archive batch: what was held of %s before %d is gone, got: epoch %d"
                                .formatted(advance.partition(), advance.from(), advance.epoch()));
            }
        }
        Optional<StoreOutcome.Fenced> refusal = take(batch).or(this::writeWhatIsDue);
        count();
        return refusal.isPresent() ? refusal.get() : new StoreOutcome.Stored(Map.of());
    }

    private Optional<StoreOutcome.Fenced> take(Batch batch) {
        String own = archive.open();
        Instant now = clock.instant();
        for (DecodedEvent event : batch.events()) {
            LogRecord record = TopicReading.recordOf(event);
            HeldPartition target = Objects.requireNonNull(held.get(record.partition()), "claimed");
            Optional<StoreOutcome.Fenced> refusal = step(record.partition(), () -> {
                if (!RestoredMark.isFrom(own, record)) {
                    target.take(record, now);
                }
                if (target.bytes() >= settings.fileBytes() && target.writable()) {
                    target.write();
                }
            });
            if (refusal.isPresent()) {
                return refusal;
            }
        }
        return Stream.ofNullable(batch.advances())
                .flatMap(List::stream)
                .map(advance -> step(
                        advance.partition(),
                        () -> Objects.requireNonNull(held.get(advance.partition()), "claimed")
                                .passTo(advance.to(), now)))
                .flatMap(Optional::stream)
                .findFirst();
    }

    @Override
    public StoreOutcome writeDue(Set<LogPartition> owned) {
        forgetAllBut(owned);
        Optional<StoreOutcome.Fenced> refusal = writeWhatIsDue();
        count();
        return refusal.isPresent() ? refusal.get() : new StoreOutcome.Stored(Map.of());
    }

    @Override
    public StoreOutcome writeAll(Set<LogPartition> owned) {
        forgetAllBut(owned);
        for (Map.Entry<LogPartition, HeldPartition> each : List.copyOf(held.entrySet())) {
            if (each.getValue().writable()) {
                Optional<StoreOutcome.Fenced> refusal = step(each.getKey(), each.getValue()::write);
                if (refusal.isPresent()) {
                    return refusal.get();
                }
            }
        }
        count();
        return new StoreOutcome.Stored(Map.of());
    }

    private Optional<StoreOutcome.Fenced> writeWhatIsDue() {
        Instant now = clock.instant();
        for (Map.Entry<LogPartition, HeldPartition> each : List.copyOf(held.entrySet())) {
            if (each.getValue().due(now, settings)) {
                Optional<StoreOutcome.Fenced> refusal = step(each.getKey(), each.getValue()::write);
                if (refusal.isPresent()) {
                    return refusal;
                }
            }
        }
        return writeLargest();
    }

    private Optional<StoreOutcome.Fenced> writeLargest() {
        while (total() > settings.heldBytes()) {
            Optional<Map.Entry<LogPartition, HeldPartition>> largest = held.entrySet().stream()
                    .filter(each -> each.getValue().writable())
                    .max(Comparator.comparingLong(each -> each.getValue().bytes()));
            if (largest.isEmpty() || largest.get().getValue().bytes() == 0) {
                return Optional.empty();
            }
            Optional<StoreOutcome.Fenced> refusal =
                    step(largest.get().getKey(), largest.get().getValue()::write);
            if (refusal.isPresent()) {
                return refusal;
            }
        }
        return Optional.empty();
    }

    private Optional<StoreOutcome.Fenced> step(LogPartition partition, Step step) {
        try {
            step.take();
            return Optional.empty();
        } catch (Overtaken e) {
            forget(partition);
            return Optional.of(new StoreOutcome.Fenced(Objects.requireNonNullElse(e.getMessage(), "?")));
        } catch (IOException e) {
            // What is held may be torn: it is read again.
            forget(partition);
            throw spoolFailure(e);
        }
    }

    private long total() {
        return held.values().stream().mapToLong(HeldPartition::bytes).sum();
    }

    private void count() {
        heldBytes.set(total());
        heldRows.set(held.values().stream().mapToLong(HeldPartition::rows).sum());
    }

    private void forgetAllBut(Set<LogPartition> owned) {
        for (LogPartition partition : List.copyOf(held.keySet())) {
            if (!owned.contains(partition)) {
                forget(partition);
            }
        }
    }

    private void forget(LogPartition partition) {
        HeldPartition gone = held.remove(partition);
        if (gone != null) {
            try {
                gone.close();
            } catch (IOException e) {
                log.atWarn().addKeyValue("partition", partition).setCause(e).log("Could not delete spool");
            }
        }
    }

    /// No event alone is ever refused, so nothing can be told by trying one.
    @Override
    public boolean rehearse(Batch batch) {
        return false;
    }
}
