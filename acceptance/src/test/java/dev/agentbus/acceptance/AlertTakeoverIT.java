package dev.agentbus.acceptance;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.sun.net.httpserver.HttpExchange;
import dev.agentbus.acceptance.AlertRig.Notice;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Random;
import java.util.concurrent.Callable;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Of two processes that could judge, the one that does is taken away in the middle of an incident.
final class AlertTakeoverIT {
    private static final Duration SOON = Duration.ofMinutes(3);

    @TempDir
    private Path folder;

    private final ToldPeople people = new ToldPeople();
    private final long seed = Long.getLong("faults.seed", System.nanoTime());
    private final Random random = new Random(seed);
    private final GeneratedDay day =
            new GeneratedDay(Instant.now().minus(Duration.ofDays(3)).truncatedTo(ChronoUnit.DAYS), seed);
    private AlertRig rig;
    private RunningBus judge;
    private RunningBus other;

    @BeforeEach
    void start() throws IOException {
        System.out.printf("seed %d%n", seed);
        rig = new AlertRig(folder);
        rig.tell(people.destinations());
        judge = rig.judge("one");
        awaitThat("one to judge", () -> judges(judge));
        other = rig.judge("other");
    }

    @AfterEach
    void stop() {
        judge.close();
        other.close();
        rig.close();
        people.close();
    }

    private static boolean judges(RunningBus bus) {
        return bus.getJson("/api/alerts").has("problem");
    }

    private static void awaitThat(String what, Callable<Boolean> condition) {
        await(what).atMost(SOON).until(condition);
    }

    private void publish(String from, String to) {
        GeneratedDay.publish(rig.front(), day.between(from, to));
    }

    private void awaitTheIncident() {
        awaitThat(
                "the incident",
                () -> rig.front()
                        .getJson("/api/alerts")
                        .path("active")
                        .toString()
                        .contains("error-rate-critical"));
        await("some moment").pollDelay(Duration.ofMillis(random.nextInt(3_000))).until(() -> true);
    }

    private void demandWhatThePlanSays() throws Exception {
        awaitThat(
                "the end of the last incident",
                () -> rig.changes(day).size() >= day.plan().size());
        List<Notice> notices = rig.notices(day);
        awaitThat("everybody to be told", () -> people.know(notices));

        assertThat(rig.changes(day)).containsExactlyInAnyOrderElementsOf(day.planned());
        people.demandExactly(notices);
    }

    @Test
    void anotherGoesOnWhereOneThatWasKilledEnded() throws Exception {
        publish("00:00:00", "08:05:00");
        awaitTheIncident();

        judge.kill();
        Instant killed = Instant.now();
        awaitThat("the other to judge", () -> judges(other));
        System.out.printf("The other judges after %s%n", Duration.between(killed, Instant.now()));
        publish("08:05:00", "23:59:59.999");
        awaitThat("the next change", () -> rig.changes(day).stream().anyMatch(each -> each.contains("T08:11")));
        System.out.printf("The next change is there after %s%n", Duration.between(killed, Instant.now()));

        demandWhatThePlanSays();
    }

    /// It comes back in the middle of what it was doing, and knows nothing of the time between: while another
    /// judges, it neither judges nor tells.
    @Test
    void oneThatWasFrozenWritesAndSendsNothingMoreWhenItWakes() throws Exception {
        AtomicBoolean froze = new AtomicBoolean();
        people.pager.endings(_ -> exchange -> freezeOnce(froze, exchange));
        publish("00:00:00", "08:05:00");
        awaitTheIncident();
        if (froze.compareAndSet(false, true)) {
            judge.signal("STOP");
        }
        awaitThat("the other to judge", () -> judges(other));
        publish("08:05:00", "14:45:00");
        awaitThat(
                "a change that only the other can find",
                () -> rig.changes(day).stream().anyMatch(each -> each.contains("T13:05:30")));

        judge.signal("CONT");
        publish("14:45:00", "23:59:59.999");

        demandWhatThePlanSays();
        awaitThat("one to judge", () -> judges(judge) != judges(other));
    }

    /// The first message is answered while the process that sent it is frozen, if it is the one that judges.
    private void freezeOnce(AtomicBoolean froze, HttpExchange exchange) {
        if (random.nextBoolean() && froze.compareAndSet(false, true)) {
            judge.signal("STOP");
        }
        exchange.close();
    }
}
