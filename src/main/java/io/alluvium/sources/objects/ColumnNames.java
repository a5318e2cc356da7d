package io.alluvium.sources.objects;

import io.alluvium.source.columns.StoredColumns;
import java.io.Serializable;
import java.util.List;
import java.util.Optional;
import org.apache.spark.sql.types.DataType;

/** What values of files are called in raw. Names of files are meant in whatever case. */
record ColumnNames(StoredColumns stored) implements Serializable {
    private static final long serialVersionUID = 1L;

    /** What is not stored keeps its name behind a blank, which no column's name can have. */
    private static final String NOT_STORED = " ";

    /** One name in raw for each; of those that are not stored one that no column has. */
    List<String> inRaw(List<String> inFile) {
        return inFile.stream().map(this::inRaw).toList();
    }

    /** Whether a value of this name is stored. */
    boolean stores(String written) {
        return stored.stores(written);
    }

    /** How a value of this name is masked, if it is. */
    Optional<StoredColumns.Mask> mask(String written) {
        return stored.maskInRaw(stored.name(written));
    }

    /** The type that the project wants for a value of this name. */
    Optional<DataType> type(String written) {
        return stored.type(written);
    }

    /** The same of one name. */
    String inRaw(String written) {
        return stores(written) ? stored.name(written) : NOT_STORED + written;
    }
}
