package dev.agentbus.ingest.demo;

import java.util.List;
import java.util.Optional;

/// What agents work with.
enum Tool {
    READ("Read", 11, 0.7, 0.012),
    GREP("Grep", 46, 0.8, 0.012),
    GLOB("Glob", 19, 0.7, 0),
    EDIT("Edit", 16, 0.6, 0.055),
    WRITE("Write", 19, 0.6, 0.01),
    BASH("Bash", 0, 0, 0.09),
    TODO("TodoWrite", 4, 0.4, 0),
    WEB_SEARCH("WebSearch", 860, 0.5, 0.02),
    WEB_FETCH("WebFetch", 1_150, 0.7, 0.05),
    QUERY("mcp__warehouse__query", 190, 1.0, 0.04);

    private static final List<String> PATTERNS = List.of(
            "TODO|FIXME",
            "class .*Service",
            "def test_",
            "async function",
            "\\.retry\\(",
            "timeout",
            "@Deprecated",
            "Optional<",
            "console\\.log",
            "SELECT .* FROM",
            "feature_flag");
    private static final List<String> TABLES =
            List.of("orders", "order_lines", "invoices", "sessions", "page_views", "usage_daily", "refunds");
    private static final List<String> SITES = List.of(
            "docs.example.com/guides/upgrading",
            "blog.example.org/posts/cursor-pagination",
            "wiki.example.net/rounding-of-money",
            "docs.example.com/reference/configuration",
            "forum.example.org/t/flaky-browser-tests/4711");

    private final String label;
    private final double medianMillis;
    private final double sigma;
    private final double failing;

    Tool(String label, double medianMillis, double sigma, double failing) {
        this.label = label;
        this.medianMillis = medianMillis;
        this.sigma = sigma;
        this.failing = failing;
    }

    /// One call.
    ///
    /// @param subject what it is about, in a few words
    /// @param file the file it touches
    record Use(
            Tool tool,
            Doc details,
            String subject,
            Optional<Project.SourceFile> file,
            double medianMillis,
            double sigma) {}

    /// @param letter as crafts are written
    static Tool of(char letter) {
        return switch (letter) {
            case 'R' -> READ;
            case 'G' -> GREP;
            case 'L' -> GLOB;
            case 'E' -> EDIT;
            case 'W' -> WRITE;
            case 'B' -> BASH;
            case 'T' -> TODO;
            case 'S' -> WEB_SEARCH;
            case 'F' -> WEB_FETCH;
            case 'Q' -> QUERY;
            default -> throw new IllegalStateException("no tool has the letter " + letter);
        };
    }

    /// As events name it.
    String label() {
        return label;
    }

    /// How often a call fails.
    double failing() {
        return failing;
    }

    List<Mishap> mishaps() {
        return switch (this) {
            case READ -> Mishap.OF_READ;
            case GREP, GLOB -> Mishap.OF_SEARCH;
            case EDIT, WRITE -> Mishap.OF_EDIT;
            case BASH, TODO -> Mishap.OF_BASH;
            case WEB_SEARCH, WEB_FETCH -> Mishap.OF_WEB;
            case QUERY -> Mishap.OF_QUERY;
        };
    }

    Use use(Request request, Dice dice) {
        Project.SourceFile file =
                dice.chance(0.4) ? request.file() : dice.pick(request.project().files());
        String path = request.project().path() + "/" + file.path();
        return switch (this) {
            case READ -> of(read(path, dice), file);
            case EDIT -> of(edit(path, dice), file);
            case WRITE -> of(new Doc().text("file_path", path).whole("lines", dice.between(12, 240)), file);
            case GREP -> {
                String pattern = dice.pick(PATTERNS);
                yield of(new Doc().text("pattern", pattern).whole("matches", dice.logNormal(7, 1)), pattern);
            }
            case GLOB -> {
                String pattern = "**/*" + file.name().substring(file.name().lastIndexOf('.'));
                yield of(new Doc().text("pattern", pattern).whole("files", dice.between(3, 140)), pattern);
            }
            case BASH -> Command.of(request, file, dice).use();
            case TODO -> of(todo(dice), "the plan");
            case WEB_SEARCH -> of(search(request, dice), request.feature());
            case WEB_FETCH -> {
                String url = "https://" + dice.pick(SITES);
                yield of(new Doc().text("url", url).whole("bytes", dice.logNormal(42_000, 0.8)), url);
            }
            case QUERY -> of(query(dice), "the warehouse");
        };
    }

    private Use of(Doc details, Project.SourceFile file) {
        return new Use(this, details, file.path(), Optional.of(file), medianMillis, sigma);
    }

    private Use of(Doc details, String subject) {
        return new Use(this, details, subject, Optional.empty(), medianMillis, sigma);
    }

    private static Doc read(String path, Dice dice) {
        Doc details = new Doc().text("file_path", path);
        if (dice.chance(0.4)) {
            details.whole("offset", dice.between(1, 900)).whole("limit", dice.between(40, 200));
        }
        return details.whole("lines", dice.between(40, 600));
    }

    private static Doc edit(String path, Dice dice) {
        return new Doc()
                .text("file_path", path)
                .whole("lines_added", dice.between(1, 24))
                .whole("lines_deleted", dice.between(0, 14));
    }

    private static Doc todo(Dice dice) {
        int all = dice.between(3, 9);
        return new Doc().whole("items", all).whole("completed", dice.below(all));
    }

    private static Doc search(Request request, Dice dice) {
        return new Doc()
                .text("query", request.feature() + " " + request.project().language() + " best practice")
                .whole("results", dice.between(4, 10));
    }

    private static Doc query(Dice dice) {
        String table = dice.pick(TABLES);
        return new Doc()
                .text(
                        "sql",
                        "SELECT count(*), min(created_at) FROM " + table
                                + " WHERE created_at >= now() - interval '7 days'")
                .whole("rows", dice.logNormal(40, 1.2));
    }
}
