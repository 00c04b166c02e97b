package dev.agentbus.events.contract;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.agentbus.events.Misconfigured;
import dev.agentbus.events.TopicName;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class AsyncApiReaderTest {
    private static final String SHORT = """
            asyncapi: 3.0.0
            channels:
              shop.orders:
                messages:
                  order:
                    payload:
                      type: object
                      required: [orderId]
                      properties:
                        orderId: {type: string}
                        amount: {type: number, minimum: 0}
            """;

    @TempDir
    Path folder;

    @Test
    void fillsInWhatAShortDocumentLeavesOut() {
        Contract contract = AsyncApiReader.read("orders.yaml", SHORT).get(0);

        assertThat(contract.topic()).isEqualTo(new TopicName("shop.orders"));
        assertThat(contract.domain()).isEqualTo("orders");
        assertThat(contract.settings().partitions()).isEqualTo(3);
        assertThat(contract.settings().config()).containsEntry("retention.ms", "604800000");
        assertThat(contract.deadLetterTopic()).contains(new TopicName("agent-dead-letters"));
        assertThat(contract.table()).map(Table::name).contains("shop_orders");
        assertThat(contract.keyField()).contains("correlation_id");
        assertThat(contract.fields())
                .extracting(Field::name, Field::type, Field::required, Field::column)
                .containsExactly(
                        org.assertj.core.groups.Tuple.tuple("orderId", FieldType.TEXT, true, "order_id"),
                        org.assertj.core.groups.Tuple.tuple("amount", FieldType.NUMBER, false, "amount"),
                        org.assertj.core.groups.Tuple.tuple("event_id", FieldType.TEXT, false, "id"),
                        org.assertj.core.groups.Tuple.tuple("correlation_id", FieldType.TEXT, false, "correlation_id"),
                        org.assertj.core.groups.Tuple.tuple("timestamp", FieldType.TIMESTAMP, false, "created_at"));
        assertThat(contract.origin()).isEqualTo("orders.yaml:4");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "asyncapi: 3.0.0| asyncapi: 2.6.0| orders.yaml:1: asyncapi must be 3.0.0 or another 3.x, got: 2.6.0",
                "asyncapi: 3.0.0| asyncapi: [| orders.yaml:3: must be YAML, got: expected ',' or ']', but got :",
                "asyncapi: 3.0.0| x: 1| orders.yaml:1: asyncapi must be there, got: nothing",
                "asyncapi: 3.0.0| {asyncapi: 3.0.0, asyncapi: 3.0.0}| orders.yaml:2: must be YAML",
                "shop.orders:| shop orders:| orders.yaml:4: channels.shop orders must give a topic of 1 to 249 letters, digits, dots, underscores or hyphens, got: a mapping",
                "type: object| type: array| orders.yaml:7: channels.shop.orders.messages.order.payload.type must be object, got: array",
                "[orderId]| [price]| orders.yaml:8: channels.shop.orders.messages.order.payload.required[0] must name one of the properties, got: price",
                "type: string| type: text| orders.yaml:10: channels.shop.orders.messages.order.payload.properties.orderId.type must be string, integer, number, boolean, object, array or null, got: text",
                "type: string| type: string, x-agentbus-column: Order| orders.yaml:10: channels.shop.orders.messages.order.payload.properties.orderId.x-agentbus-column must give a column of 1 to 63 of a-z, 0-9 and _, not starting with a digit, got: Order",
                "type: string| type: string, x-agentbus-column: stored_at| orders.yaml:10: channels.shop.orders.messages.order.payload.properties.orderId.x-agentbus-column must not claim the column stored_at, which every table has of itself; name another with x-agentbus-column, got: stored_at",
                "type: string| type: string, x-agentbus-column: amount| orders.yaml:11: channels.shop.orders.messages.order.payload.properties.amount must have a column of its own, the one of channels.shop.orders.messages.order.payload.properties.orderId is amount too, got: a mapping",
                "type: string| type: string, x-agentbus-secert: true| orders.yaml:10: channels.shop.orders.messages.order.payload.properties.orderId.x-agentbus-secert must be one of x-agentbus-aliases, x-agentbus-column, x-agentbus-secret, got: true",
                "{type: string}| {$ref: '#/nowhere'}| orders.yaml:10: channels.shop.orders.messages.order.payload.properties.orderId.$ref must refer to something that is there, got: #/nowhere",
                "{type: string}| {$ref: 'other.yaml'}| orders.yaml:10: channels.shop.orders.messages.order.payload.properties.orderId must refer to a place in the same file, as #/…, got: a mapping",
                "{type: string}| {$ref: '#/channels'}| orders.yaml:6: channels.shop.orders.messages.order.payload must not contain itself, got: a reference to a part around it",
                "{type: number, minimum: 0}| {type: number, x-agentbus-secret: true}| orders.yaml:11: channels.shop.orders.messages.order.payload.properties.amount.x-agentbus-secret must stand on text, an object or an array, which can be hidden, got: true",
            })
    void namesFileLineAndRule(String right, String wrong, String message) {
        assertThatThrownBy(() -> AsyncApiReader.read("orders.yaml", SHORT.replace(right, wrong)))
                .isInstanceOf(BrokenContract.class)
                .message()
                .startsWith(message);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "bindings: {kafka: {partitions: 0}}| bindings.kafka.partitions must be at least 1, got: 0",
                "bindings: {kafka: {partition: 4}}| bindings.kafka.partition must be one of bindingVersion, partitions, replicas, topic, topicConfiguration, got: 4",
                "x-agentbus-tabel: false| x-agentbus-tabel must be one of x-agentbus-dead-letter, x-agentbus-table, x-agentbus-time, got: false",
                "x-agentbus-table: {name: Orders}| x-agentbus-table.name must give a table name (x-agentbus-table.name) of 1 to 63 of a-z, 0-9 and _, got: Orders",
                "x-agentbus-table: {indexes: [[price]]}| x-agentbus-table.indexes[0][0] must be one of the table's columns, with DESC or without, got: price",
                "x-agentbus-time: amount| messages.order.payload.properties.amount must have the format date-time, as the field that says when the event happened, got: a mapping",
                "x-agentbus-dead-letter: no good| x-agentbus-dead-letter must give a topic of 1 to 249 letters, digits, dots, underscores or hyphens, got: no good",
            })
    void namesWhatIsWrongWithAChannel(String line, String message) {
        assertThatThrownBy(() -> AsyncApiReader.read("orders.yaml", SHORT + "    " + line + "\n"))
                .isInstanceOf(BrokenContract.class)
                .message()
                .matches("orders.yaml:[0-9]+: channels.shop.orders.*")
                .endsWith(message);
    }

    @Test
    void refusesASchemaThatContainsItself() {
        String recursive = SHORT.replace(
                "{type: string}",
                "{type: object, properties: {a: {$ref: '#/channels/shop.orders/messages/order/payload'}}}");

        assertThatThrownBy(() -> AsyncApiReader.read("orders.yaml", recursive))
                .isInstanceOf(BrokenContract.class)
                .hasMessageContaining("must not contain itself");
    }

    @Test
    void refusesABombOfAliases() {
        StringBuilder bomb = new StringBuilder("a0: &a0 [x,x,x,x,x,x,x,x,x,x]\n");
        for (int i = 1; i < 9; i++) {
            bomb.append("a%d: &a%d [%s]\n".formatted(i, i, ("*a" + (i - 1) + " ,").repeat(10)));
        }

        assertThatThrownBy(() -> AsyncApiReader.read("bomb.yaml", bomb.toString()))
                .isInstanceOf(BrokenContract.class);
    }

    @Test
    void joinTheBuiltInContractsFromAFolder() throws IOException {
        Files.writeString(folder.resolve("orders.yaml"), SHORT);
        Files.writeString(folder.resolve("notes.txt"), "not a contract");

        Contracts contracts = Contracts.load(folder);

        assertThat(contracts.find(new TopicName("shop.orders"))).isPresent();
        assertThat(contracts.find(new TopicName("agent-actions"))).isPresent();
        assertThat(Contracts.load(folder.resolve("none")).all())
                .hasSize(List.copyOf(Contracts.builtIn().all()).size());
    }

    @Test
    void mayNotClaimABuiltInTopicOrTable() throws IOException {
        Files.writeString(folder.resolve("mine.yml"), SHORT.replace("shop.orders", "agent-actions"));
        assertThatThrownBy(() -> Contracts.load(folder))
                .isInstanceOf(Misconfigured.class)
                .hasMessage(
                        "Cannot use contracts: topic agent-actions is defined twice, got: agents.yaml:12 and mine.yml:4");

        Files.writeString(folder.resolve("mine.yml"), SHORT.replace("shop.orders", "agent.actions"));
        assertThatThrownBy(() -> Contracts.load(folder))
                .isInstanceOf(Misconfigured.class)
                .hasMessageContaining("table agent_actions is defined twice");
    }
}
