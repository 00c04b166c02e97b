package dev.agentbus.events.contract;

/// What a field holds, and with it the type of its column.
public enum FieldType {
    /// JSON string; column `text`.
    TEXT,
    /// JSON integer, 64 bits; column `bigint`.
    INTEGER,
    /// JSON number; column `double precision`.
    NUMBER,
    /// JSON boolean; column `boolean`.
    BOOLEAN,
    /// ISO-8601 string or epoch number (seconds, millis or micros, told by magnitude); column
    /// `timestamptz`.
    TIMESTAMP,
    /// JSON object or array, or anything a schema leaves open; column `jsonb`.
    JSON
}
