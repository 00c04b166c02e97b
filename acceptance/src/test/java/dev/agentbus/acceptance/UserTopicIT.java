package dev.agentbus.acceptance;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// A topic that a user adds by one file: the one that the how-to page shows.
final class UserTopicIT {
    private static final Pattern YAML = Pattern.compile("```yaml\\n(.*?)```", Pattern.DOTALL);
    private static final Duration SOON = Duration.ofSeconds(20);

    @TempDir
    private static Path folder;

    private static RunningBus bus;

    @BeforeAll
    static void start() throws IOException {
        Path data = folder.resolve("data");
        Path contracts = Files.createDirectories(data.resolve("contracts"));
        Files.writeString(contracts.resolve("reviews.yaml"), contractOfTheHowTo());
        bus = RunningBus.start(data);
    }

    @AfterAll
    static void stop() {
        bus.close();
    }

    @Test
    void leadsFromOneFileToATopicATableAndATrace() {
        HttpResponse<String> answer = bus.post(
                "/v1/events/code-reviews",
                "application/json",
                "{\"correlation_id\":\"review-1\",\"reviewer\":\"critic\",\"verdict\":\"approve\",\"score\":0.9}");

        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(202);
        await().atMost(SOON).until(() -> verdict().equals("approve"));
        assertThat(bus.cli("trace", "review-1").orFail().out()).contains("code-reviews", "critic");
        assertThat(bus.cli("topics").orFail().out()).contains("code-reviews");
        assertThat(bus.cli("contracts", "list").orFail().out()).contains("code-reviews");
    }

    @Test
    void refusesAtTheDoorWhatTheFileForbids() {
        HttpResponse<String> answer = bus.post(
                "/v1/events/code-reviews",
                "application/json",
                "{\"correlation_id\":\"review-2\",\"reviewer\":\"critic\",\"score\":1.5}");

        assertThat(answer.statusCode()).isEqualTo(422);
        assertThat(answer.body()).contains("score", "maximum", "1.5");
    }

    @Test
    void namesFileLineAndRuleOfABrokenContract() throws IOException {
        Path broken = Files.writeString(
                folder.resolve("broken.yaml"), contractOfTheHowTo().replace("type: number", "type: numbre"));

        Tool answer = bus.cli("contracts", "check", broken.toString());

        assertThat(answer.exitCode()).isEqualTo(1);
        assertThat(answer.out() + answer.err())
                .containsPattern("broken\\.yaml:1[0-9]")
                .contains("numbre");
    }

    private static String contractOfTheHowTo() throws IOException {
        Matcher yaml = YAML.matcher(Files.readString(Repository.root().resolve("docs/how-to/add-a-topic.md")));
        assertThat(yaml.find()).isTrue();
        return yaml.group(1);
    }

    private static String verdict() throws SQLException {
        try (var connection = bus.postgres();
                var statement = connection.createStatement();
                ResultSet rows = statement.executeQuery(
                        "SELECT verdict FROM code_reviews WHERE correlation_id = 'review-1' AND score > 0.8")) {
            return rows.next() ? rows.getString(1) : "";
        }
    }
}
