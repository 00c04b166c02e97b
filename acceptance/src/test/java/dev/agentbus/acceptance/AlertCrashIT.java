package dev.agentbus.acceptance;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.sun.net.httpserver.HttpExchange;
import dev.agentbus.acceptance.AlertReceiver.Ending;
import dev.agentbus.acceptance.AlertRig.Notice;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.Callable;
import java.util.stream.LongStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/// The process that judges and tells people is killed at any moment: while it reads, while a request is
/// under way, and between a receiver's answer and its note of it.
final class AlertCrashIT {
    private static final Duration SOON = Duration.ofMinutes(4);
    /// Each cut but the last lies in the middle of an incident.
    private static final List<String> CUTS = List.of("08:05:00", "13:02:00", "14:45:00", "23:59:59.999");

    @TempDir
    private Path folder;

    private final ToldPeople people = new ToldPeople();
    private AlertRig rig;
    private Immortal judge;

    @BeforeEach
    void start() throws IOException {
        rig = new AlertRig(folder);
        rig.tell(people.destinations());
        judge = new Immortal(rig.judge("judge"));
    }

    @AfterEach
    void stop() {
        judge.close();
        rig.close();
        people.close();
    }

    static LongStream seeds() {
        return LongStream.range(0, Integer.getInteger("faults.rounds", 1)).map(round -> System.nanoTime() + round);
    }

    /// The moments at which a receiver has the bus killed.
    private enum Moment implements Death {
        IN_FLIGHT {
            @Override
            public void of(Immortal victim, HttpExchange exchange) {
                victim.kill();
                exchange.close();
            }
        },
        ANSWERED {
            @Override
            public void of(Immortal victim, HttpExchange exchange) {
                exchange.close();
                victim.kill();
            }
        },
        /// The answer is on its way, and whoever waits for it does not see it any more.
        UNNOTED {
            @Override
            public void of(Immortal victim, HttpExchange exchange) {
                victim.freeze();
                exchange.close();
                victim.kill();
            }
        }
    }

    private interface Death {
        void of(Immortal victim, HttpExchange exchange);
    }

    /// Kills at two requests of this receiver, among the first of them all.
    private void plan(AlertReceiver receiver, Random random, Moment... moments) {
        Map<Integer, Moment> deaths = new LinkedHashMap<>();
        for (Moment moment : moments) {
            int number = 1 + random.nextInt(12);
            while (deaths.containsKey(number)) {
                number++;
            }
            deaths.put(number, moment);
        }
        receiver.endings(number -> {
            Moment moment = deaths.get(number);
            Ending ending = moment == null ? HttpExchange::close : exchange -> moment.of(judge, exchange);
            return ending;
        });
    }

    @ParameterizedTest(name = "seed {0}")
    @MethodSource("seeds")
    void neitherLosesNorRepeatsANoticeAtWhateverMomentItIsKilled(long seed) throws Exception {
        Random random = new Random(seed);
        GeneratedDay day =
                new GeneratedDay(Instant.now().minus(Duration.ofDays(3)).truncatedTo(ChronoUnit.DAYS), seed);
        plan(people.pager, random, Moment.UNNOTED, Moment.IN_FLIGHT);
        plan(people.hook, random, Moment.ANSWERED, Moment.UNNOTED);
        plan(people.chat, random, Moment.UNNOTED, Moment.IN_FLIGHT);
        plan(people.terseChat, random, Moment.UNNOTED);

        String from = "00:00:00";
        for (String cut : CUTS) {
            GeneratedDay.publish(rig.front(), day.between(from, cut));
            from = cut;
            await("some moment")
                    .pollDelay(Duration.ofMillis(random.nextInt(8_000)))
                    .until(() -> true);
            judge.kill();
        }
        awaitDone(
                "the end of the last incident",
                () -> rig.changes(day).size() >= day.plan().size());
        List<Notice> notices = rig.notices(day);
        awaitDone("everybody to be told", () -> people.know(notices));

        assertThat(rig.changes(day)).containsExactlyInAnyOrderElementsOf(day.planned());
        assertThat(judge.deaths()).isGreaterThanOrEqualTo(CUTS.size() + 7);
        people.demandExactly(notices);
    }

    private void awaitDone(String what, Callable<Boolean> done) {
        await(what).atMost(SOON).until(() -> {
            judge.check();
            return done.call();
        });
    }
}
