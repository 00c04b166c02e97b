package dev.agentbus.events;

import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/// Makes one of equal texts, where few texts are said by many events that are kept. Safe for any thread.
public final class TextPool {
    private final int most;
    private final Map<String, String> texts = new ConcurrentHashMap<>();

    /// @param most texts that it knows at a time; when there are more, it begins anew
    public TextPool(int most) {
        this.most = most;
    }

    /// @return an equal text, the same one as before if it is still known
    public String same(String text) {
        if (texts.size() >= most) {
            texts.clear();
        }
        String known = texts.putIfAbsent(text, text);
        return known == null ? text : known;
    }
}
