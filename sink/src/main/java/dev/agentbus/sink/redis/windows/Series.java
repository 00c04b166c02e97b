package dev.agentbus.sink.redis.windows;

/// What events are counted by. A part an event does not have is empty.
record Series(String topic, String agent, String actionType, String strategy) {
    /// The name of all for which there is no room.
    static final String OTHERS = "*";

    /// Of a name; agents may call themselves anything.
    private static final int MAX_CHARACTERS = 200;

    private static final String TOTAL = "=";

    /// The field that counts all events of a topic.
    static String totalOf(String topic) {
        return TOTAL + topic;
    }

    static boolean isTotal(String field) {
        return field.startsWith(TOTAL);
    }

    static Series ofTotal(String field) {
        return new Series(field.substring(TOTAL.length()), "", "", "");
    }

    /// Where what has no room of its own is counted.
    static String othersOf(String topic) {
        return topic + "|*|*|*";
    }

    String field() {
        return topic + "|" + escaped(agent) + "|" + escaped(actionType) + "|" + escaped(strategy);
    }

    static Series parse(String field) {
        String[] parts = field.split("\\|", -1);
        if (parts.length != 4) {
            throw new IllegalStateException("Cannot read window: a series has four parts, got: " + field);
        }
        return new Series(parts[0], plain(parts[1]), plain(parts[2]), plain(parts[3]));
    }

    private static String escaped(String part) {
        String cut = part.length() <= MAX_CHARACTERS ? part : part.substring(0, MAX_CHARACTERS);
        return cut.replace("%", "%25").replace("|", "%7C").replace("*", "%2A");
    }

    private static String plain(String part) {
        return part.replace("%2A", "*").replace("%7C", "|").replace("%25", "%");
    }
}
