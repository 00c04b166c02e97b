package dev.agentbus.events.redaction;

import static org.assertj.core.api.Assertions.assertThat;

import dev.agentbus.events.TopicName;
import dev.agentbus.events.contract.Contracts;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.json.JsonMapper;

class RedactorTest {
    private static byte[] bytes(String json) {
        return json.getBytes(StandardCharsets.UTF_8);
    }

    private static String redacted(String json) {
        return new String(Redactor.DEFAULT.redact(bytes(json)), StandardCharsets.UTF_8);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "{\"password\":\"hunter2\"}| {\"password\":\"[redacted]\"}",
                "{\"a\":{\"dbPassword\" : \"x\"}}| {\"a\":{\"dbPassword\" : \"[redacted]\"}}",
                "{\"password\":12345,\"n\":1}| {\"password\":\"[redacted]\",\"n\":1}",
                "{\"X-Api-Key\":\"abc\"}| {\"X-Api-Key\":\"[redacted]\"}",
                "{\"api_key\":\"a\\\"b\"}| {\"api_key\":\"[redacted]\"}",
                "{\"Authorization\":\"Basic dXNlcjpwYXNz\"}| {\"Authorization\":\"[redacted]\"}",
                "{\"credentials\":{\"user\":\"u\",\"x\":[\"}\",{}]},\"n\":1}| {\"credentials\":\"[redacted]\",\"n\":1}",
                "{\"access_token\":\"0123456789abcdef\"}| {\"access_token\":\"[redacted]\"}",
                "{\"clientSecret\":\"s3cr3t\"}| {\"clientSecret\":\"[redacted]\"}",
                "{\"set-cookie\":\"sid=1\"}| {\"set-cookie\":\"[redacted]\"}",
                "[\"sk-proj-abcdefghij0123456789\"]| [\"[redacted]\"]",
                "{\"t\":\"key sk-ant-api03-abcDEF123456_-xyz.\"}| {\"t\":\"key [redacted].\"}",
                "{\"t\":\"x\\nghp_0123456789abcdefABCDEF0123456789abcd\"}| {\"t\":\"x\\n[redacted]\"}",
                "{\"t\":\"github_pat_11ABCDEFG0123456789_abc\"}| {\"t\":\"[redacted]\"}",
                "{\"t\":\"AKIAIOSFODNN7EXAMPLE\"}| {\"t\":\"[redacted]\"}",
                "{\"t\":\"xoxb-123456789012-abcdef\"}| {\"t\":\"[redacted]\"}",
                "{\"t\":\"curl -H \\\"Authorization: Bearer abc.def-123\\\" x\"}| {\"t\":\"curl -H \\\"Authorization: Bearer [redacted]\\\" x\"}",
                "{\"t\":\"Bearer 0123456789abcdef0123\"}| {\"t\":\"Bearer [redacted]\"}",
                "{\"t\":\"postgres://bob:hunter2@db:5432/x\"}| {\"t\":\"postgres://bob:[redacted]@db:5432/x\"}",
                "{\"t\":\"export DB_PASSWORD=hunter22 && run\"}| {\"t\":\"export DB_PASSWORD=[redacted] && run\"}",
                "{\"t\":\"\\nAPI_KEY='abcdef123'\"}| {\"t\":\"\\nAPI_KEY='[redacted]'\"}",
                "{\"t\":\"login --password hunter22 --user bob\"}| {\"t\":\"login --password [redacted] --user bob\"}",
                "{\"t\":\"login --token=\\\"abcdef\\\"\"}| {\"t\":\"login --token=\\\"[redacted]\\\"\"}",
                "{\"t\":\"eyJhbGciOiJIUzI1NiJ9.eyJzdWIiOiIxMjM0In0.abc-_DEF\"}| {\"t\":\"[redacted]\"}",
                "{\"t\":\"a -----BEGIN RSA PRIVATE KEY-----\\nMIIE\\n-----END RSA PRIVATE KEY----- b\"}| {\"t\":\"a [redacted] b\"}",
                "{\"t\":\"-----BEGIN PRIVATE KEY-----\\nMIIE\\n\"}| {\"t\":\"[redacted]\"}",
            })
    void hidesSecretsAndNothingElse(String json, String expected) {
        assertThat(redacted(json)).isEqualTo(expected);
        assertThat(new JsonMapper().readTree(redacted(json))).isNotNull();
        assertThat(redacted(expected)).as("again").isEqualTo(expected);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{\"total_tokens_used\":4096,\"max_tokens\":10,\"token\":\"cat\",\"cache_key\":\"a-b\"}",
                "{\"t\":\"the token = parser.next(); secret ingredient; a cookie jar; private final int x\"}",
                "{\"t\":\"task-executions of disk-0123456789abcdef\",\"topic\":\"task-executions\"}",
                "{\"t\":\"see https://example.org/a@b?x=1 and http://[::1]:8080/\"}",
                "{\"t\":\"bearer of news, authorization is required, Bearer token\"}",
                "{\"t\":\"PASSWORD=$SECRET TOKEN={token} --password <password>\"}",
                "{\"t\":\"-----BEGIN CERTIFICATE-----\\nMIIE\"}",
                "{\"pwd\":\"/home/bob/work\",\"secret\":true,\"password\":null,\"passwords\":\"\"}",
                "{\"t\":\"git commit -m 'highlight' && echo ghost_writer AKIA xoxo\"}",
                "{\"t\":\"\\\\\\\\\",\"sk-\":\"x\"}",
                "",
                "{\"password\":",
                "{\"password\":\"abc",
                "\"\\"
            })
    void givesBackTheSameArrayWhenThereIsNothingToHide(String json) {
        byte[] bytes = bytes(json);

        byte[] redacted = Redactor.DEFAULT.redact(bytes);

        if (json.endsWith("abc")) {
            assertThat(new String(redacted, StandardCharsets.UTF_8)).doesNotContain("abc");
        } else {
            assertThat(redacted).isSameAs(bytes);
        }
    }

    @Test
    void hidesTheFieldsThatAContractMarks() {
        Redactor redactor = Redactor.of(Contracts.builtIn()
                .find(new TopicName("vibeman.persona.webhooks.v1"))
                .orElseThrow());

        byte[] redacted = redactor.redact(bytes("{\"headers\":{\"host\":\"h\"},\"body\":{}}"));

        assertThat(new String(redacted, StandardCharsets.UTF_8)).isEqualTo("{\"headers\":\"[redacted]\",\"body\":{}}");
    }
}
