package dev.agentbus.process.patterns;

import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/// Takes out of a command or a phrase what belongs to one task alone: file names, numbers, ids,
/// addresses, quoted texts, the names of agents. A pure function of text and names.
final class Generaliser {
    private static final int MAX_TEXT = 400;
    private static final int MAX_SHOWN = 6;
    private static final int MAX_ERROR = 160;

    private static final Pattern TOKEN = Pattern.compile("\"[^\"]*\"?|'[^']*'?|`[^`]*`?|\\S+");
    private static final Pattern WORD = Pattern.compile("[A-Za-z][A-Za-z_-]*");
    private static final Pattern NUMBER = Pattern.compile("[#@+~]?\\d[\\d.,:%x/+-]*(?:ms|s|m|h|k|kb|mb)?");
    private static final Pattern ID =
            Pattern.compile("[0-9a-fA-F]{7,64}|[0-9a-fA-F]{8}(?:-[0-9a-fA-F]{4}){3}-[0-9a-fA-F]{12}");
    private static final Pattern FILE = Pattern.compile(
            "\\.{1,2}|~?[^\\s:=]*/[^\\s]*|[\\w.*@-]+\\.[A-Za-z][A-Za-z0-9]{0,7}(?::\\d+)*|[^\\s]*\\*[^\\s]*");
    private static final Pattern URL = Pattern.compile("[a-z][a-z0-9+]*://\\S+");
    private static final Pattern EDGES = Pattern.compile("^[(\\[{,;]+|[)\\]},;:!?]+$");

    /// What runs another command.
    private static final Set<String> SHELLS = Set.of("bash", "sh", "zsh", "shell", "terminal", "run_command", "exec");
    /// What only prepares the command behind it.
    private static final Set<String> PRELUDES = Set.of("cd", "export", "source", "set", "sudo", "env", "time");
    /// Whose argument is a text of its own, so that its words are none of the tool's.
    private static final Set<String> FREE = Set.of(
            "grep",
            "glob",
            "rg",
            "ag",
            "find",
            "find_file",
            "search_file",
            "search_dir",
            "search",
            "websearch",
            "webfetch",
            "web_search",
            "web_fetch",
            "query",
            "echo",
            "insert",
            "edit",
            "todowrite",
            "think");

    private final Set<String> agents;

    /// @param agents names that stand for whoever does the work
    Generaliser(Collection<String> agents) {
        this.agents = agents.stream()
                .filter(name -> !name.isBlank())
                .map(name -> name.toLowerCase(Locale.ROOT))
                .collect(Collectors.toSet());
    }

    Generalised step(String text) {
        List<String> tokens = tokens(text);
        if (tokens.isEmpty()) {
            return new Generalised("think", "think");
        }
        String tool = tokens.getFirst().toLowerCase(Locale.ROOT);
        boolean shell = SHELLS.contains(tool) && tokens.size() > 1;
        List<String> rest = tokens.subList(1, tokens.size());
        if (shell) {
            rest = command(rest);
        }
        int words = shell ? 2 : FREE.contains(tool) ? 0 : 1;
        if (shell && !rest.isEmpty() && FREE.contains(rest.getFirst().toLowerCase(Locale.ROOT))) {
            words = 1;
        }
        return new Generalised(key(tool, rest, words), shown(tokens.getFirst(), rest, words));
    }

    private static List<String> tokens(String text) {
        String line = text.strip().lines().findFirst().orElse("");
        Matcher matcher = TOKEN.matcher(line.length() > MAX_TEXT ? line.substring(0, MAX_TEXT) : line);
        List<String> tokens = new ArrayList<>();
        while (matcher.find()) {
            tokens.add(matcher.group());
        }
        return tokens;
    }

    /// The command proper: without what goes before `&&`, up to what it is piped into.
    private static List<String> command(List<String> tokens) {
        int start = 0;
        while (PRELUDES.contains(tokens.get(start).toLowerCase(Locale.ROOT))) {
            int next = nextOperator(tokens, start);
            if (next + 1 >= tokens.size()) {
                break;
            }
            start = next + 1;
        }
        return tokens.subList(start, nextOperator(tokens, start));
    }

