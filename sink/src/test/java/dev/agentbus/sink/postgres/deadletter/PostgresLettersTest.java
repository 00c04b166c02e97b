package dev.agentbus.sink.postgres.deadletter;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.agentbus.engine.TemporaryEngines;
import dev.agentbus.events.Header;
import dev.agentbus.events.PermanentFailure;
import dev.agentbus.events.codec.Violation;
import dev.agentbus.log.LogRecord;
import dev.agentbus.process.deadletter.CauseCount;
import dev.agentbus.process.deadletter.LetterEdits;
import dev.agentbus.process.deadletter.LetterEdits.Result;
import dev.agentbus.process.deadletter.LetterFilter;
import dev.agentbus.process.deadletter.LetterId;
import dev.agentbus.process.deadletter.LetterRetention;
import dev.agentbus.process.deadletter.LetterStatus;
import dev.agentbus.process.deadletter.ListedLetter;
import dev.agentbus.process.deadletter.StoredLetter;
import java.nio.charset.StandardCharsets;
import java.sql.SQLException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/// Finding, editing and discarding letters.
class PostgresLettersTest {
    private static final TemporaryEngines ENGINES = new TemporaryEngines();

    private LetterWorld world;
    private List<StoredLetter> mirrored = List.of();

    @AfterAll
    static void killEngines() {
        ENGINES.close();
    }

    /// Three letters of ours (two of one cause) and one of Connect.
    @BeforeEach
    void mirrorAFew() throws SQLException {
        world = new LetterWorld(ENGINES.postgres());
        world.startWriter();
        world.append(LetterWorld.ACTIONS, "c-1", "{\"event_id\":\"evt-1\",\"agent_name\":\"a\"}");
        world.append(
                LetterWorld.ACTIONS,
                "c-2",
                "{\"agent_name\":\"b\"}",
                Header.of("traceparent", "00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01"));
        world.append(LetterWorld.ACTIONS, "c-3", "no JSON");
        world.startMirror();
        world.awaitLetters(3);
        world.append(
                LetterWorld.FOREIGN,
                "c-4",
                "{}",
                Header.of("__connect.errors.topic", "agent-actions"),
                Header.of("__connect.errors.partition", "0"),
                Header.of("__connect.errors.offset", "9"),
                Header.of("__connect.errors.connector.name", "warehouse"));
        mirrored = world.awaitLetters(4);
    }

    @AfterEach
    void close() {
        world.close();
    }

    private LetterFilter filter(String name, String value) {
        Optional<String> given = Optional.of(value);
        Optional<String> none = Optional.empty();
        return new LetterFilter(
                name.equals("topic") ? given : none,
                name.equals("group") ? given : none,
                name.equals("cause") ? given : none,
                name.equals("rule") ? given : none,
                name.equals("trace") ? given : none,
                Optional.empty(),
                Optional.empty(),
                Optional.empty());
    }

    private List<String> keys(LetterFilter filter) {
        return world.letters.list(filter, Long.MAX_VALUE, 10).stream()
                .map(each -> new String(each.stored().letter().original().key(), StandardCharsets.UTF_8))
                .sorted()
                .toList();
    }

    private StoredLetter letterOf(String key) {
        return mirrored.stream()
                .filter(each -> key.equals(new String(each.letter().original().key(), StandardCharsets.UTF_8)))
                .findFirst()
                .orElseThrow();
    }

    @Test
    void forgetsOnlyWhatWasSettledLongAgoAndIsNoPartOfAnOpenLine() throws SQLException {
        LetterId redriven = letterOf("c-1").letter().id();
        LetterId discarded = letterOf("c-2").letter().id();
        LetterId young = letterOf("c-4").letter().id();
        Instant now = Instant.now();
        world.execute("update dead_letters set dead_lettered_at = now() - interval '40 days'");
        world.execute("update dead_letters set status = 'discarded', status_at = now() - interval '31 days'"
                + " where id in ('%s', '%s')".formatted(redriven.text(), discarded.text()));
        world.execute("update dead_letters set status = 'discarded', status_at = now() - interval '29 days'"
                + " where id = '%s'".formatted(young.text()));
        world.execute("update dead_letters set status_at = now() - interval '400 days' where status = 'pending'");
        world.execute("update dead_letters set original_id = '%s' where id = '%s'"
                .formatted(redriven.text(), letterOf("c-3").letter().id().text()));

        int forgotten;
        try (LetterRetention retention =
                new LetterRetention(world.letters, Duration.ofDays(30), Clock.fixed(now, ZoneOffset.UTC))) {
            forgotten = retention.forget();
        }

        assertThat(forgotten).isEqualTo(1);
        assertThat(keys(LetterFilter.ALL)).containsExactly("c-1", "c-3", "c-4");
    }

