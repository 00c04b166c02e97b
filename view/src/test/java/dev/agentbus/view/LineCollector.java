package dev.agentbus.view;

import java.util.List;
import java.util.concurrent.Flow;

/// Keeps the lines of a body as they come.
record LineCollector(List<String> lines) implements Flow.Subscriber<String> {
    @Override
    public void onSubscribe(Flow.Subscription subscription) {
        subscription.request(Long.MAX_VALUE);
    }

    @Override
    public void onNext(String line) {
        lines.add(line);
    }

    @Override
    public void onError(Throwable failure) {}

    @Override
    public void onComplete() {}
}
