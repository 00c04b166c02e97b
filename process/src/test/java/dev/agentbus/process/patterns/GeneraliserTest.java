package dev.agentbus.process.patterns;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class GeneraliserTest {
    private final Generaliser names = new Generaliser(List.of("coder-1", "Reviewer"));

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "open src/marshmallow/fields.py 1474 | open | open {file} {n}",
                "edit 15:15 | edit | edit {n}",
                "find_file \"fields.py\" src | find_file | find_file {file} {text}",
                "Bash cd app && mvn -q test -Dtest=X src/A.java | bash mvn test | Bash mvn test {file}",
                "bash git commit -m 'fix rounding' | bash git commit | bash git commit {text}",
                "ask coder-1 about 17 files | ask | ask {agent} {text} {n} {text}",
                "hand reviewer the work | hand | hand {agent} {text}",
                "run tests in billing | run tests | run tests {text}",
                "Grep async function | grep | Grep {text}",
                "python3 reproduce.py --n=3 | python3 | python3 {file}",
                "WebFetch https://docs.example.com/a/1 | webfetch | WebFetch {url}",
                "submit | submit | submit",
            })
    void takesOutOfACommandWhatBelongsToOneTask(String command, String key, String shown) {
        assertThat(names.step(command)).isEqualTo(new Generalised(key, shown));
    }

    @Test
    void readsTheSameFailureTheSameEverywhere() {
        assertThat(names.error("FAILED src/OrderTest.java:88: expected 1999 but was 'x' for coder-1\n  at line 3"))
                .isEqualTo("FAILED {file}: expected {n} but was {text} for {agent}");
    }
}