    @Test
    void forgetsManyInBatchesByItsIndex() throws SQLException {
        world.execute("update dead_letters set status = 'redriven', status_at = now() - interval '31 days',"
                + " dead_lettered_at = now() - interval '40 days'");
        int copies = 1_200;
        String columns = world.text("select string_agg(column_name, ', ') from information_schema.columns"
                + " where table_name = 'dead_letters' and column_name not in ('id', 'seq', 'original_id')");
        world.execute(("insert into dead_letters (id, original_id, %s) select made.id, made.id, %s from"
                        + " (select gen_random_uuid() as id from generate_series(1, %d)) made,"
                        + " (select * from dead_letters where family = 'agentbus' limit 1) d")
                .formatted(columns, columns, copies));
        world.execute("analyze dead_letters");

        try (LetterRetention retention = new LetterRetention(world.letters, Duration.ofDays(30), Clock.systemUTC())) {
            assertThat(world.letters.forgetSettled(Instant.now().minus(Duration.ofDays(30)), 100))
                    .isEqualTo(100);
            assertThat(retention.forget()).isEqualTo(copies + 4 - 100);
        }
        assertThat(world.letters.count(LetterFilter.ALL)).isZero();
        assertThat(world.number("select count(*) from pg_indexes where indexname = 'dead_letters_settled_idx'"))
                .isEqualTo(1);
    }

    @Test
    void findsLettersByTopicGroupCauseRuleAndTrace() {
        String cause = letterOf("c-1").letter().cause().fingerprint();

        assertThat(keys(filter("topic", "agent-actions"))).hasSize(4);
        assertThat(keys(filter("group", "connect-warehouse"))).containsExactly("c-4");
        assertThat(keys(filter("cause", cause))).containsExactly("c-1", "c-2");
        assertThat(keys(filter("cause", cause.substring(0, 6)))).containsExactly("c-1", "c-2");
        assertThat(keys(filter("rule", "syntax"))).containsExactly("c-3");
        assertThat(keys(filter("trace", "c-3"))).containsExactly("c-3");
        assertThat(keys(filter("trace", "evt-1"))).containsExactly("c-1");
        assertThat(keys(filter("trace", "4bf92f3577b34da6a3ce929d0e0e4736"))).containsExactly("c-2");
    }

    @Test
    void findsLettersByTheTimeTheyWereWritten() {
        Instant written = letterOf("c-3").letter().time();
        LetterFilter all = LetterFilter.ALL;

        assertThat(keys(new LetterFilter(
                        all.topic(),
                        all.group(),
                        all.cause(),
                        all.rule(),
                        all.trace(),
                        all.status(),
                        Optional.of(written.minus(Duration.ofHours(1))),
                        Optional.empty())))
                .containsExactly("c-1", "c-2", "c-3");
        assertThat(keys(new LetterFilter(
                        all.topic(),
                        all.group(),
                        all.cause(),
                        all.rule(),
                        all.trace(),
                        all.status(),
                        Optional.empty(),
                        Optional.of(written.minus(Duration.ofHours(1))))))
                .containsExactly("c-4");
    }

    @Test
    void turnsPagesFromTheNewestOn() {
        List<ListedLetter> first = world.letters.list(LetterFilter.ALL, Long.MAX_VALUE, 3);
        List<ListedLetter> second =
                world.letters.list(LetterFilter.ALL, first.getLast().stored().sequence(), 3);

        assertThat(first).hasSize(3);
        assertThat(second).hasSize(1);
        assertThat(first)
                .extracting(each -> each.stored().letter().id())
                .doesNotContain(second.getFirst().stored().letter().id());
    }

    @Test
    void countsByCause() {
        List<CauseCount> causes = world.letters.causes(LetterFilter.ALL, 10);

        assertThat(causes).hasSize(3);
        assertThat(causes.getFirst().letters()).isEqualTo(2);
        assertThat(causes.getFirst().cause().rule()).isEqualTo("required");
        assertThat(causes.getFirst().cause().field()).isEqualTo("action_type");
        assertThat(causes.getFirst().byStatus()).isEqualTo(Map.of(LetterStatus.PENDING, 2L));
        assertThat(world.letters.countByStatus())
                .isEqualTo(Map.of(
                        LetterStatus.PENDING, 4L,
                        LetterStatus.REDRIVEN, 0L,
                        LetterStatus.DISCARDED, 0L,
                        LetterStatus.PARKED, 0L));
    }

