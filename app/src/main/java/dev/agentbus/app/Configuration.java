package dev.agentbus.app;

import dev.agentbus.events.Misconfigured;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.snakeyaml.engine.v2.api.Load;
import org.snakeyaml.engine.v2.api.LoadSettings;
import org.snakeyaml.engine.v2.exceptions.YamlEngineException;

/// The values of all settings: the command line over the environment over `agentbus.yaml` over
/// defaults.
public final class Configuration {
    private static final String FILE_SUFFIX = "_FILE";

    private final Map<String, String> values;

    private Configuration(Map<String, String> values) {
        this.values = Map.copyOf(values);
    }

    /// Reads `agentbus.yaml` of the data folder, if there is one.
    ///
    /// @param arguments settings from the command line, by key
    /// @throws Misconfigured for a key or a file that cannot be used; names the nearest known key
    public static Configuration load(Map<String, String> arguments, Map<String, String> environment) {
        Map<String, String> values = new LinkedHashMap<>();
        Catalogue.all().forEach(setting -> values.put(setting.key(), setting.fallback()));
        Map<String, String> fromEnvironment = fromEnvironment(environment);
        Path folder = folderOf(arguments.getOrDefault(
                "data", fromEnvironment.getOrDefault("data", String.valueOf(values.get("data")))));
        Path file = folder.resolve("agentbus.yaml");
        if (Files.exists(file)) {
            values.putAll(fromFile(file));
        }
        values.putAll(fromEnvironment);
        values.putAll(arguments);
        values.keySet().forEach(Configuration::requireKnown);
        values.put("data", folder.toString());
        return new Configuration(values);
    }

    /// @return the value, empty if nothing sets it and there is no default
    Optional<String> find(String key) {
        requireKnown(key);
        return Optional.of(values.getOrDefault(key, "")).filter(value -> !value.isBlank());
    }

    public String text(String key) {
        return find(key).orElseThrow(() -> new Misconfigured(key + " must be set, got: nothing"));
    }

    int number(String key) {
        String value = text(key);
        try {
            return Integer.parseInt(value.strip());
        } catch (NumberFormatException e) {
            throw new Misconfigured(key + " must be a whole number, got: " + value, e);
        }
    }

    boolean isTrue(String key) {
        String value = text(key);
        return switch (value) {
            case "true", "1", "yes" -> true;
            case "false", "0", "no" -> false;
            default -> throw new Misconfigured(key + " must be true or false, got: " + value);
        };
    }

    List<String> list(String key) {
        return find(key).stream()
                .flatMap(value -> Stream.of(value.split(",")))
                .map(String::strip)
                .filter(part -> !part.isEmpty())
                .toList();
    }

    private static Map<String, String> fromEnvironment(Map<String, String> environment) {
        Map<String, String> found = new LinkedHashMap<>();
        for (Setting setting : Catalogue.all()) {
            setting.variables().stream()
                    .map(variable -> valueOf(setting, variable, environment))
                    .flatMap(Optional::stream)
                    .findFirst()
                    .ifPresent(value -> found.put(setting.key(), value));
        }
        return found;
    }

    private static Optional<String> valueOf(Setting setting, String variable, Map<String, String> environment) {
        Optional<String> direct = Optional.ofNullable(environment.get(variable)).filter(value -> !value.isBlank());
        if (direct.isPresent() || !setting.secret()) {
            return direct;
        }
        return Optional.ofNullable(environment.get(variable + FILE_SUFFIX)).map(file -> {
            try {
                return Files.readString(Path.of(file)).strip();
            } catch (IOException e) {
                throw new Misconfigured(
                        "%s%s must name a readable file, got: %s".formatted(variable, FILE_SUFFIX, file), e);
            }
        });
    }

    private static Map<String, String> fromFile(Path file) {
        try {
            Object root = new Load(
                            LoadSettings.builder().setLabel(file.toString()).build())
                    .loadFromString(Files.readString(file));
            Map<String, String> flat = new LinkedHashMap<>();
            if (root != null) {
                flatten("", root, flat);
            }
            return flat;
        } catch (IOException | YamlEngineException e) {
            throw new Misconfigured("Cannot read %s: %s".formatted(file, e.getMessage()), e);
        }
    }

    private static void flatten(String prefix, Object node, Map<String, String> flat) {
        switch (node) {
            case Map<?, ?> map ->
                map.forEach((key, value) ->
                        flatten(prefix.isEmpty() ? String.valueOf(key) : prefix + "." + key, value, flat));
            case List<?> list ->
                flat.put(prefix, list.stream().map(String::valueOf).collect(Collectors.joining(",")));
            case Object scalar -> flat.put(prefix, String.valueOf(scalar));
        }
    }

    private static void requireKnown(String key) {
        if (Catalogue.find(key).isEmpty()) {
            String nearest = Catalogue.all().stream()
                    .map(Setting::key)
                    .min(Comparator.comparingInt(known -> Distance.between(key, known)))
                    .orElseThrow();
            throw new Misconfigured(
                    "Cannot use setting: there is none of that name; did you mean %s? got: %s".formatted(nearest, key));
        }
    }

    private static Path folderOf(String text) {
        String home = System.getProperty("user.home");
        return Path.of(text.startsWith("~") ? home + text.substring(1) : text)
                .toAbsolutePath()
                .normalize();
    }
}
