package dev.agentbus.process.deadletter;

import static org.assertj.core.api.Assertions.assertThat;

import dev.agentbus.events.Header;
import dev.agentbus.events.TopicName;
import dev.agentbus.events.contract.Contracts;
import dev.agentbus.log.LogPartition;
import dev.agentbus.log.LogRecord;
import java.math.BigInteger;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/// Dead letters as other systems write them, byte for byte.
class ForeignLetterTest {
    private static final Instant WRITTEN = Instant.parse("2026-11-21T06:00:00Z");
    private static final Header OWN = Header.of("x-own", "kept");
    private static final Header TRACE =
            Header.of("traceparent", "00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01");
    private final LetterReader reader = new LetterReader(Contracts.builtIn());

    private static LogRecord letter(byte @Nullable [] value, Header... headers) {
        return letter(7, value, headers);
    }

    private static LogRecord letter(long offset, byte @Nullable [] value, Header... headers) {
        return new LogRecord(
                new LogPartition(new TopicName("orders.dlq"), 1),
                offset,
                WRITTEN,
                bytes("order-1"),
                value,
                List.of(headers));
    }

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }

    private static Header int32(String name, int value) {
        return new Header(name, ByteBuffer.allocate(4).putInt(value).array());
    }

    private static Header int64(String name, long value) {
        return new Header(name, ByteBuffer.allocate(8).putLong(value).array());
    }

    private static String connectTrace(int line) {
        return """
            org.apache.kafka.connect.errors.DataException: Converting byte[] to Kafka Connect data failed
            \tat org.apache.kafka.connect.json.JsonConverter.toConnectData(JsonConverter.java:333)
            \tat org.apache.kafka.connect.runtime.WorkerSinkTask.convertValue(WorkerSinkTask.java:571)
            Caused by: org.apache.kafka.common.errors.SerializationException: com.fasterxml.jackson.core.JsonParseException
            \tat com.acme.convert.StrictConverter.read(StrictConverter.java:%d)
            \tat java.base/java.lang.Thread.run(Thread.java:1583)
            """.formatted(line);
    }

    /// As `DeadLetterQueueReporter` of Kafka Connect does: the record's headers, then its own.
    private static Header[] connect(int line, String offset, Header... before) {
        List<Header> headers = new ArrayList<>(List.of(before));
        String prefix = "__connect.errors.";
        headers.add(Header.of(prefix + "topic", "agent-actions"));
        headers.add(Header.of(prefix + "partition", "3"));
        headers.add(Header.of(prefix + "offset", offset));
        headers.add(Header.of(prefix + "connector.name", "warehouse"));
        headers.add(Header.of(prefix + "task.id", "0"));
        headers.add(Header.of(prefix + "stage", "VALUE_CONVERTER"));
        headers.add(Header.of(prefix + "class.name", "org.apache.kafka.connect.json.JsonConverter"));
        headers.add(Header.of(prefix + "exception.class.name", "org.apache.kafka.connect.errors.DataException"));
        headers.add(Header.of(prefix + "exception.message", "Converting byte[] to Kafka Connect data failed"));
        headers.add(Header.of(prefix + "exception.stacktrace", connectTrace(line)));
        return headers.toArray(Header[]::new);
    }

    @Test
    void readsConnectsText() {
        Letter letter = reader.read(letter(bytes("{"), connect(80, "41", OWN, TRACE)));

        assertThat(letter.family()).isEqualTo(Family.CONNECT);
        assertThat(letter.origin()).contains(Origin.at(new TopicName("agent-actions"), 3, 41));
        assertThat(letter.handler()).isEqualTo(new Handler("connect-warehouse", "warehouse-0"));
        assertThat(letter.cause().errorClass()).isEqualTo("org.apache.kafka.connect.errors.DataException");
        assertThat(letter.cause().rule()).isEqualTo("value-converter");
        assertThat(letter.original().headers()).containsExactly(OWN, TRACE);
        assertThat(letter.original().value()).isEqualTo(bytes("{"));
        assertThat(letter.ids().trace()).contains("4bf92f3577b34da6a3ce929d0e0e4736");
    }

    @Test
    void groupsConnectLettersByWhatFailedAndNotByLineOrPlace() {
        String one = reader.read(letter(bytes("{"), connect(80, "41"))).cause().fingerprint();
        String two =
                reader.read(letter(8, bytes("["), connect(99, "42"))).cause().fingerprint();

        assertThat(one).isEqualTo(two).hasSize(16);
    }

    /// Connect never replaces a header that is there: a record that was redriven with its error headers
    /// and fails again says where it failed the first time.
    @Test
    void keepsTwoConnectLettersApartThoughTheirStaleHeadersNameOnePlace() {
        Letter first = reader.read(letter(7, bytes("{"), connect(80, "41")));
        Letter again = reader.read(letter(8, bytes("{"), connect(80, "41")));

        assertThat(again.id()).isNotEqualTo(first.id());
    }

    @Test
    void takesAConnectLetterWithoutAPlaceForOneWithoutOrigin() {
        Header[] headers = connect(80, "-1");

        Letter letter = reader.read(letter(bytes("{"), headers));

        assertThat(letter.family()).isEqualTo(Family.CONNECT);
        assertThat(letter.origin()).isEmpty();
    }

    /// As `DeadLetterPublishingRecoverer` does.
    private static List<Header> spring() {
        return List.of(
                Header.of("kafka_dlt-original-topic", "agent-actions"),
                int32("kafka_dlt-original-partition", 3),
                int64("kafka_dlt-original-offset", 41),
                int64("kafka_dlt-original-timestamp", WRITTEN.minusSeconds(60).toEpochMilli()),
                Header.of("kafka_dlt-original-timestamp-type", "CreateTime"),
                Header.of("kafka_dlt-original-consumer-group", "billing"),
                Header.of(
                        "kafka_dlt-exception-fqcn",
                        "org.springframework.kafka.listener.ListenerExecutionFailedException"),
                Header.of("kafka_dlt-exception-cause-fqcn", "com.acme.NoSuchCustomer"),
                Header.of("kafka_dlt-exception-message", "Listener failed; no customer 4711"),
                Header.of("kafka_dlt-exception-stacktrace", """
                        org.springframework.kafka.listener.ListenerExecutionFailedException: Listener failed
                        \tat org.springframework.kafka.listener.Adapter.invoke(Adapter.java:1)
                        Caused by: com.acme.NoSuchCustomer: no customer 4711
                        \tat com.acme.Billing.charge(Billing.java:12)
                        """));
    }

    @Test
    void readsTheBinaryNumbersOfSpring() {
        Letter letter = reader.read(letter(bytes("{}"), spring().toArray(Header[]::new)));

        assertThat(letter.family()).isEqualTo(Family.SPRING);
        assertThat(letter.origin().map(Origin::position)).hasToString("Optional[agent-actions-3@41]");
        assertThat(letter.origin().flatMap(Origin::time)).contains(WRITTEN.minusSeconds(60));
        assertThat(letter.handler().group()).isEqualTo("billing");
        assertThat(letter.original().headers()).isEmpty();
    }

    @Test
    void namesTheCauseThatSpringsListenerWraps() {
        Letter letter = reader.read(letter(bytes("{}"), spring().toArray(Header[]::new)));

        assertThat(letter.cause().errorClass()).isEqualTo("com.acme.NoSuchCustomer");
        assertThat(letter.cause().message()).isEqualTo("Listener failed; no customer 4711");
    }

    /// `@RetryableTopic` writes `kafka_original-*` and `kafka_exception-*`, and its count of attempts in
    /// four bytes: taken for text they held U+0000, the table refused the row, and the consumer read the
    /// same record for ever.
    @Test
    void readsSpringsRetryTopicsUnderTheirOtherNamesAndTheirAttemptsWithoutAZeroByte() {
        Letter letter = reader.read(letter(
                bytes("{}"),
                Header.of("kafka_original-topic", "agent-actions"),
                int32("kafka_original-partition", 3),
                int64("kafka_original-offset", 41),
                Header.of("kafka_exception-fqcn", "com.acme.NoSuchCustomer"),
                Header.of("kafka_exception-message", "no\0customer"),
                int32("retry_topic-attempts", 4),
                new Header(
                        "retry_topic-original-timestamp",
                        BigInteger.valueOf(1_764_000_000_000L).toByteArray()),
                OWN));

        assertThat(letter.family()).isEqualTo(Family.SPRING);
        assertThat(letter.origin().map(Origin::position)).hasToString("Optional[agent-actions-3@41]");
        assertThat(letter.attempts().count()).isEqualTo(4);
        assertThat(letter.cause().message()).isEqualTo("no\uFFFDcustomer");
        assertThat(letter.original().headers()).containsExactly(OWN);
    }

    /// Spring appends the place of each failure; the first one may be of a record that was redriven since.
    @Test
    void takesTheLastPlaceThatSpringAppended() {
        List<Header> headers = new ArrayList<>(spring());
        headers.add(Header.of("kafka_dlt-original-topic", "agent-actions"));
        headers.add(int32("kafka_dlt-original-partition", 3));
        headers.add(int64("kafka_dlt-original-offset", 99));

        Letter letter = reader.read(letter(bytes("{}"), headers.toArray(Header[]::new)));

        assertThat(letter.origin().map(Origin::position)).hasToString("Optional[agent-actions-3@99]");
    }

    /// They hold serialised Java objects.
    @Test
    void dropsSpringsDeserializerExceptionsUnread() {
        List<Header> headers = new ArrayList<>(spring());
        headers.add(new Header("springDeserializerExceptionValue", new byte[] {(byte) 0xAC, (byte) 0xED, 0, 5}));

        Letter letter = reader.read(letter(bytes("{}"), headers.toArray(Header[]::new)));

        assertThat(letter.original().headers()).isEmpty();
    }

    /// As `KafkaDeadLetterQueue` of SmallRye does: its own headers, then the record's.
    private static List<Header> smallRye() {
        return List.of(
                Header.of("dead-letter-exception-class-name", "java.lang.IllegalStateException"),
                Header.of("dead-letter-reason", "cannot price"),
                Header.of("dead-letter-cause-class-name", "com.acme.NoPrice"),
                Header.of("dead-letter-cause", "no price for 4711"),
                Header.of("dead-letter-topic", "agent-actions"),
                Header.of("dead-letter-partition", "3"),
                Header.of("dead-letter-offset", "41"));
    }

    @Test
    void readsSmallRyesText() {
        List<Header> headers = new ArrayList<>(smallRye());
        headers.add(OWN);

        Letter letter = reader.read(letter(bytes("{}"), headers.toArray(Header[]::new)));

        assertThat(letter.family()).isEqualTo(Family.SMALLRYE);
        assertThat(letter.origin().map(Origin::position)).hasToString("Optional[agent-actions-3@41]");
        assertThat(letter.cause().errorClass()).isEqualTo("com.acme.NoPrice");
        assertThat(letter.cause().message()).isEqualTo("cannot price: no price for 4711");
        assertThat(letter.original().headers()).containsExactly(OWN);
    }

    /// Two letters of one cause differ in the number that their texts quote.
    @Test
    void groupsSmallRyesLettersThoughTheirTextsQuoteValues() {
        List<Header> other = new ArrayList<>(smallRye());
        other.set(3, Header.of("dead-letter-cause", "no price for 4712"));

        assertThat(reader.read(letter(bytes("{}"), other.toArray(Header[]::new)))
                        .cause()
                        .fingerprint())
                .isEqualTo(reader.read(letter(bytes("{}"), smallRye().toArray(Header[]::new)))
                        .cause()
                        .fingerprint());
    }

    /// The record's own headers follow, an earlier failure's among them.
    @Test
    void takesSmallRyesFirstPlace() {
        List<Header> headers = new ArrayList<>(smallRye());
        headers.add(Header.of("dead-letter-topic", "agent-actions"));
        headers.add(Header.of("dead-letter-offset", "3"));

        Letter letter = reader.read(letter(bytes("{}"), headers.toArray(Header[]::new)));

        assertThat(letter.origin().map(Origin::position)).hasToString("Optional[agent-actions-3@41]");
    }

    @Test
    void restoresTheBytesThatSmallRyeCouldNotDeserialise() {
        byte[] broken = {'{', (byte) 0xFF, 0, '}'};
        List<Header> headers = new ArrayList<>(smallRye());
        headers.add(Header.of("deserialization-failure-deserializer", "com.acme.OrderDeserializer"));
        headers.add(Header.of("deserialization-failure-topic", "agent-actions"));
        headers.add(new Header("deserialization-failure-value-data", broken));
        headers.add(new Header("deserialization-failure-data", broken));

        Letter letter = reader.read(letter(null, headers.toArray(Header[]::new)));

        assertThat(letter.original().value()).isEqualTo(broken);
        assertThat(letter.original().key()).isEqualTo(bytes("order-1"));
        assertThat(letter.original().headers()).isEmpty();
        assertThat(letter.cause().rule()).isEqualTo("deserialization");
    }

    /// As a broker does for a share group.
    private static Header[] shareGroup() {
        return new Header[] {
            Header.of("__dlq.errors.topic", "agent-actions"),
            Header.of("__dlq.errors.partition", "3"),
            Header.of("__dlq.errors.offset", "41"),
            Header.of("__dlq.errors.group", "pricing"),
            Header.of("__dlq.errors.delivery.count", "5"),
            Header.of("__dlq.errors.message", "Delivery count exceeded.")
        };
    }

    @Test
    void readsShareGroups() {
        Letter letter = reader.read(letter(bytes("{}"), shareGroup()));

        assertThat(letter.family()).isEqualTo(Family.SHARE_GROUP);
        assertThat(letter.handler().group()).isEqualTo("pricing");
        assertThat(letter.attempts().count()).isEqualTo(5);
        assertThat(letter.cause().message()).isEqualTo("Delivery count exceeded.");
        assertThat(letter.original().leftInLogBytes()).isEmpty();
    }

    /// The payload is not copied unless the group asks for it.
    @Test
    void knowsThatAShareGroupsRecordIsStillInTheLog() {
        LogRecord bare = new LogRecord(
                new LogPartition(new TopicName("dlq.pricing"), 0), 7, WRITTEN, null, null, List.of(shareGroup()));

        assertThat(reader.read(bare).original().leftInLogBytes()).hasValue(0);
    }

    /// Writing a letter and moving on are not one step for the broker.
    @Test
    void givesOneIdToAShareGroupsLetterThatTheBrokerWroteTwice() {
        assertThat(reader.read(letter(7, bytes("{}"), shareGroup())).id())
                .isEqualTo(reader.read(letter(8, bytes("{}"), shareGroup())).id());
    }

    @Test
    void takesARecordThatSaysNothingForALetterWithoutOrigin() {
        Letter letter = reader.read(letter(bytes("{\"error\":\"boom\"}"), OWN));

        assertThat(letter.family()).isEqualTo(Family.UNKNOWN);
        assertThat(letter.origin()).isEmpty();
        assertThat(letter.original().headers()).containsExactly(OWN);
    }

    @Test
    void readsHeadersThatLieAsIfTheyWereNotThere() {
        Letter letter = reader.read(letter(
                bytes("{}"),
                Header.of("__connect.errors.topic", "no topic at all"),
                Header.of("__connect.errors.partition", "99999999999999999999999"),
                new Header("__connect.errors.offset", new byte[] {(byte) 0xC3, 0x28}),
                Header.of("__connect.errors.exception.message", "x".repeat(1_000_000)),
                Header.of("x-agentbus-redrive-count", "-5")));

        assertThat(letter.origin()).isEmpty();
        assertThat(letter.cause().message()).hasSize(HeaderFamily.MAX_MESSAGE_CHARACTERS);
        assertThat(letter.lineage()).isEqualTo(Lineage.NONE);
    }

    @Test
    void keepsWithinWhatATableTakesWhateverAClockSays() {
        LogRecord early = new LogRecord(
                new LogPartition(new TopicName("orders.dlq"), 0),
                0,
                Instant.ofEpochMilli(Long.MIN_VALUE),
                null,
                null,
                List.of(int64("kafka_dlt-original-timestamp", Long.MAX_VALUE)));

        assertThat(reader.read(early).time()).isEqualTo(Instant.parse("0001-01-01T00:00:00Z"));
    }
}
