package dev.agentbus.view;

import static org.assertj.core.api.Assertions.assertThat;

import dev.agentbus.events.codec.JsonSlice;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class SubjectTest {
    private static @Nullable String of(String json) {
        byte[] bytes = ("{\"x\":" + json + "}").getBytes(StandardCharsets.UTF_8);
        return Subject.of(new JsonSlice(bytes, 5, bytes.length - 6));
    }

    @Test
    void findsTheMostTellingField() {
        assertThat(of("{\"description\":\"look\",\"command\":\"ls -l\"}")).isEqualTo("ls -l");
        assertThat(of("{\"content\":{\"file_path\":\"deep\"},\"file_path\":\"src/é.ts\",\"command\":\"x\"}"))
                .isEqualTo("src/é.ts");
    }

    @Test
    void saysNothingWhereNothingIsSaid() {
        assertThat(of("{}")).isNull();
        assertThat(of("[\"file_path\"]")).isNull();
        assertThat(of("{\"file_path\":7,\"command\":\"\"}")).isNull();
    }

    @Test
    void survivesWhatIsNoJson() {
        assertThat(of("{\"file_path")).isNull();
    }
}
