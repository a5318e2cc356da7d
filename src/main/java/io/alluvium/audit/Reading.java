package io.alluvium.audit;

import io.alluvium.source.AuditedTable;
import java.util.Optional;
import org.apache.spark.sql.types.DataType;

/**
 * How values of a target's column are held against those of the source's.
 *
 * @param text absent where they cannot be compared exactly
 * @param type that the source is to tell its values in, where it is not their own
 * @param words why not, after the column's name; or what a person should know, empty where nothing
 */
record Reading(Optional<ValueText> text, Optional<DataType> type, String words) {
    static Reading none(String why) {
        return new Reading(Optional.empty(), Optional.empty(), why);
    }

    static Reading by(ValueText text) {
        return new Reading(Optional.of(text), Optional.empty(), "");
    }

    Reading telling(String note) {
        return new Reading(text, type, note);
    }

    Reading as(DataType other) {
        return new Reading(text, Optional.of(other), words);
    }

    /** Two types of which nothing else is known. */
    static Reading unlike(AuditedTable.Column source, DataType target) {
        return none("is " + source.written() + " in the source and " + target.simpleString()
                + " in the target, which are not compared");
    }
}
