package dev.agentbus.cli;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class PrintableTest {
    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "plain ü 😀| plain ü 😀",
                "'a\u001b[31mred\u001b[0m'| ared",
                "'\u001b]0;title\u0007text'| text",
                "'\u001b]52;c;ZXZpbA==\u001b\\text'| text",
                "'\u001bP1;1|x\u001b\\text'| text",
                "'one\r\ntwo\tthree'| one two three",
                "'\u009b31mx\u0000\u0007\u007f'| 31mx",
                "'abc\u202edef\u2066'| abcdef",
                "'\u001b(Btext'| text",
                "'end\u001b'| end",
            })
    void takesAwayWhatATerminalWouldObey(String text, String expected) {
        assertThat(Printable.of(text)).isEqualTo(expected);
    }

    @Test
    void shortensByWholeCharacters() {
        assertThat(Printable.of("😀😀😀😀", 3)).isEqualTo("😀😀…");
        assertThat(Printable.of("abc", 3)).isEqualTo("abc");
    }
}
