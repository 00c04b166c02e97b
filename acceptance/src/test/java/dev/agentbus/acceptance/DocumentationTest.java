package dev.agentbus.acceptance;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/// Keeps the pages true: what they name exists.
final class DocumentationTest {
    private static final Pattern TYPE = Pattern.compile("`([A-Z][a-z]+[A-Za-z]*)`");
    private static final Pattern LINK = Pattern.compile("\\]\\(([^)#:]+)(#[^)]*)?\\)");
    /// Words in capitals that are no types of ours.
    private static final Set<String> WORDS = Set.of("COPY");

    @Test
    void theArchitecturePageNamesOnlyTypesThatExist() throws IOException {
        Set<String> types = sources()
                .map(file -> file.getFileName().toString().replaceFirst("\\.java$", ""))
                .collect(Collectors.toSet());
        List<String> gone = new ArrayList<>();
        Matcher name = TYPE.matcher(Files.readString(Repository.root().resolve("ARCHITECTURE.md")));

        while (name.find()) {
            if (!types.contains(name.group(1)) && !WORDS.contains(name.group(1))) {
                gone.add(name.group(1));
            }
        }

        assertThat(gone).as("types named in ARCHITECTURE.md that are gone").isEmpty();
    }

    @Test
    void everyLinkOfEveryPageLeadsSomewhere() throws IOException {
        List<String> dead = new ArrayList<>();

        for (Path page : pages().toList()) {
            Matcher link = LINK.matcher(Files.readString(page));
            while (link.find()) {
                if (!Files.exists(page.resolveSibling(link.group(1)))) {
                    dead.add(Repository.root().relativize(page) + " -> " + link.group(1));
                }
            }
        }

        assertThat(dead).isEmpty();
    }

    @Test
    void everyModuleHasItsPage() {
        assertThat(Stream.of(
                                "engine",
                                "events",
                                "log",
                                "ingest/sdk",
                                "ingest/http",
                                "ingest/skills",
                                "ingest/importer",
                                "ingest/demo",
                                "process",
                                "sink",
                                "view",
                                "app",
                                "cli",
                                "acceptance",
                                "bench")
                        .filter(module ->
                                !Files.exists(Repository.root().resolve(module).resolve("README.md"))))
                .isEmpty();
    }

    private static Stream<Path> sources() {
        return files().filter(file -> file.toString().endsWith(".java"));
    }

    private static Stream<Path> pages() {
        return files().filter(file -> file.toString().endsWith(".md"));
    }

    private static Stream<Path> files() {
        Tool tracked = Tool.run(List.of("git", "ls-files", "-co", "--exclude-standard"))
                .orFail();
        return tracked.out().lines().map(Repository.root()::resolve).filter(Files::exists);
    }
}
