package dev.agentbus.ingest.demo;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.agentbus.events.codec.EventIntake;
import dev.agentbus.events.codec.Intake;
import dev.agentbus.events.contract.Contract;
import dev.agentbus.events.contract.Contracts;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// What holds for every event of every fleet.
class FleetTest {
    private static final int MANY = 6_000;
    private static final Pattern TIME = Pattern.compile("\"(20\\d\\d-[^\"]*Z)\"");

    private static String line(FleetEvent event) {
        return "%d %s %s %s %s"
                .formatted(
                        event.atMillis(),
                        event.author(),
                        event.door(),
                        event.topic(),
                        Told.json(event, Told.moment(event)));
    }

    @ParameterizedTest
    @ValueSource(ints = {3, 12, 200})
    void saysTheSameForTheSameSeedByteForByte(int agents) {
        Fleet one = Fleet.of(42, agents);
        Fleet other = Fleet.of(42, agents);

        for (int i = 0; i < MANY; i++) {
            assertThat(line(one.next())).isEqualTo(line(other.next()));
        }
    }

    @Test
    void saysTheSameAtAnotherHourButForItsTimes() {
        Fleet fleet = Fleet.of(42, 12);
        Duration later = Duration.ofHours(31);

        for (int i = 0; i < MANY; i++) {
            FleetEvent event = fleet.next();
            Moment moment = Told.moment(event);
            Moment then = new Moment(moment.time().plus(later), moment.speed());
            String shifted = TIME.matcher(Told.json(event, then))
                    .replaceAll(time -> "\"" + Instant.parse(time.group(1)).minus(later) + "\"");
            assertThat(shifted).isEqualTo(Told.json(event, moment));
        }
    }

    @Test
    void saysSomethingElseForAnotherSeedOrNumberOfAgents() {
        Set<String> ids = new HashSet<>();

        for (Fleet fleet : List.of(Fleet.of(1, 12), Fleet.of(2, 12), Fleet.of(1, 13))) {
            for (int i = 0; i < MANY; i++) {
                ids.add(fleet.next().id().value());
            }
        }

        assertThat(ids).hasSize(3 * MANY);
    }

    @ParameterizedTest
    @ValueSource(ints = {12, 200})
    void keepsEveryContract(int agents) {
        Map<String, EventIntake> doors = Contracts.builtIn().all().stream()
                .collect(Collectors.toMap(contract -> contract.topic().value(), EventIntake::new));
        Fleet fleet = Fleet.of(7, agents);

        for (int i = 0; i < MANY; i++) {
            FleetEvent event = fleet.next();
            byte[] payload = event.payload(Told.moment(event));
            Intake intake =
                    Objects.requireNonNull(doors.get(event.topic().value())).take(payload);

            assertThat(intake).as(event::toString).isInstanceOf(Intake.Accepted.class);
            Intake.Accepted accepted = (Intake.Accepted) intake;
            assertThat(accepted.event().id()).isEqualTo(event.id());
            assertThat(accepted.event().key())
                    .isEqualTo(event.event(Told.moment(event)).key());
            assertThat(accepted.event().time()).isEqualTo(Told.moment(event).time());
            assertThat(accepted.event().payload())
                    .as("nothing looks like a secret")
                    .isEqualTo(payload);
        }
    }

    /// Unknown fields are kept beside the table's columns, which is not where a person looks for them.
    @Test
    void usesOnlyFieldsThatTheContractsKnow() {
        for (Told told : Told.first(MANY, 7, 12)) {
            Contract contract = Contracts.builtIn().find(told.event().topic()).orElseThrow();

            assertThat(told.payload().propertyNames())
                    .allSatisfy(name -> assertThat(contract.field(name))
                            .as("%s of %s", name, contract.topic())
                            .isPresent());
        }
    }

