package io.alluvium.source;

import io.alluvium.domain.Place;
import io.alluvium.domain.TableName;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;

/** Declares a system that data comes from, as a project writes it under {@code sources}. */
public interface SourceSpec {
    String name();

    Place place();

    SourceType type();

    SchemaChange schemaChange();

    /** Those that are named. */
    List<? extends TableSpec> tables();

    /** The most connections that all steps of a run hold together; empty where it is read without such. */
    default OptionalInt budget() {
        return OptionalInt.empty();
    }

    /** Whether only the source itself can tell all its tables. */
    default boolean isOpen() {
        return false;
    }

    /**
     * The same where tables of other sources have these names in raw: it takes no table by pattern under one of them.
     *
     * @param others what each of them is, in words
     */
    default SourceSpec beside(Map<TableName, String> others) {
        return this;
    }

    /** Which secrets it is read by and where they lie, for people; connecting resolves all of them. */
    default List<String> secrets() {
        return List.of();
    }

    /** What a machine must have that it is read from. */
    default Needs needs() {
        return Needs.NOTHING;
    }

    /** Maven coordinates of what reading takes beside the job jar; the local layout has it. */
    default List<String> libraries() {
        return List.of();
    }

    /** What reads it. Reaches for nothing yet. */
    Source open();
}
