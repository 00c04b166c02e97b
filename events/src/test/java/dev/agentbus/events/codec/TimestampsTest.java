package dev.agentbus.events.codec;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class TimestampsTest {
    @ParameterizedTest
    @CsvSource({
        "2025-10-30T14:30:00Z, 2025-10-30T14:30:00Z",
        "2025-10-30T14:30:00.123456789Z, 2025-10-30T14:30:00.123456789Z",
        "2025-10-30T14:30:00.1234567891234Z, 2025-10-30T14:30:00.123456789Z",
        "2025-10-30T14:30:00.5+00:00, 2025-10-30T14:30:00.500Z",
        "2025-10-30T14:30:00+0200, 2025-10-30T12:30:00Z",
        "2025-10-30T14:30:00-05, 2025-10-30T19:30:00Z",
        "2025-10-30T14:30:00.654321, 2025-10-30T14:30:00.654321Z",
        "2025-10-30 14:30:00, 2025-10-30T14:30:00Z",
        "2025-10-30 14:30:00+00:00, 2025-10-30T14:30:00Z",
        "2025-10-30T14:30, 2025-10-30T14:30:00Z",
        "2025-10-30T14:30Z, 2025-10-30T14:30:00Z",
        "2025-10-30t14:30:00z, 2025-10-30T14:30:00Z",
        "2016-12-31T23:59:60Z, 2016-12-31T23:59:59Z",
        "2024-02-29T00:00:00Z, 2024-02-29T00:00:00Z",
        "9999-12-31T23:59:59Z, 9999-12-31T23:59:59Z",
    })
    void readIsoTimes(String text, String expected) {
        assertThat(Timestamps.parse(text)).contains(Instant.parse(expected));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "2025",
                "2025-10-30",
                "yesterday",
                "2025-13-01T00:00:00Z",
                "2025-02-29T00:00:00Z",
                "2025-10-30T25:00:00Z",
                "2025-10-30T14:60:00Z",
                "2025-10-30T14:30:00X",
                "2025-10-30T14:30:00ZZ",
                "2025-10-30T14:30:00.Z",
                "2025-10-30T14:30:00+19:00",
                "+12025-10-30T14:30:00Z",
                "0000-01-01T00:00:00Z",
                "2025-10-30T14:30:00+",
                "9999-12-31T23:59:59-01:00",
                "٢٠٢٥-10-30T14:30:00Z"
            })
    void refuseWhatIsNoTime(String text) {
        assertThat(Timestamps.parse(text)).isEmpty();
    }

    @ParameterizedTest
    @CsvSource({
        "0, 1970-01-01T00:00:00Z",
        "1761834600, 2025-10-30T14:30:00Z",
        "1761834600.25, 2025-10-30T14:30:00.250Z",
        "1761834600123, 2025-10-30T14:30:00.123Z",
        "1761834600123456, 2025-10-30T14:30:00.123456Z",
        "1761834600000000000, 2025-10-30T14:30:00Z",
        "-1.5, 1969-12-31T23:59:58.500Z",
    })
    void readEpochNumbersByTheirMagnitude(double number, String expected) {
        assertThat(Timestamps.ofEpoch(number)).contains(Instant.parse(expected));
    }

    @ParameterizedTest
    @ValueSource(doubles = {Double.NaN, Double.POSITIVE_INFINITY, 1e20, -1e11 + 1})
    void refuseEpochNumbersOutOfBounds(double number) {
        assertThat(Timestamps.ofEpoch(number)).isEmpty();
    }
}
