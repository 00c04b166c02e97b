package dev.agentbus.process.deadletter;

import static org.assertj.core.api.Assertions.assertThat;

import dev.agentbus.events.TopicName;
import dev.agentbus.events.contract.Contract;
import dev.agentbus.events.contract.Contracts;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class DeadLetterTopicsTest {
    private static final Contract ACTIONS =
            Contracts.builtIn().find(new TopicName("agent-actions")).orElseThrow();

    private static Contract named(String topic, Optional<TopicName> deadLetters) {
        return new Contract(
                new TopicName(topic),
                "shop",
                "Orders",
                ACTIONS.settings(),
                ACTIONS.keyField(),
                ACTIONS.timeField(),
                ACTIONS.fields(),
                Optional.empty(),
                deadLetters,
                ACTIONS.schema(),
                "shop.yaml");
    }

    @Test
    void takesATopicWithoutTableAndWithoutDeadLettersForWhatItIs() {
        Contract plain = named("shop-heartbeats", Optional.empty());
        DeadLetterTopics topics = new DeadLetterTopics(Contracts.of(List.of(plain)), List.of());

        assertThat(topics.holds(plain.topic())).isFalse();
        assertThat(topics.contracts())
                .extracting(Contract::topic)
                .containsExactly(DeadLetterTopics.DEFAULT)
                .doesNotContain(plain.topic());
    }

    @Test
    void holdsThoseThatContractsName() {
        Contract letters = named("shop-dead", Optional.empty());
        Contract orders = named("shop-orders", Optional.of(letters.topic()));
        DeadLetterTopics topics = new DeadLetterTopics(Contracts.of(List.of(letters, orders)), List.of());

        assertThat(topics.holds(letters.topic())).isTrue();
        assertThat(topics.holds(orders.topic())).isFalse();
        assertThat(DeadLetterTopics.namedBy(topics.contracts()))
                .containsExactlyInAnyOrder(letters.topic(), DeadLetterTopics.DEFAULT);
    }

    @Test
    void knowsTheBuiltInOnesAndHowLongTheyKeepTheirs() {
        DeadLetterTopics topics = new DeadLetterTopics(Contracts.builtIn(), List.of());

        assertThat(topics.contracts())
                .extracting(contract -> contract.topic().value())
                .containsExactlyInAnyOrder("agent-dead-letters", "opal.events.dlq", "vibeman.persona.dlq.v1");
        assertThat(topics.longestRetention()).contains(Duration.ofDays(90));
    }
}
