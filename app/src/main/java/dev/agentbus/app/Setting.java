package dev.agentbus.app;

import java.util.List;

/// One thing that can be set.
///
/// @param key its name in `agentbus.yaml`, dots for nesting
/// @param variables environment variables that set it, the first one set wins
/// @param fallback what holds when nothing sets it; empty for none
/// @param secret never printed; can also come from a file named by the variable with `_FILE`
///     appended
/// @param meaning one line for people
public record Setting(String key, List<String> variables, String fallback, boolean secret, String meaning) {
    public Setting {
        variables = List.copyOf(variables);
    }

    static Setting plain(String key, String variables, String fallback, String meaning) {
        return new Setting(key, List.of(variables.split(" ")), fallback, false, meaning);
    }

    static Setting secret(String key, String variables, String meaning) {
        return new Setting(key, List.of(variables.split(" ")), "", true, meaning);
    }
}