    @Test
    void takesNoPatternForACause() {
        assertThatThrownBy(() -> filter("cause", "%"))
                .isInstanceOf(PermanentFailure.class)
                .hasMessage("Cannot select dead letters: a cause must be 4 to 16 of the digits 0-9 and a-f, got: %");
    }

    @Test
    void discardsWithAReasonAndNeverRedrivesIt() {
        LetterId id = letterOf("c-3").letter().id();

        Set<LetterId> discarded = world.letters.discard(List.of(id), "a test's noise");

        assertThat(discarded).containsExactly(id);
        assertThat(world.letters.discard(List.of(id), "again")).isEmpty();
        assertThat(world.letter(id).status()).isEqualTo(LetterStatus.DISCARDED);
        assertThat(world.letter(id).reason()).isEqualTo("a test's noise");
        assertThat(world.redrive(LetterWorld.named(id))
                        .items()
                        .getFirst()
                        .outcome()
                        .toString())
                .contains("Skipped", "DISCARDED");
    }

    private Result edit(String key, String value) {
        return new LetterEdits(world.letters, world.contracts, Clock.systemUTC())
                .edit(letterOf(key).letter().id(), null, value.getBytes(StandardCharsets.UTF_8));
    }

    @Test
    void keepsAnEditBesideTheOriginalAndRedrivesTheEdit() {
        String mended = "{\"event_id\":\"evt-1\",\"agent_name\":\"a\",\"action_type\":\"error\",\"action_name\":\"x\"}";

        Result result = edit("c-1", mended);
        world.redrive(LetterWorld.named(letterOf("c-1").letter().id()));

        assertThat(result).isInstanceOf(Result.Kept.class);
        StoredLetter letter = world.letter(letterOf("c-1").letter().id());
        assertThat(letter.letter().original().value())
                .asString(StandardCharsets.UTF_8)
                .isEqualTo("{\"event_id\":\"evt-1\",\"agent_name\":\"a\"}");
        assertThat(letter.status()).isEqualTo(LetterStatus.REDRIVEN);
        assertThat(world.actions())
                .extracting(record -> new String(record.value(), StandardCharsets.UTF_8))
                .contains(mended);
        LogRecord again = world.actions().stream()
                .filter(record -> record.position().equals(letter.redrivenTo().orElseThrow()))
                .findFirst()
                .orElseThrow();
        assertThat(again.key()).asString(StandardCharsets.UTF_8).isEqualTo("c-1");
    }

    @Test
    void refusesAnEditThatBreaksTheContractAndSaysHow() {
        Result result = edit("c-1", "{\"agent_name\":\"a\",\"action_type\":\"dance\",\"action_name\":\"x\"}");

        assertThat(result)
                .isInstanceOfSatisfying(
                        Result.Invalid.class,
                        invalid -> assertThat(invalid.violations())
                                .extracting(Violation::field, Violation::rule)
                                .containsExactly(org.assertj.core.groups.Tuple.tuple("action_type", "enum")));
        assertThat(world.letter(letterOf("c-1").letter().id()).edit()).isEmpty();
    }

    @Test
    void doesNotLetAnEditMakeAnotherEventOfIt() {
        Result result = edit(
                "c-1", "{\"event_id\":\"evt-2\",\"agent_name\":\"a\",\"action_type\":\"error\",\"action_name\":\"x\"}");

        assertThat(result)
                .isInstanceOfSatisfying(
                        Result.Refused.class,
                        refused -> assertThat(refused.reason())
                                .isEqualTo("Cannot edit dead letter: its event id must stay evt-1, got: evt-2"));
    }

    @Test
    void hidesTheSecretsOfAnEdit() {
        edit(
                "c-2",
                "{\"agent_name\":\"a\",\"action_type\":\"error\",\"action_name\":\"x\",\"password\":\"hunter2-hunter2\"}");

        StoredLetter letter = world.letter(letterOf("c-2").letter().id());
        assertThat(letter.edit().orElseThrow().value())
                .asString(StandardCharsets.UTF_8)
                .contains("[redacted]")
                .doesNotContain("hunter2");
    }

    @Test
    void takesAnEditAwayAgain() {
        edit("c-1", "{\"event_id\":\"evt-1\",\"agent_name\":\"a\",\"action_type\":\"error\",\"action_name\":\"x\"}");

        new LetterEdits(world.letters, world.contracts, Clock.systemUTC())
                .edit(letterOf("c-1").letter().id(), null, null);

        assertThat(world.letter(letterOf("c-1").letter().id()).edit()).isEmpty();
    }
}
