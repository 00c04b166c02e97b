package dev.agentbus.process.idempotency;

import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.agentbus.events.EventId;
import dev.agentbus.events.TopicName;
import dev.agentbus.events.TransientFailure;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.Tuple;
import org.threeten.extra.MutableClock;

/// Workers claim, act, crash, come too late and give back; stores are restarted or can't be asked.
/// Whatever the order, each answer is the one that [ClaimModel] knows from the whole history.
class StoreProperties {
    private static final Expiries EXPIRIES = new Expiries(Duration.ofSeconds(10), Duration.ofSeconds(60));
    private static final TopicName TOPIC = new TopicName("agent-actions");

    /// One step of a story.
    sealed interface Step {
        record Claim(List<ClaimRequest> requests) implements Step {}

        /// @param ticket counted back from the newest
        record Complete(int ticket) implements Step {}

        record Release(int ticket) implements Step {}

        record Pass(Duration time) implements Step {}

        /// The process dies and starts again; a store that keeps nothing can't be asked for a
        /// moment.
        record Crash() implements Step {}
    }

    @Provide
    Arbitrary<List<Step>> stories() {
        Arbitrary<ClaimKey> keys =
                Arbitraries.of("a", "b", "c").map(id -> new ClaimKey("pager", TOPIC, new EventId(id)));
        Arbitrary<PayloadHash> payloads = Arbitraries.frequencyOf(
                Tuple.of(6, Arbitraries.just(PayloadHash.of(new byte[] {1}))),
                Tuple.of(1, Arbitraries.just(PayloadHash.of(new byte[] {2}))));
        Arbitrary<Step> claims = Combinators.combine(keys, payloads)
                .as(ClaimRequest::new)
                .list()
                .ofMinSize(1)
                .ofMaxSize(4)
                .map(Step.Claim::new);
        Arbitrary<Step> completions = Arbitraries.integers().between(0, 5).map(Step.Complete::new);
        Arbitrary<Step> releases = Arbitraries.integers().between(0, 5).map(Step.Release::new);
        Arbitrary<Step> times =
                Arbitraries.of(1, 4, 5, 6, 30, 61).map(seconds -> new Step.Pass(Duration.ofSeconds(seconds)));
        return Arbitraries.frequencyOf(
                        Tuple.of(5, claims),
                        Tuple.of(4, completions),
                        Tuple.of(2, releases),
                        Tuple.of(4, times),
                        Tuple.of(1, Arbitraries.just(new Step.Crash())))
                .list()
                .ofMaxSize(40);
    }

    @Property
    void theMemoryStoreDoesWhatTheHistorySays(@ForAll("stories") List<Step> story) {
        MutableClock clock = MutableClock.of(Instant.parse("2026-11-20T12:00:00Z"), ZoneOffset.UTC);
        MemoryIdempotencyStore store = new MemoryIdempotencyStore(clock);
        Player player = new Player(store, clock);
        for (Step step : story) {
            if (step instanceof Step.Crash) {
                store.disconnect();
                player.demandUnavailable();
                store.reconnect();
            } else {
                player.play(step);
            }
        }
    }

    @Property(tries = 60)
    void theSqliteStoreDoesWhatTheHistorySaysThroughEveryCrash(@ForAll("stories") List<Step> story) throws IOException {
        MutableClock clock = MutableClock.of(Instant.parse("2026-11-20T12:00:00Z"), ZoneOffset.UTC);
        Path folder = Files.createTempDirectory("claims-");
        Player player = new Player(new SqliteIdempotencyStore(folder.resolve("claims.db"), clock), clock);
        try {
            for (Step step : story) {
                if (step instanceof Step.Crash) {
                    player.store.close();
                    player.demandUnavailable();
                    player.store = new SqliteIdempotencyStore(folder.resolve("claims.db"), clock);
                } else {
                    player.play(step);
                }
            }
        } finally {
            player.store.close();
            try (Stream<Path> files = Files.walk(folder)) {
                for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
                    Files.deleteIfExists(file);
                }
            }
        }
    }

    /// Plays stories on a store and on the model at once.
    private static final class Player {
        private final MutableClock clock;
        private final ClaimModel model = new ClaimModel();
        private final List<Ticket> tickets = new ArrayList<>();
        IdempotencyStore store;

        Player(IdempotencyStore store, MutableClock clock) {
            this.store = store;
            this.clock = clock;
        }

        void play(Step step) {
            switch (step) {
                case Step.Claim claim -> claim(claim.requests());
                case Step.Complete complete -> ticket(complete.ticket()).forEach(this::complete);
                case Step.Release release -> ticket(release.ticket()).forEach(this::release);
                case Step.Pass pass -> clock.add(pass.time());
                case Step.Crash _ -> throw new IllegalStateException("told apart before");
            }
        }

        private void claim(List<ClaimRequest> requests) {
            List<ClaimOutcome> outcomes = store.claim(requests, EXPIRIES);
            for (int i = 0; i < requests.size(); i++) {
                model.claimed(requests.get(i), outcomes.get(i), clock.instant(), EXPIRIES);
                if (outcomes.get(i) instanceof ClaimOutcome.Claimed claimed) {
                    tickets.add(claimed.ticket());
                }
            }
        }

        private void complete(Ticket ticket) {
            boolean late = !store.complete(List.of(ticket), EXPIRIES).isEmpty();
            model.completed(ticket, late, clock.instant(), EXPIRIES);
        }

        private void release(Ticket ticket) {
            store.release(List.of(ticket));
            model.released(ticket);
        }

        private Set<Ticket> ticket(int back) {
            return back < tickets.size() ? Set.of(tickets.get(tickets.size() - 1 - back)) : Set.of();
        }

        void demandUnavailable() {
            assertThatThrownBy(() -> store.claim(List.of(), EXPIRIES)).isInstanceOf(TransientFailure.class);
        }
    }
}
