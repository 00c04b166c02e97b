package dev.agentbus.ingest.demo;

import dev.agentbus.events.EventId;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/// Everything under one correlation id, while it is written: the events, and what has to be known at its end.
final class Trace {
    /// Makes the first 48 bits of event ids look like those of today: 2026-01-01 in epoch milliseconds.
    private static final long ID_ORIGIN = 1_767_225_600_000L;

    private static final String ROUTER = "router";

    /// One step as the task's own report tells it.
    record Step(String subject, Tool tool, long millis, boolean success) {}

    private final Workplace place;
    private final Request request;
    private final Dice dice;
    private final String correlationId;
    private final String sessionId;
    private final List<FleetEvent> events = new ArrayList<>();
    private final List<Step> steps = new ArrayList<>();
    private final Set<Agent> agents = new LinkedHashSet<>();
    private final Set<Project.SourceFile> edited = new LinkedHashSet<>();

    Trace(Workplace place, Request request, Dice dice, String sessionId) {
        this.place = place;
        this.request = request;
        this.dice = dice;
        this.correlationId = dice.uuid();
        this.sessionId = sessionId;
    }

    EventId mint(long atMillis) {
        return new EventId(dice.timedUuid(ID_ORIGIN + atMillis));
    }

    void add(long atMillis, Agent author, Says.Said said) {
        events.add(new FleetEvent(atMillis, author.name(), author.door(), said));
    }

    void addFromRouter(long atMillis, Says.Said said) {
        events.add(new FleetEvent(atMillis, ROUTER, Door.SDK, said));
    }

    void took(Step step) {
        steps.add(step);
    }

    void joined(Agent agent) {
        agents.add(agent);
    }

    void edited(Project.SourceFile file) {
        edited.add(file);
    }

    /// In the order of their time.
    List<FleetEvent> events() {
        events.sort(Comparator.comparingLong(FleetEvent::atMillis));
        return events;
    }

    List<Step> steps() {
        return steps;
    }

    Set<Agent> agents() {
        return agents;
    }

    Set<Project.SourceFile> edited() {
        return edited;
    }

    Workplace place() {
        return place;
    }

    Request request() {
        return request;
    }

    Project project() {
        return request.project();
    }

    Dice dice() {
        return dice;
    }

    String correlationId() {
        return correlationId;
    }

    String sessionId() {
        return sessionId;
    }
}
