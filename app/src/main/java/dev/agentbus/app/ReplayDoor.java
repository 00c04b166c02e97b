package dev.agentbus.app;

import dev.agentbus.process.Worker;
import dev.agentbus.process.replay.ReplaySources;
import dev.agentbus.process.replay.ReplayTargets;
import dev.agentbus.process.replay.ReplayViews;
import dev.agentbus.process.replay.Replays;
import dev.agentbus.sink.archive.ArchivedPasts;
import dev.agentbus.sink.postgres.PostgresPositions;
import dev.agentbus.sink.postgres.PostgresSink;
import dev.agentbus.sink.redis.windows.MetricsSink;
import dev.agentbus.view.ReplayedViewRoutes;
import dev.agentbus.view.ReplayedViews;
import java.time.Clock;
import java.util.Map;
import java.util.Optional;

/// Reading the past again, into what this process can write to or show.
final class ReplayDoor {
    private ReplayDoor() {}

    static void open(Assembly assembly, Ground ground) {
        Optional<ReplayTargets.Store> store = assembly.does(Role.WRITER)
                ? ground.database()
                        .map(there -> new ReplayTargets.Store(
                                new PostgresSink(there, ground.contracts()),
                                new PostgresPositions(there),
                                group -> rejoin(assembly, group)))
                : Optional.empty();
        ReplayedViews views = new ReplayedViews();
        Optional<ReplayViews> shown = assembly.does(Role.VIEW) ? Optional.of(views) : Optional.empty();
        Replays replays = assembly.opened(
                "replays",
                new Replays(
                        new ReplaySources(ground.eventLog(), Optional.of(archives(assembly, ground))),
                        ground.contracts(),
                        new ReplayTargets(store, groups(assembly, ground), shown),
                        Clock.systemUTC()));
        assembly.door()
                .mount(
                        "/api/replays",
                        new ReplayRoutes(replays, new ReplayRequests(ground.contracts(), Clock.systemUTC())))
                .mount("/api/replays", new ReplayedViewRoutes(views));
    }

    /// Also of a process that archives nothing, or nothing any more.
    private static ArchivedPasts archives(Assembly assembly, Ground ground) {
        ArchivePlace own = assembly.settings().archive();
        ArchivedPasts archives = assembly.opened(
                "archives to replay",
                new ArchivedPasts(
                        where -> where.map(own::at).orElse(own).open(Clock.systemUTC()),
                        ground.folder().replaySpool()));
        archives.start();
        return archives;
    }

    /// Groups besides the writer's that keep positions of their own.
    private static Map<String, ReplayTargets.Store> groups(Assembly assembly, Ground ground) {
        return assembly.does(Role.METRICS)
                ? Map.of(
                        MetricsSink.GROUP,
                        new ReplayTargets.Store(
                                MetricsGroup.sink(assembly, ground),
                                ground.windows().orElseThrow(),
                                group -> rejoin(assembly, group)))
                : Map.of();
    }

    private static void rejoin(Assembly assembly, String group) {
        assembly.workers().stream()
                .filter(worker -> worker.status().group().equals(group))
                .forEach(Worker::rejoin);
    }
}
