package io.alluvium.sources.objects;

import io.alluvium.source.Known;
import io.alluvium.source.columns.MaskKey;
import io.alluvium.source.columns.StoredColumns;
import io.alluvium.source.columns.StoredMark;
import io.alluvium.sources.objects.value.ValueDecoder;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.apache.spark.sql.types.StructType;

/** How a table's columns are stored now, beside how the last batch stored them. */
record StoredForm(FilesTable table, Known known, Optional<MaskKey> key) {

    /** Which of the table's columns are masked. */
    ValueDecoder.Masks masks(StructType columns) {
        Map<String, StoredColumns.Mask> masks = new HashMap<>();
        for (String column : columns.fieldNames()) {
            table.stored().maskInRaw(column).ifPresent(mask -> masks.put(column, mask));
        }
        return new ValueDecoder.Masks(masks, key.orElse(null));
    }

    /** For the position of the next batch. */
    StoredMark mark() {
        return StoredMark.ofMentioned(table.stored(), known.schema(), key);
    }

    /**
     * As the last batch stored the columns, so are those that follow.
     *
     * @param found names in files
     * @throws io.alluvium.failure.AlluviumException where raw would hold values of one column in two forms, or in some rows only
     */
    void requireSame(List<String> found) {
        boolean versioned = table.load() == FilesTable.Load.APPEND;
        mark().requireSame(known, raw -> StoredMark.Now.ofMentioned(table, table.stored(), found, versioned, raw));
    }
}
