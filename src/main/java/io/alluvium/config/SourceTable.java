package io.alluvium.config;

import io.alluvium.domain.Place;
import io.alluvium.domain.TableName;
import java.util.List;

/** One table of a source; it becomes the raw table of the same name. */
public sealed interface SourceTable permits PostgresTable, FilesTable {
    TableName name();

    Place place();

    /** Source columns that identify a row; empty where none is declared. */
    List<String> key();
}
