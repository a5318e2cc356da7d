package io.alluvium.source;

import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import org.apache.spark.sql.types.DataType;

/** A table of a database that no project declares, to be compared with what another tool made of it. */
public interface AuditedTable {
    /** As SQL of the database writes it. */
    String name();

    /** In the table's order. */
    List<Column> columns();

    /** Columns that the database keeps unique and not null, the primary key first of all; empty where it keeps none so. */
    List<String> key();

    /**
     * Whether a column is a time, so that {@link Choice#before} may name it.
     *
     * @param column one of {@link #columns}
     */
    boolean isTime(String column);

    /**
     * Shows the table in one state of the database.
     *
     * @throws io.alluvium.failure.AlluviumException kinds USER, DATA, SOURCE
     */
    Opened open(Choice choice);

    /**
     * A column as the catalog has it.
     *
     * @param written its type, for people
     * @param type what holds its values, or a text of them, exactly; empty where nothing does
     * @param form what values of type string are
     * @param untold why the database cannot tell the values to whoever compares; empty where it can
     */
    record Column(String name, String written, Optional<DataType> type, TextForm form, Optional<String> untold) {
        public Column {
            Objects.requireNonNull(name, "name");
            Objects.requireNonNull(written, "written");
            Objects.requireNonNull(type, "type");
            Objects.requireNonNull(form, "form");
            Objects.requireNonNull(untold, "untold");
        }
    }

    /** What a value is that Alluvium would keep as a string. */
    enum TextForm {
        /** The text that somebody wrote, or the one that such a value has everywhere. */
        EXACT,
        /** A number of any digits. */
        NUMBER,
        /** One of several texts of the value, which this database makes and others make otherwise. */
        OWN
    }

    /**
     * What is compared.
     *
     * @param columns in the table's order, those of the key among them
     * @param types that some of them are to be told in, other than their own
     * @param key columns that identify a row
     * @param before leaves out rows that were written at this time or later
     */
    record Choice(List<String> columns, Map<String, DataType> types, List<String> key, Optional<Before> before) {
        public Choice {
            columns = List.copyOf(columns);
            types = Map.copyOf(types);
            key = List.copyOf(key);
        }
    }

    /**
     * Rows that are compared: whose time is earlier, or who have none.
     *
     * @param column a time that every write sets; one without a zone is taken for one in UTC
     */
    record Before(String column, Instant time) {}

    /** The table in one state, until it is closed. */
    interface Opened extends AutoCloseable {
        /** Its columns are those that were chosen, in their order; perhaps under other names. */
        SourceContent content();

        @Override
        void close();
    }
}
