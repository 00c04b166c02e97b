package dev.agentbus.events.contract;

import dev.agentbus.events.Misconfigured;
import dev.agentbus.events.TopicName;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.stream.Stream;

/// All contracts that are in force, by topic. Immutable; safe for any thread.
public final class Contracts {
    private static final List<String> DOMAINS = List.of("agents", "opal", "persona", "database");

    private final Map<TopicName, Contract> byTopic;

    private Contracts(Map<TopicName, Contract> byTopic) {
        this.byTopic = byTopic;
    }

    /// The contracts that come with the bus.
    public static Contracts builtIn() {
        return BuiltIn.CONTRACTS;
    }

    /// The contracts that come with the bus, and those of every `*.yaml` and `*.yml` in `folder`,
    /// in the order of their names. A folder that is not there holds none.
    ///
    /// @throws Misconfigured with file, line and rule when one of them is broken
    public static Contracts load(Path folder) {
        List<Contract> all = new ArrayList<>(builtIn().all());
        for (Path file : filesOf(folder)) {
            all.addAll(read(file));
        }
        return of(all);
    }

    /// The contracts of one file.
    ///
    /// @throws Misconfigured with file, line and rule when it is broken
    public static List<Contract> read(Path file) {
        try {
            return AsyncApiReader.read(Objects.toString(file.getFileName()), Files.readString(file));
        } catch (IOException e) {
            throw new Misconfigured("Cannot read contract: it must be a readable UTF-8 file, got: " + file, e);
        }
    }

    /// The contract files of a folder, in the order of their names.
    public static List<Path> filesOf(Path folder) {
        if (!Files.isDirectory(folder)) {
            return List.of();
        }
        try (Stream<Path> files = Files.list(folder)) {
            return files.filter(file -> file.toString().matches(".*\\.ya?ml"))
                    .sorted()
                    .toList();
        } catch (IOException e) {
            throw new Misconfigured("Cannot read contracts: the folder must be readable, got: " + folder, e);
        }
    }

    /// @throws Misconfigured when two contracts claim one topic or one table
    public static Contracts of(Collection<Contract> contracts) {
        Map<TopicName, Contract> byTopic = new LinkedHashMap<>();
        Map<String, Contract> byTable = new LinkedHashMap<>();
        for (Contract contract : contracts) {
            Contract other = byTopic.putIfAbsent(contract.topic(), contract);
            if (other != null) {
                throw new Misconfigured("Cannot use contracts: topic %s is defined twice, got: %s and %s"
                        .formatted(contract.topic(), other.origin(), contract.origin()));
            }
            String table = contract.table().map(Table::name).orElse("");
            Contract owner = table.isEmpty() ? null : byTable.putIfAbsent(table, contract);
            if (owner != null) {
                throw new Misconfigured("Cannot use contracts: table %s is defined twice, got: %s and %s"
                        .formatted(table, owner.origin(), contract.origin()));
            }
        }
        return new Contracts(byTopic);
    }

    public Optional<Contract> find(TopicName topic) {
        return Optional.ofNullable(byTopic.get(topic));
    }

    /// In the order of the documents.
    public Collection<Contract> all() {
        return Collections.unmodifiableCollection(byTopic.values());
    }

    /// Read once, when first asked for.
    private static final class BuiltIn {
        static final Contracts CONTRACTS = of(DOMAINS.stream()
                .flatMap(domain -> AsyncApiReader.read(domain + ".yaml", resource(domain)).stream())
                .toList());

        private static String resource(String domain) {
            String name = "/contracts/" + domain + ".yaml";
            try (InputStream in = Objects.requireNonNull(Contracts.class.getResourceAsStream(name), name)) {
                return new String(in.readAllBytes(), StandardCharsets.UTF_8);
            } catch (IOException e) {
                throw new IllegalStateException(
                        "Cannot read built-in contract: it is part of the jar, got: " + name, e);
            }
        }
    }
}
