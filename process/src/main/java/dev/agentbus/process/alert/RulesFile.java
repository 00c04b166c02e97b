package dev.agentbus.process.alert;

import dev.agentbus.events.Misconfigured;
import dev.agentbus.events.contract.Contracts;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// The rules in force: those of a file that may change at any time, or those that come with the bus while
/// there is none. A file that is broken changes nothing; what is wrong with it is shown until it is
/// mended. Safe for any thread.
public final class RulesFile {
    private static final Logger log = LoggerFactory.getLogger(RulesFile.class);

    private final Path file;
    private final Contracts contracts;
    private final Map<String, String> environment;
    private final Checks checks;
    private volatile RuleBook book;
    private volatile String problem = "";
    private String refused = "";

    /// What else must hold before new rules are taken: that destinations may be reached.
    public interface Checks {
        /// @throws Misconfigured when something is wrong
        void check(RuleBook book);
    }

    /// Reads nothing of the file yet.
    public RulesFile(Path file, Contracts contracts, Map<String, String> environment, Checks checks) {
        this.file = file;
        this.contracts = contracts;
        this.environment = Map.copyOf(environment);
        this.checks = checks;
        this.book = shipped();
    }

    private RuleBook shipped() {
        return RuleBook.read(RuleBook.SHIPPED, RuleBook.shipped(), contracts, environment);
    }

    /// Reads the file for the first time.
    ///
    /// @throws Misconfigured with file, line and reason: a bus does not start on rules it can't read
    public void load() {
        Optional<String> text = text();
        if (text.isPresent()) {
            book = read(text.get());
        }
    }

    /// Reads the file again if it is another now.
    ///
    /// @return whether other rules are in force than before
    public synchronized boolean reload() {
        RuleBook before = book;
        try {
            Optional<String> text = text();
            String now = text.orElseGet(RuleBook::shipped);
            if (now.equals(before.text())) {
                problem = "";
                refused = "";
                return false;
            }
            if (now.equals(refused)) {
                return false;
            }
            refused = now;
            book = text.isPresent() ? read(now) : shipped();
            problem = "";
            refused = "";
            log.atInfo().addKeyValue("file", file).log("Other alert rules are in force");
            return true;
        } catch (Misconfigured e) {
            String message = Objects.requireNonNullElse(e.getMessage(), "?");
            if (!message.equals(problem)) {
                log.atWarn()
                        .addKeyValue("file", file)
                        .addKeyValue("reason", message)
                        .log("Keeping the old alert rules");
            }
            problem = message;
            return false;
        }
    }

    private RuleBook read(String text) {
        RuleBook fresh = RuleBook.read(Objects.toString(file.getFileName()), text, contracts, environment);
        checks.check(fresh);
        return fresh;
    }

    private Optional<String> text() {
        if (!Files.exists(file)) {
            return Optional.empty();
        }
        try {
            return Optional.of(Files.readString(file));
        } catch (IOException e) {
            throw new Misconfigured("Cannot read alert rules: the file must be readable UTF-8, got: " + file, e);
        }
    }

    public RuleBook book() {
        return book;
    }

    /// Why the file is not in force; empty when it is.
    public String problem() {
        return problem;
    }

    Contracts contracts() {
        return contracts;
    }

    Map<String, String> environment() {
        return environment;
    }
}
