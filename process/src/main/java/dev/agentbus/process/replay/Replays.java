package dev.agentbus.process.replay;

import dev.agentbus.events.TopicName;
import dev.agentbus.events.contract.Contract;
import dev.agentbus.events.contract.Contracts;
import dev.agentbus.log.EventLog;
import dev.agentbus.log.LogPartition;
import dev.agentbus.log.ReaderSettings;
import dev.agentbus.process.ConsumerId;
import dev.agentbus.process.replay.ReplayViews.ReplayView;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Consumer;
import java.util.stream.Collectors;

/// Starts replays, and knows those of this process: they end with it. Safe for any thread.
public final class Replays implements AutoCloseable {
    /// At once.
    public static final int MAX_RUNNING = 4;
    /// At once; each takes some tens of megabytes at most.
    public static final int MAX_VIEWS = 2;
    /// Those that are over are listed as long as there is room.
    static final int MAX_LISTED = 100;

    private static final int VIEW_POLL_RECORDS = 4_000;
    /// Half a batch: between two polls the worker gives the next batch to the sink.
    private static final int GROUP_POLL_RECORDS = 1_000;

    private final ReplaySources sources;
    private final Map<TopicName, Contract> contracts = new LinkedHashMap<>();
    private final ReplayTargets targets;
    private final Clock clock;
    private final Map<ReplayId, ReplayJob> jobs = new LinkedHashMap<>();

    /// From the log alone.
    public Replays(EventLog eventLog, Contracts contracts, ReplayTargets targets, Clock clock) {
        this(new ReplaySources(eventLog, Optional.empty()), contracts, targets, clock);
    }

    /// Without topics of dead letters: these are not replayed, but redriven.
    public Replays(ReplaySources sources, Contracts contracts, ReplayTargets targets, Clock clock) {
        this.sources = sources;
        this.targets = targets;
        this.clock = clock;
        Set<TopicName> letters = contracts.all().stream()
                .flatMap(contract -> contract.deadLetterTopic().stream())
                .collect(Collectors.toSet());
        for (Contract contract : contracts.all()) {
            if (!letters.contains(contract.topic())) {
                this.contracts.put(contract.topic(), contract);
            }
        }
    }

    /// Says what a replay would do, by reading for `limit` at most.
    ///
    /// @throws RefusedReplay as [#start] would
    public Forecast forecast(ReplayRequest request, Duration limit) {
        Collection<Contract> chosen = chosen(request);
        ReplaySources.Course course = sources.course(request, topics(chosen));
        return new Forecaster(course, new Selection(request.source(), chosen))
                .read(reading(0, VIEW_POLL_RECORDS), limit);
    }

    /// @throws RefusedReplay when it can't be done, or not now
    public ReplayStatus start(ReplayRequest request) {
        Collection<Contract> chosen = chosen(request);
        ReplaySources.Course course = sources.course(request, topics(chosen));
        Begun begun = Begun.of(request, course, new Selection(request.source(), chosen));
        synchronized (this) {
            makeRoom(request);
            ReplayJob job = switch (request.target()) {
                case ReplayTarget.NewGroup _ -> groupJob(begun);
                case ReplayTarget.ExistingGroup(String group) -> rewindJob(begun, group);
                case ReplayTarget.ThrowAwayView _ -> viewJob(begun);
            };
            jobs.put(job.id(), job);
            job.start();
            return job.status();
        }
    }

    private ReplayJob groupJob(Begun begun) {
        ReaderSettings reading = reading(begun.request().eventsPerSecond(), GROUP_POLL_RECORDS);
        ReplayTargets.Store store = store();
        return begun.job((log, part) -> new GroupWork(log, reading, part, store), null, clock);
    }

    private ReplayJob viewJob(Begun begun) {
        Instant now = clock.instant();
        ReplaySource.TimeRange span = switch (begun.request().source()) {
            case ReplaySource.TimeRange range -> range;
            case ReplaySource.Trace trace -> trace.within();
            case ReplaySource.Offsets _ -> ReplaySource.TimeRange.ALL;
        };
        ReaderSettings reading = reading(begun.request().eventsPerSecond(), VIEW_POLL_RECORDS);
        ReplayView view = views().open(begun.id(), span.from(), span.to().isBefore(now) ? span.to() : now);
        view.show();
        return begun.job((log, part) -> new ViewWork(log, part, reading, view), view, clock);
    }

    private ReplayJob rewindJob(Begun begun, String group) {
        ReplayTargets.Store store = storeOf(group);
        ConsumerId consumer = new ConsumerId(sources.log().clusterId(), group);
        if (store.positions().of(consumer).isEmpty()) {
            throw RefusedReplay.unknownGroup(group);
        }
        ReplayLog.Replaying found = begun.parts().getFirst();
        Map<LogPartition, Long> to = new HashMap<>();
        found.plan().ranges().forEach((partition, range) -> to.put(partition, range.from()));
        Map<LogPartition, OffsetRange> moved = new TreeMap<>();
        store.positions()
                .setBack(consumer, to)
                .forEach((partition, before) ->
                        moved.put(partition, new OffsetRange(to.getOrDefault(partition, 0L), before)));
        ReplayLog.Replaying replaying = found.of(new ReplayPlan(moved));
        RewindWork work = new RewindWork(consumer, replaying, store);
        return new ReplayJob(begun.request(), List.of(replaying), work, null, clock);
    }

