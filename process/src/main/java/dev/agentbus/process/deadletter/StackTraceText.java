package dev.agentbus.process.deadletter;

import java.io.PrintWriter;
import java.io.StringWriter;

/// A printed stack trace that fits: its beginning, and the beginning of its innermost cause, which says
/// most.
final class StackTraceText {
    private static final String CUT = "\n\t… shortened …";
    private static final String CAUSED_BY = "\nCaused by:";

    private StackTraceText() {}

    static String of(Throwable failure, int maxCharacters) {
        StringWriter text = new StringWriter();
        failure.printStackTrace(new PrintWriter(text));
        return shortened(text.toString().strip(), maxCharacters);
    }

    static String shortened(String trace, int maxCharacters) {
        if (trace.length() <= maxCharacters) {
            return trace;
        }
        int innermost = trace.lastIndexOf(CAUSED_BY);
        int room = maxCharacters - 2 * CUT.length();
        if (innermost < 0) {
            return HeaderView.bounded(trace, room) + CUT;
        }
        String cause = trace.substring(innermost);
        String end = cause.length() <= room / 2 ? cause : HeaderView.bounded(cause, room / 2) + CUT;
        int left = Math.max(0, maxCharacters - CUT.length() - end.length());
        return left < innermost ? HeaderView.bounded(trace, left) + CUT + end : trace.substring(0, innermost) + end;
    }
}
