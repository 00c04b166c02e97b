package dev.agentbus.ingest.http;

import static org.assertj.core.api.Assertions.assertThat;

import dev.agentbus.events.contract.Contract;
import dev.agentbus.events.contract.Contracts;
import dev.agentbus.events.contract.Field;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// Whatever a payload looks like, its bytes reach the log as they came.
class IngestBytesTest {
    private static final List<String> TEXTS = List.of(
            "plain",
            "",
            " ",
            "grüße 漢字 🦊",
            "\\u00e9\\ud83e\\udd8a",
            "tab\\t\\\"quoted\\\" \\\\ \\/",
            "[1,{",
            "}],",
            "// no comment",
            "\u2028\u00a0");
    private static final List<String> BLANKS = List.of("", " ", "\n", "\r\n\t ", "");

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3})
    void keepsEveryByteOfEveryPayload(long seed) {
        System.out.println("seed " + seed);
        Random random = new Random(seed);
        try (IngestServer server = IngestServer.start()) {
            for (Contract contract : Contracts.builtIn().all()) {
                if (contract.domain().equals("agents") && !contract.fields().isEmpty()) {
                    publishAndCompare(server, contract, random);
                }
            }
        }
    }

    private static void publishAndCompare(IngestServer server, Contract contract, Random random) {
        String topic = contract.topic().value();
        List<String> payloads = new ArrayList<>();
        for (int i = 0; i < 60; i++) {
            payloads.add(payload(contract, random));
        }
        String body = switch (random.nextInt(3)) {
            case 0 -> "[" + String.join(blank(random) + "," + blank(random), payloads) + "]";
            case 1 -> String.join(blank(random) + "\n", payloads);
            default -> "\ufeff" + String.join("", payloads);
        };

        IngestServer.Reply reply = server.post(topic, body.getBytes(StandardCharsets.UTF_8));

        assertThat(reply.json().path("errors").toString()).isEmpty();
        assertThat(server.values(topic)).containsExactlyInAnyOrderElementsOf(payloads);
    }

    private static String payload(Contract contract, Random random) {
        List<String> members = new ArrayList<>();
        for (Field field : contract.fields()) {
            boolean wanted = field.required() || IDENTIFYING.contains(field.name()) || random.nextInt(4) == 0;
            if (wanted) {
                members.add(text(field.name()) + blank(random) + ":" + blank(random) + value(contract, field, random));
            }
        }
        members.add("\"unknown " + random.nextInt() + "\":" + any(random, 0));
        return "{" + blank(random) + String.join(blank(random) + "," + blank(random), members) + blank(random) + "}";
    }

    /// Of those a contract asks for one.
    private static final List<String> IDENTIFYING = List.of("target_agent", "query_text", "execution_id");

    private static String value(Contract contract, Field field, Random random) {
        return switch (field.name()) {
            case "action_type" -> "\"tool_call\"";
            case "detection_status" -> "\"timeout\"";
            case "severity" -> contract.topic().value().equals("agent-alerts") ? "\"critical\"" : textOf(random);
            case "transition" -> "\"fired\"";
            case "notice" -> "\"open\"";
            case "event_id" -> text("e" + random.nextLong());
            default ->
                switch (field.type()) {
                    case TEXT -> textOf(random);
                    case INTEGER -> List.of("0", "7", "1e2", "12.0").get(random.nextInt(4));
                    case NUMBER -> List.of("0", "1", "0.50", "1e-3", "1.0E0").get(random.nextInt(5));
                    case BOOLEAN -> Boolean.toString(random.nextBoolean());
                    case TIMESTAMP ->
                        List.of("\"2026-01-02T03:04:05+00:00\"", "1767323045.5", "1767323045000")
                                .get(random.nextInt(3));
                    case JSON -> "null";
                };
        };
    }

    private static String textOf(Random random) {
        return text("t" + TEXTS.get(random.nextInt(TEXTS.size())));
    }

    private static String any(Random random, int depth) {
        return switch (random.nextInt(depth > 6 ? 4 : 6)) {
            case 0 -> "null";
            case 1 -> text(TEXTS.get(random.nextInt(TEXTS.size())));
            case 2 -> "-1.50e+2";
            case 3 -> "true";
            case 4 -> "[" + blank(random) + any(random, depth + 1) + " ," + any(random, depth + 1) + "]";
            default -> "{" + text("k" + random.nextInt()) + ":" + any(random, depth + 1) + blank(random) + "}";
        };
    }

    private static String text(String escaped) {
        return "\"" + escaped + "\"";
    }

    private static String blank(Random random) {
        return BLANKS.get(random.nextInt(BLANKS.size()));
    }
}