    /// As many as a quarter of a second allows.
    private static ReaderSettings reading(int eventsPerSecond, int atMost) {
        int records = eventsPerSecond == 0 ? atMost : Math.clamp(eventsPerSecond / 4, 1, atMost);
        ReaderSettings settings = ReaderSettings.withoutGroup();
        return new ReaderSettings(settings.group(), records, settings.start());
    }

    private static List<TopicName> topics(Collection<Contract> contracts) {
        return contracts.stream().map(Contract::topic).toList();
    }

    private Collection<Contract> chosen(ReplayRequest request) {
        Map<TopicName, Contract> taken = new LinkedHashMap<>();
        switch (request.target()) {
            case ReplayTarget.NewGroup _ -> take(store(), taken);
            case ReplayTarget.ExistingGroup(String group) -> take(storeOf(group), taken);
            case ReplayTarget.ThrowAwayView _ -> {
                views();
                taken.putAll(contracts);
            }
        }
        for (TopicName topic : request.topics()) {
            if (!taken.containsKey(topic)) {
                throw RefusedReplay.invalid("topics must be such that the target takes", topic);
            }
        }
        if (!request.topics().isEmpty()) {
            taken.keySet().retainAll(request.topics());
        }
        return taken.values();
    }

    private static void take(ReplayTargets.Store store, Map<TopicName, Contract> taken) {
        store.sink().contracts().forEach(contract -> taken.put(contract.topic(), contract));
    }

    /// A group that has no sink of its own reads for the store.
    private ReplayTargets.Store storeOf(String group) {
        ReplayTargets.Store own = targets.groups().get(group);
        return own == null ? store() : own;
    }

    private ReplayTargets.Store store() {
        return targets.store()
                .orElseThrow(() -> RefusedReplay.invalid("a process that writes is needed (role writer)", "none"));
    }

    private ReplayViews views() {
        return targets.views()
                .orElseThrow(() -> RefusedReplay.invalid("a process that shows is needed (role view)", "none"));
    }

    private void makeRoom(ReplayRequest request) {
        long running =
                jobs.values().stream().filter(job -> !job.state().isOver()).count();
        if (running >= MAX_RUNNING) {
            throw RefusedReplay.busy("only %d may run at once; wait or cancel one".formatted(MAX_RUNNING), running);
        }
        List<ReplayJob> views =
                jobs.values().stream().filter(ReplayJob::hasView).toList();
        if (request.target() instanceof ReplayTarget.ThrowAwayView && views.size() >= MAX_VIEWS) {
            ReplayJob oldest = views.stream()
                    .filter(job -> job.state().isOver())
                    .findFirst()
                    .orElseThrow(() -> RefusedReplay.busy(
                            "only %d views may be filled at once; wait or cancel one".formatted(MAX_VIEWS),
                            views.size()));
            oldest.close();
        }
        if (jobs.size() >= MAX_LISTED) {
            jobs.values().stream()
                    .filter(job -> job.state().isOver() && !job.hasView())
                    .findFirst()
                    .ifPresent(job -> jobs.remove(job.id()));
        }
    }

    /// The newest first.
    public synchronized List<ReplayStatus> list() {
        return jobs.values().stream()
                .map(ReplayJob::status)
                .sorted(Comparator.comparing(ReplayStatus::startedAt).reversed())
                .toList();
    }

    /// @throws RefusedReplay when there is none of that id
    public ReplayStatus find(ReplayId id) {
        return job(id).status();
    }

    public ReplayStatus pause(ReplayId id) {
        return steered(id, ReplayJob::pause);
    }

    public ReplayStatus resume(ReplayId id) {
        return steered(id, ReplayJob::resume);
    }

    /// Ends it; what is stored stays stored, a view stays for its time.
    public ReplayStatus cancel(ReplayId id) {
        return steered(id, ReplayJob::cancel);
    }

    private ReplayStatus steered(ReplayId id, Consumer<ReplayJob> action) {
        ReplayJob job = job(id);
        action.accept(job);
        return job.status();
    }

    /// Ends it, and forgets it with its view.
    public void remove(ReplayId id) {
        ReplayJob job = job(id);
        job.close();
        synchronized (this) {
            jobs.remove(id);
        }
    }

    private synchronized ReplayJob job(ReplayId id) {
        ReplayJob job = jobs.get(id);
        if (job == null) {
            throw RefusedReplay.unknown(id);
        }
        return job;
    }

    @Override
    public void close() {
        List<ReplayJob> all;
        synchronized (this) {
            all = List.copyOf(jobs.values());
        }
        all.forEach(ReplayJob::endSoon);
        all.forEach(ReplayJob::close);
    }
}