    private static int nextOperator(List<String> tokens, int from) {
        for (int i = from; i < tokens.size(); i++) {
            if (Set.of("&&", "||", "|", ";", ">", ">>", "2>&1", "&").contains(tokens.get(i))) {
                return i;
            }
        }
        return tokens.size();
    }

    private String key(String tool, List<String> rest, int words) {
        StringBuilder key = new StringBuilder(tool(tool));
        int left = words;
        for (String token : rest) {
            if (token.startsWith("-")) {
                continue;
            }
            String general = general(token);
            if (left-- == 0 || general.startsWith("{")) {
                break;
            }
            key.append(' ').append(general.toLowerCase(Locale.ROOT));
        }
        return key.toString();
    }

    private String shown(String tool, List<String> rest, int words) {
        List<String> shown = new ArrayList<>();
        shown.add(tool(tool));
        int left = words;
        for (String token : rest) {
            if (token.startsWith("-")) {
                continue;
            }
            String general = general(token);
            boolean placeholder = general.startsWith("{");
            left = placeholder ? 0 : left;
            String next = placeholder || left-- > 0 ? general : "{text}";
            if (!next.equals(shown.getLast()) && shown.size() < MAX_SHOWN) {
                shown.add(next);
            }
        }
        return String.join(" ", shown);
    }

    /// The name of a tool may have digits and dots; a script is a file.
    private String tool(String token) {
        boolean named = token.matches("[\\w.:-]+") && !agents.contains(token.toLowerCase(Locale.ROOT));
        return named ? token : general(token);
    }

    /// A word stays; everything else becomes a placeholder.
    private String general(String token) {
        if (token.startsWith("\"") || token.startsWith("'") || token.startsWith("`")) {
            String inner = token.replaceAll("^[\"'`]|[\"'`]$", "");
            return inner.isEmpty() || !FILE.matcher(inner).matches() ? "{text}" : "{file}";
        }
        String bare = EDGES.matcher(token).replaceAll("");
        if (agents.contains(bare.toLowerCase(Locale.ROOT))) {
            return "{agent}";
        }
        if (WORD.matcher(bare).matches()) {
            return bare;
        }
        if (URL.matcher(bare).matches()) {
            return "{url}";
        }
        if (NUMBER.matcher(bare).matches()) {
            return "{n}";
        }
        if (ID.matcher(bare).matches()) {
            return "{id}";
        }
        if (FILE.matcher(bare).matches()) {
            return "{file}";
        }
        return bare.matches("[A-Za-z][\\w-]*") ? "{id}" : "{text}";
    }

    /// The first line of what a tool said, so that the same failure reads the same everywhere.
    String error(String text) {
        String line = text.strip().lines().findFirst().orElse("").strip();
        String general = line.length() > MAX_TEXT ? line.substring(0, MAX_TEXT) : line;
        for (String agent : agents) {
            general = agent.length() < 3
                    ? general
                    : general.replaceAll("(?i)\\b" + Pattern.quote(agent) + "\\b", "{agent}");
        }
        general = general.replaceAll("[a-z][a-z0-9+]*://\\S+", "{url}")
                .replaceAll("\"[^\"]*\"|'[^']*'|`[^`]*`", "{text}")
                .replaceAll(
                        "[0-9a-fA-F]{8}(?:-[0-9a-fA-F]{4}){3}-[0-9a-fA-F]{12}|\\b(?=\\w*\\d)[0-9a-f]{12,64}\\b", "{id}")
                .replaceAll(
                        "[\\w.~-]*/[\\w./-]+(?::\\d+)*|\\b[\\w-]+(?:\\.[\\w-]+)*\\.[A-Za-z][A-Za-z0-9]{0,5}\\b(?::\\d+)*",
                        "{file}")
                .replaceAll("\\d[\\d.,:]*\\d|\\d", "{n}");
        return general.length() > MAX_ERROR ? general.substring(0, MAX_ERROR) : general;
    }
}
