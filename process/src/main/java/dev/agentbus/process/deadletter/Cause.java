package dev.agentbus.process.deadletter;

/// Why a record was given up. Parts that a letter does not say are empty.
///
/// @param errorClass of the exception, with its package; stable, few values
/// @param message may quote values of the event
/// @param rule a short stable name of what was broken
/// @param field the field that broke it; `$` for the whole event
/// @param fingerprint the same for all letters with the same cause; holds no value of any event
public record Cause(
        String errorClass, String message, String stackTrace, String rule, String field, String fingerprint) {}
