package dev.agentbus.events.redaction;

import dev.agentbus.events.contract.Contract;
import dev.agentbus.events.contract.Field;
import java.util.HashSet;
import java.util.Locale;
import java.util.Set;

/// Replaces secrets in a JSON payload: values of fields that the contract marks as secret or whose
/// names say so, and texts that look like a key, a token or a password wherever they stand.
///
/// Valid JSON in, valid JSON out; all other bytes stay. Safe for any thread.
public final class Redactor {
    /// What stands in a secret's place.
    public static final String REDACTED = "[redacted]";

    /// By names and looks alone.
    public static final Redactor DEFAULT = new Redactor(Set.of());

    private final Set<String> secretNames;

    private Redactor(Set<String> secretNames) {
        this.secretNames = secretNames;
    }

    /// By names, looks, and the fields that the contract marks.
    public static Redactor of(Contract contract) {
        Set<String> names = new HashSet<>();
        for (Field field : contract.fields()) {
            if (field.secret()) {
                names.add(plain(field.name()));
                field.aliases().forEach(alias -> names.add(plain(alias)));
            }
        }
        return names.isEmpty() ? DEFAULT : new Redactor(Set.copyOf(names));
    }

    /// A name without its separators and humps, so that snake_case and camelCase are one.
    static String plain(String name) {
        return name.replaceAll("[_\\- .]", "").toLowerCase(Locale.ROOT);
    }

    /// @return the same array when there is nothing to hide
    public byte[] redact(byte[] json) {
        if (secretNames.isEmpty() && !SecretScan.isSuspicious(json)) {
            return json;
        }
        return new Redaction(json, secretNames).redacted();
    }
}
