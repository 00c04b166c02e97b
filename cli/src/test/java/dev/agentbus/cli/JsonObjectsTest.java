package dev.agentbus.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.agentbus.events.PermanentFailure;
import java.io.ByteArrayInputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class JsonObjectsTest {
    private static List<String> objects(String input) {
        JsonObjects objects = new JsonObjects(new ByteArrayInputStream(input.getBytes(StandardCharsets.UTF_8)));
        List<String> all = new ArrayList<>();
        Optional<byte[]> next = objects.next();
        while (next.isPresent()) {
            all.add(new String(next.get(), StandardCharsets.UTF_8));
            next = objects.next();
        }
        return all;
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{\"a\":\"}\\\"{\"}\n{ \"b\" : [1,{}] }\n",
                "{\"a\":\"}\\\"{\"}{ \"b\" : [1,{}] }",
                "[{\"a\":\"}\\\"{\"},\n{ \"b\" : [1,{}] }]",
                "  [ {\"a\":\"}\\\"{\"} , { \"b\" : [1,{}] } ]  "
            })
    void findsObjectsInEveryForm(String input) {
        assertThat(objects(input)).containsExactly("{\"a\":\"}\\\"{\"}", "{ \"b\" : [1,{}] }");
    }

    @ParameterizedTest
    @ValueSource(strings = {"x", "{\"a\":1", "{\"a\":\"", "1 {}", "\"{}\""})
    void refusesWhatIsNoObject(String input) {
        assertThatThrownBy(() -> objects(input))
                .isInstanceOf(PermanentFailure.class)
                .hasMessageStartingWith("Cannot read events: ");
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "\n", "[]"})
    void findsNothingInNothing(String input) {
        assertThat(objects(input)).isEmpty();
    }
}
