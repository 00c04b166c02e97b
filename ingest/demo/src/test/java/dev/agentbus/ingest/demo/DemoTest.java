package dev.agentbus.ingest.demo;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.agentbus.events.TransientFailure;
import dev.agentbus.ingest.http.EventDoor;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// The demo before the real HTTP door, whose log is in memory.
class DemoTest {
    private static final Pace HURRY = new Pace.Speed(100_000);

    @TempDir
    private Path spool;

    private static DemoSettings settings(long events, Optional<Duration> limit, Pace pace) {
        return new DemoSettings(7, 12, pace, events, limit);
    }

    @Test
    void sendsWhatTheFleetSaysOnceAndInOrder() {
        try (OpenDoor bus = OpenDoor.open(spool, door -> door)) {
            DemoReport report = new Demo(settings(3_000, Optional.empty(), HURRY), bus.address()).run();

            assertThat(report.isWhole()).isTrue();
            assertThat(report.sent()).isEqualTo(3_000);
            assertThat(report.byDoor()).isEqualTo(Map.of(Door.HTTP, 3_000L));
            Map<String, List<String>> expected = new HashMap<>();
            Fleet fleet = Fleet.of(7, 12);
            Stream.generate(fleet::next)
                    .limit(3_000)
                    .filter(event -> event.topic().value().equals("agent-actions"))
                    .forEach(event -> expected.computeIfAbsent(
                                    event.author() + " in " + Told.of(event).trace(), _ -> new ArrayList<>())
                            .add(event.id().value()));
            assertThat(bus.idsByAgentAndTrace("agent-actions")).isEqualTo(expected);
        }
    }

    @Test
    void sendsAgainWhatTheBusCannotHoldYet() {
        AtomicInteger asked = new AtomicInteger();
        try (OpenDoor bus = OpenDoor.open(spool, door -> failing(door, asked, 5))) {
            DemoReport report = new Demo(settings(500, Optional.empty(), HURRY), bus.address()).run();

            assertThat(report.isWhole()).isTrue();
            assertThat(report.acknowledged()).isEqualTo(500);
            assertThat(report.refused()).isZero();
            assertThat(asked.get()).isGreaterThan(500);
        }
    }

    @Test
    void endsInOrderWhenToldToAndLeavesNoExecutionOpenButThatOfTheDead() {
        try (OpenDoor bus = OpenDoor.open(spool, door -> door)) {
            Demo demo =
                    new Demo(settings(DemoSettings.ENDLESS, Optional.empty(), new Pace.Rate(4_000, 5)), bus.address());
            Thread runner = Thread.ofVirtual().start(demo::run);
            await().until(() -> demo.soFar().acknowledged() > 1_000);

            demo.stop();

            assertThat(demo.awaitEnd(Demo.CLOSE_LIMIT)).isTrue();
            assertThat(demo.soFar().isWhole()).isTrue();
            assertThat(bus.agentsAtWork()).isEqualTo(Fleet.of(7, 12).dying());
            await().until(() -> !runner.isAlive());
        }
    }

    @Test
    void endsWhenItsTimeIsOver() {
        try (OpenDoor bus = OpenDoor.open(spool, door -> door)) {
            DemoReport report = new Demo(
                            settings(
                                    DemoSettings.ENDLESS, Optional.of(Duration.ofMillis(500)), new Pace.Rate(1_000, 5)),
                            bus.address())
                    .run();

            assertThat(report.sent())
                    .as("one each ms from 0 to 500, and an end for each execution")
                    .isBetween(501L, 520L);
            assertThat(report.isWhole()).isTrue();
        }
    }

    @Test
    void saysWhatWasRefused() {
        try (OpenDoor bus = OpenDoor.withoutTopics(spool)) {
            DemoReport report = new Demo(settings(10, Optional.empty(), HURRY), bus.address()).run();

            assertThat(report.isWhole()).isFalse();
            assertThat(report.refused()).isEqualTo(10);
            assertThat(report.complaints())
                    .hasSize(5)
                    .allSatisfy(complaint -> assertThat(complaint).contains("topic"));
        }
    }

    @Test
    void givesUpInTheEndOnABusThatIsNotThere() {
        DemoBus nowhere = new DemoBus("http://127.0.0.1:1", Optional.empty(), Optional.empty(), Optional.empty());

        DemoReport report = new Demo(settings(5, Optional.empty(), HURRY), nowhere, Duration.ofMillis(300)).run();

        assertThat(report.sent()).isEqualTo(5);
        assertThat(report.acknowledged()).isZero();
        assertThat(report.isWhole()).isFalse();
    }

    private static EventDoor failing(EventDoor door, AtomicInteger asked, int times) {
        return event -> asked.incrementAndGet() <= times
                ? CompletableFuture.failedFuture(new TransientFailure("Cannot hold events: not yet, got: " + event))
                : door.publish(event);
    }
}
