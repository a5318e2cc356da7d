package io.alluvium.audit;

import io.alluvium.column.BytesValues;
import io.alluvium.column.ColumnValues;
import io.alluvium.column.LongValues;
import java.util.Arrays;
import java.util.Collection;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Pattern;

/** What loaders add to the columns of a table, and what that says of a row. Names go without regard to case. */
enum Tool {
    AIRBYTE(
            "Airbyte",
            "_airbyte_.*|_ab_(cdc|source)_.*",
            List.of(
                    "_airbyte_generation_id",
                    "_ab_cdc_cursor",
                    "_ab_cdc_lsn",
                    "_airbyte_extracted_at",
                    "_airbyte_emitted_at"),
            List.of(new Mark("_ab_cdc_deleted_at", Sign.PRESENT, Meaning.GONE))),
    FIVETRAN(
            "Fivetran",
            "_fivetran_.*",
            List.of("_fivetran_synced"),
            List.of(
                    new Mark("_fivetran_deleted", Sign.TRUE, Meaning.GONE),
                    new Mark("_fivetran_active", Sign.FALSE, Meaning.PAST))),
    DLT("dlt", "_dlt_.*", List.of("_dlt_load_id"), List.of(new Mark("_dlt_valid_to", Sign.PRESENT, Meaning.PAST))),
    STITCH(
            "Stitch, or another Singer target",
            "__?sdc_.*",
            List.of("_sdc_table_version", "_sdc_sequence", "_sdc_extracted_at", "_sdc_batched_at"),
            List.of(new Mark("_sdc_deleted_at", Sign.PRESENT, Meaning.GONE))),
    DEBEZIUM(
            "Debezium",
            "__(deleted|op|table|db|schema|name|lsn|pos|file|row|gtid|scn|snapshot|ts_ms|ts_us|ts_ns|source_.*"
                    + "|transaction_.*|connector|version)",
            List.of("__source_lsn", "__lsn", "__source_pos", "__pos", "__source_ts_ms", "__ts_ms"),
            List.of(
                    new Mark("__deleted", Sign.TRUE, Meaning.GONE),
                    new Mark("__op", Sign.DELETE_LETTER, Meaning.GONE))),
    DMS("AWS DMS", "op|ar_h_.*", List.of("ar_h_change_seq"), List.of(new Mark("op", Sign.DELETE_LETTER, Meaning.GONE)));

    /** What a column has where its mark is set. */
    enum Sign {
        PRESENT,
        TRUE,
        FALSE,
        DELETE_LETTER
    }

    /** What a mark says of a row. */
    enum Meaning {
        /** The source had deleted it. */
        GONE,
        /** Another version took its place. */
        PAST
    }

    /** A column that says something of a row. */
    record Mark(String column, Sign sign, Meaning meaning) {
        /** @param index of the value that is not null, nulls not counted */
        boolean isSet(ColumnValues values, int index) {
            if (sign == Sign.PRESENT) {
                return !(values instanceof BytesValues texts) || texts.end(index) > texts.start(index);
            }
            String written = values instanceof LongValues numbers
                    ? Long.toString(numbers.value(index))
                    : values instanceof BytesValues ? PlainTexts.written(values, index) : "";
            String value = written.toLowerCase(Locale.ROOT);
            return switch (sign) {
                case TRUE -> value.equals("true") || value.equals("1") || value.equals("t");
                case FALSE -> value.equals("false") || value.equals("0") || value.equals("f");
                case DELETE_LETTER -> value.equals("d");
                case PRESENT -> true;
            };
        }
    }

    private final String label;
    private final Pattern columns;
    private final List<String> order;
    private final List<Mark> marks;

    Tool(String label, String columns, List<String> order, List<Mark> marks) {
        this.label = label;
        this.columns = Pattern.compile(columns, Pattern.CASE_INSENSITIVE);
        this.order = order;
        this.marks = marks;
    }

    /** The one that added columns. @param added those that the source has not */
    static Optional<Tool> of(Collection<String> added) {
        return Arrays.stream(values())
                .filter(tool -> added.stream().anyMatch(tool::adds))
                .findFirst();
    }

    /** What people call it. */
    String label() {
        return label;
    }

    boolean adds(String column) {
        return columns.matcher(column).matches();
    }

    /** Columns that order the versions of a row, the most significant first. */
    List<String> order() {
        return order;
    }

    List<Mark> marks() {
        return marks;
    }
}
