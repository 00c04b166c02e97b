package dev.agentbus.app;

import dev.agentbus.events.BusFailure;
import dev.agentbus.events.TransientFailure;
import dev.agentbus.events.contract.Contract;
import dev.agentbus.log.CommittedPosition;
import dev.agentbus.log.LogPartition;
import dev.agentbus.log.LogReader;
import dev.agentbus.log.ReaderSettings;
import dev.agentbus.process.HandlerSettings;
import dev.agentbus.process.RetryPolicy;
import dev.agentbus.process.Worker;
import dev.agentbus.process.WorkerSettings;
import dev.agentbus.process.WorkerStatus;
import dev.agentbus.process.alert.AlertBoard;
import dev.agentbus.process.alert.AlertTopics;
import dev.agentbus.process.alert.Destination;
import dev.agentbus.process.alert.RulesFile;
import dev.agentbus.sink.alert.AlertDelivery;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// One reader per destination, so that one that hangs holds up no other; readers come and go with the
/// destinations of the rules file. A destination that is new hears of what happens from then on.
final class AlertDeliveries implements AutoCloseable {
    private static final Logger log = LoggerFactory.getLogger(AlertDeliveries.class);
    private static final Duration INTERVAL = Duration.ofSeconds(1);
    /// For an hour and more: a page that comes late is better than one that does not come.
    private static final HandlerSettings HANDLING = HandlerSettings.DEFAULT
            .withConcurrency(4)
            .withRetry(
                    RetryPolicy.DEFAULT.withMaxAttempts(40).withDelays(Duration.ofSeconds(1), Duration.ofMinutes(2)));

    private final Ground ground;
    private final RulesFile rules;
    private final AlertBoard board;
    private final Assembly assembly;
    private final Map<String, Running> running = new TreeMap<>();
    private final CountDownLatch stopRequested = new CountDownLatch(1);

    private record Running(AlertDelivery delivery, Worker worker) {
        void stop() {
            worker.close();
            delivery.close();
        }
    }

    /// A destination at one moment.
    record Standing(Destination destination, long sent, long silenced, long skipped, WorkerStatus status) {}

    AlertDeliveries(Ground ground, RulesFile rules, AlertBoard board, Assembly assembly) {
        this.ground = ground;
        this.rules = rules;
        this.board = board;
        this.assembly = assembly;
    }

    /// Returns at once.
    void start() {
        Thread.ofVirtual().name("alert-destinations").start(this::run);
    }

    private void run() {
        try {
            do {
                follow();
            } while (!stopRequested.await(INTERVAL.toNanos(), TimeUnit.NANOSECONDS));
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
        }
    }

    private synchronized void follow() {
        if (stopRequested.getCount() == 0) {
            return;
        }
        Map<String, Destination> wanted = new HashMap<>();
        rules.book()
                .destinations()
                .forEach(destination -> wanted.put(destination.common().name(), destination));
        for (String name : Set.copyOf(running.keySet())) {
            Running now = running.get(name);
            if (now != null && !now.delivery().destination().equals(wanted.get(name))) {
                running.remove(name);
                assembly.workers().remove(now.worker());
                now.stop();
            }
        }
        wanted.forEach((name, destination) -> {
            if (!running.containsKey(name)) {
                begin(name, destination);
            }
        });
    }

    private void begin(String name, Destination destination) {
        Contract alerts = ground.contracts().find(AlertTopics.ALERTS).orElseThrow();
        AlertDelivery delivery = new AlertDelivery(alerts, destination, board);
        try {
            beginAtEnd(delivery.group());
            Worker worker = new Worker(
                    ground.eventLog(),
                    delivery.once(ground.effects()),
                    // Without marks of what was in hand at a death: no notice kills a process, and one that
                    // was in hand at several deaths is not to be given up.
                    WorkerSettings.ofGroup(delivery.group()),
                    HANDLING,
                    assembly.meters());
            worker.start();
            assembly.workers().add(worker);
            running.put(name, new Running(delivery, worker));
        } catch (BusFailure e) {
            log.atWarn().addKeyValue("destination", name).setCause(e).log("Can't start a destination yet");
            delivery.close();
        }
    }

    /// Where a group has never been, it begins with what comes next.
    private void beginAtEnd(String group) {
        try (LogReader reader = ground.eventLog().reader(ReaderSettings.ofGroup(group))) {
            List<LogPartition> missing = missing(reader);
            if (missing.isEmpty()) {
                return;
            }
            Map<LogPartition, CommittedPosition> ends = new HashMap<>();
            reader.endOffsets(missing).forEach((partition, end) -> ends.put(partition, new CommittedPosition(end)));
            reader.assign(missing);
            reader.commit(ends);
        }
        try (LogReader reader = ground.eventLog().reader(ReaderSettings.ofGroup(group))) {
            if (!missing(reader).isEmpty()) {
                throw new TransientFailure("Cannot begin: the log did not take the first position, got: " + group);
            }
        }
    }

    private static List<LogPartition> missing(LogReader reader) {
        List<LogPartition> missing = new ArrayList<>(reader.partitionsOf(List.of(AlertTopics.ALERTS)));
        missing.removeAll(reader.committed(Set.copyOf(missing)).keySet());
        return missing;
    }

    synchronized List<Standing> standings() {
        return running.values().stream()
                .map(each -> new Standing(
                        each.delivery().destination(),
                        each.delivery().sent(),
                        each.delivery().silenced(),
                        each.delivery().skipped(),
                        each.worker().status()))
                .toList();
    }

    @Override
    public void close() {
        stopRequested.countDown();
        synchronized (this) {
            running.values().forEach(Running::stop);
            running.clear();
        }
    }
}