    @Test
    void speaksOnEveryAgentTopic() {
        Set<String> topics = Contracts.builtIn().all().stream()
                .filter(contract ->
                        contract.domain().equals("agents") && contract.table().isPresent())
                .map(contract -> contract.topic().value())
                // What the bus itself says about agents.
                .filter(topic -> !topic.startsWith("agent-alert"))
                .collect(Collectors.toSet());

        Set<String> said = Told.until(600_000, 7, 12).stream()
                .map(told -> told.event().topic().value())
                .collect(Collectors.toSet());

        assertThat(said).isEqualTo(topics);
    }

    @Test
    void goesForwardInTimeAndGivesEachEventAnIdOfItsOwn() {
        Fleet fleet = Fleet.of(7, 200);
        Set<String> ids = new HashSet<>();
        long before = Fleet.BEGIN_MILLIS;

        for (int i = 0; i < 30_000; i++) {
            FleetEvent event = fleet.next();
            assertThat(event.atMillis()).isGreaterThanOrEqualTo(before);
            before = event.atMillis();
            ids.add(event.id().value());
        }

        assertThat(ids).hasSize(30_000);
    }

    @Test
    void tellsTenThousandAgentsApartByName() {
        assertThat(Fleet.of(1, Fleet.MAX_AGENTS).agents())
                .doesNotHaveDuplicates()
                .hasSize(Fleet.MAX_AGENTS);
    }

    @Test
    void goesThroughEveryDoorMostlyTheSdk() {
        Map<Door, Long> doors = Told.first(MANY, 7, 200).stream()
                .collect(Collectors.groupingBy(told -> told.event().door(), Collectors.counting()));

        assertThat(doors.get(Door.SDK)).isGreaterThan(MANY / 2);
        assertThat(doors.get(Door.HTTP)).isBetween(MANY / 10L, MANY * 4L / 10);
        assertThat(doors.get(Door.SKILL)).isBetween(1L, MANY / 20L);
    }

    @Test
    void hasBurstsAndQuiet() {
        // Many agents, so that what each does by chance evens out and the common rhythm is left.
        Fleet fleet = Fleet.of(7, 200);
        Map<Long, Long> byTenSeconds = Stream.generate(fleet::next)
                .takeWhile(event -> event.atMillis() < 600_000)
                .filter(event -> event.atMillis() >= 0)
                .collect(Collectors.groupingBy(event -> event.atMillis() / 10_000, Collectors.counting()));
        List<Long> counts = byTenSeconds.values().stream().sorted().toList();

        long quiet = counts.get(counts.size() / 10);
        long busy = counts.get(counts.size() * 9 / 10);
        assertThat(busy).isGreaterThan(2 * quiet);
    }

    @ParameterizedTest
    @ValueSource(ints = {12, 200})
    void saysAboutAsMuchAsItIsSaidTo(int agents) {
        Fleet fleet = Fleet.of(7, agents);
        long said = Stream.generate(fleet::next)
                .takeWhile(event -> event.atMillis() < 1_200_000)
                .filter(event -> event.atMillis() >= 0)
                .count();

        double perAgentSecond = said / 1_200.0 / agents;

        assertThat(perAgentSecond).isBetween(0.7 * Fleet.EVENTS_PER_AGENT_SECOND, 1.3 * Fleet.EVENTS_PER_AGENT_SECOND);
    }

    @Test
    void namesTheNumberOfAgentsThatCannotBe() {
        assertThatThrownBy(() -> Fleet.of(1, 2)).hasMessage("Cannot make fleet: it needs 3 to 10000 agents, got: 2");
        assertThatThrownBy(() -> Fleet.of(1, 10_001))
                .hasMessage("Cannot make fleet: it needs 3 to 10000 agents, got: 10001");
    }

    @Test
    void keepsAnAgentsEventsInOrderAtItsDoor() {
        Map<String, Set<Door>> doors = new HashMap<>();
        for (Told told : Told.first(MANY, 7, 12)) {
            doors.computeIfAbsent(told.event().author(), _ -> new HashSet<>())
                    .add(told.event().door());
        }

        assertThat(doors.values().stream().filter(used -> used.size() > 1)).hasSizeLessThanOrEqualTo(1);
    }
}
