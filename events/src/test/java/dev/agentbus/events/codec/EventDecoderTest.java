package dev.agentbus.events.codec;

import static dev.agentbus.events.codec.Decoding.decode;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.InstanceOfAssertFactories.type;

import dev.agentbus.events.Envelope;
import dev.agentbus.events.EventId;
import dev.agentbus.events.Header;
import dev.agentbus.events.TopicName;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class EventDecoderTest {
    private static final String ACTIONS = "agent-actions";
    private static final String MINIMAL = "'agent_name':'a','action_type':'decision','action_name':'n'";

    private static String json(String text) {
        return text.replace('\'', '"');
    }

    private static DecodedEvent action(String more) {
        return decode(ACTIONS, json("{" + MINIMAL + more + "}"));
    }

    @Test
    void readsSnakeCaseCamelCaseAndAliases() {
        DecodedEvent event = decode(
                ACTIONS, json("{'agentName':'a','actionType':'error','action_name':'n','details':{'k':1},'id':'x-1'}"));

        assertThat(event.text("agent_name")).isEqualTo("a");
        assertThat(event.text("action_details")).isEqualTo("{\"k\":1}");
        assertThat(event.id()).isEqualTo(new EventId("x-1"));
        assertThat(event.extra()).isNull();
    }

    @Test
    void prefersTheCanonicalNameWhereverItStands() {
        assertThat(action(",'agent':'other'").text("agent_name")).isEqualTo("a");
        assertThat(decode(ACTIONS, json("{'agent':'other'," + MINIMAL + "}")).text("agent_name"))
                .isEqualTo("a");
    }

    @Test
    void takesNullAsAbsent() {
        DecodedEvent event = action(",'duration_ms':null,'unknown':null,'event_id':null");

        assertThat(event.value("duration_ms")).isNull();
        assertThat(event.extra()).isNull();
        assertThat(event.id()).isEqualTo(EventId.at(new TopicName(ACTIONS), 3, 42));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{'data':{%s}}",
                "{'payload':{%s}}",
                "{'event_id':'e','event_type':'t','payload':{%s}}",
                "{'metadata':{'v':1},'data':{%s}}",
                "{'payload':{'data':{%s}}}"
            })
    void unwrapsPayloads(String wrapper) {
        DecodedEvent event = decode(ACTIONS, json(wrapper.formatted(MINIMAL)));

        assertThat(event.text("action_name")).isEqualTo("n");
    }

    @Test
    void keepsWhatStandsBesideAWrapper() {
        DecodedEvent event =
                decode(ACTIONS, json("{'service':'s','payload':{" + MINIMAL + ",'mood':[1, 2]},'tenant_id':'t'}"));

        assertThat(String.valueOf(event.extra())).isEqualTo(json("{'service':'s','tenant_id':'t','mood':[1, 2]}"));
    }

    @Test
    void leavesAnUnknownObjectNamedDataAloneInAWholeEvent() {
        assertThat(String.valueOf(action(",'data':{'agent_name':'b'}").extra()))
                .isEqualTo(json("{'data':{'agent_name':'b'}}"));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "1",
                "-1.50",
                "1e5",
                "true",
                "\"\"",
                "\"text \\\" \\\\ quoted\"",
                "\"é€😀\"",
                "[]",
                "{}",
                "[ 1 , {\"a\" : [ ] } ]",
                "{ \"deep\" : { \"er\" : \"x\" } }",
                "12345678901234567890123"
            })
    void keepsUnknownFieldsByteForByte(String value) {
        String before = "{\"first\": %s , \"zwei ü\":%s,".formatted(value, value);
        DecodedEvent event = decode(ACTIONS, before + MINIMAL.replace('\'', '"') + ", \"last\" :\t" + value + " }");

        assertThat(String.valueOf(event.extra()))
                .isEqualTo("{\"first\": %s,\"zwei ü\":%s,\"last\" :\t%s}".formatted(value, value, value));
    }

    @ParameterizedTest
    @ValueSource(strings = {"1", "\"x\"", "[1, 2 ]", "{ \"a\" : 1 }", "false", "1.5"})
    void keepsJsonFieldsByteForByte(String value) {
        assertThat(String.valueOf(action(",'action_details' : " + value + " ").value("action_details")))
                .isEqualTo(value);
    }

    @Test
    void readsABomAndSurroundingBlanks() {
        byte[] value =
                ("\uFEFF \n{" + MINIMAL + ",'x':[1]} \n").replace('\'', '"').getBytes(StandardCharsets.UTF_8);

        assertThat(String.valueOf(decode(ACTIONS, value).extra())).isEqualTo("{\"x\":[1]}");
    }

    @Test
    void convertsWhatSensiblyCanBe() {
        DecodedEvent event = action(",'duration_ms':'12','debug_mode':'True','project_name':7,'success':1");

        assertThat(event.value("duration_ms")).isEqualTo(12L);
        assertThat(event.value("debug_mode")).isEqualTo(true);
        assertThat(event.value("success")).isEqualTo(true);
        assertThat(event.value("project_name")).isEqualTo("7");
        assertThat(action(",'duration_ms':3.0").value("duration_ms")).isEqualTo(3L);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "''| $| empty",
                "null| $| object",
                "[]| $| object",
                "'{'| $| syntax",
                "'{} {}'| $| syntax",
                "'{\"agent_name\":NaN}'| $| syntax",
                "'{\"agent_name\":\"a\\u0000b\"}'| $| nul",
                "'{\"x\":\"\\ud800\"}'| $| surrogate",
                "'{\"x\":\"\\udc00\\ud800\"}'| $| surrogate",
                "'{\"x\":\"\\ud800x\\udc00\"}'| $| surrogate",
                "'{\"agent_name\":\"a\"}'| action_type| required",
                "'{\"duration_ms\":\"fast\"}'| duration_ms| type",
                "'{\"duration_ms\":1.5}'| duration_ms| type",
                "'{\"duration_ms\":123456789012345678901}'| duration_ms| type",
                "'{\"debug_mode\":{}}'| debug_mode| type",
                "'{\"timestamp\":\"yesterday\"}'| timestamp| type",
                "'{\"timestamp\":[]}'| timestamp| type",
                "'{\"x\":1e10001}'| x| range",
                "'{\"x\":[{\"y\":1E-99999999999}]}'| x| range",
            })
    void refusesWithFieldAndRule(String value, String field, String rule) {
        assertThatThrownBy(() -> decode(ACTIONS, value))
                .asInstanceOf(type(Undecodable.class))
                .satisfies(failure -> assertThat(failure.field()).isEqualTo(field))
                .satisfies(failure -> assertThat(failure.rule()).isEqualTo(rule))
                .satisfies(failure -> assertThat(failure).hasMessageMatching("Cannot decode event: .+, got: .+"));
    }

    @Test
    void takesEscapedBackslashesAndWholePairsForWhatTheyAre() {
        DecodedEvent event = action(",'x':'\\\\u0000','y':'\\ud83d\\ude00'");

        assertThat(event.extra()).isNotNull();
    }

    @ParameterizedTest
    @ValueSource(ints = {201, 10_000, 200_000})
    void refusesDeepNesting(int depth) {
        String value = "{\"x\":" + "[".repeat(depth) + "]".repeat(depth) + "}";

        assertThatThrownBy(() -> decode(ACTIONS, value))
                .asInstanceOf(type(Undecodable.class))
                .satisfies(failure -> assertThat(failure.rule()).isEqualTo("depth"));
    }

    @Test
    void refusesBytesThatAreNotUtf8() {
        byte[] latin1 = json("{'x':'é'}").getBytes(StandardCharsets.ISO_8859_1);
        byte[] utf16 = json("{" + MINIMAL + "}").getBytes(StandardCharsets.UTF_16LE);
        byte[] utf16WithBom = json("{" + MINIMAL + "}").getBytes(StandardCharsets.UTF_16);
        byte[] surrogate = {'{', '"', 'x', '"', ':', '"', (byte) 0xED, (byte) 0xA0, (byte) 0x80, '"', '}'};

        for (byte[] value : new byte[][] {latin1, utf16, utf16WithBom, surrogate}) {
            assertThatThrownBy(() -> decode(ACTIONS, value))
                    .asInstanceOf(type(Undecodable.class))
                    .satisfies(failure -> assertThat(failure.rule()).isEqualTo("utf-8"));
        }
    }

    @Test
    void refusesNumbersTooLongForADatabase() {
        assertThatThrownBy(() -> action(",'x':" + "9".repeat(200_000))).isInstanceOf(Undecodable.class);
    }

    @Test
    void takesIdAndTimeFromTheEnvelopeWhereThePayloadHasNone() {
        DecodedEvent event = decode(
                ACTIONS,
                json("{" + MINIMAL + "}"),
                Header.of(Envelope.ID, "from-header"),
                Header.of(Envelope.TIME, "2025-05-05T05:05:05Z"));

        assertThat(event.id()).isEqualTo(new EventId("from-header"));
        assertThat(event.time()).isEqualTo(Instant.parse("2025-05-05T05:05:05Z"));
    }

    @Test
    void fallsBackToPositionAndRecordTime() {
        DecodedEvent event = action("");

        assertThat(event.id()).isEqualTo(EventId.at(new TopicName(ACTIONS), 3, 42));
        assertThat(event.time()).isEqualTo(Decoding.RECORD_TIME);
    }

    @Test
    void refusesAnIdThatIsTooLong() {
        assertThatThrownBy(() -> action(",'event_id':'" + "x".repeat(513) + "'"))
                .asInstanceOf(type(Undecodable.class))
                .satisfies(failure -> assertThat(failure.field()).isEqualTo("event_id"));
    }

    @Test
    void refusesNothingAtAll() {
        byte @Nullable [] nothing = null;

        assertThatThrownBy(() -> new EventDecoder(Decoding.contract(ACTIONS))
                        .decode(
                                nothing,
                                java.util.List.of(),
                                new SourcePosition(new TopicName(ACTIONS), 0, 0),
                                Decoding.RECORD_TIME))
                .hasMessage("Cannot decode event: it must be a JSON object, got: nothing");
    }
}
