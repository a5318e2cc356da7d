package io.alluvium.sources.objects;

import io.alluvium.failure.ErrorCode;
import io.alluvium.failure.Problem;
import java.util.List;
import java.util.Optional;

/** Files of text of which only the rows tell which columns there are. */
sealed interface InferredFiles extends FileRecords permits JsonFiles, XmlFiles {
    RowLayout layout();

    TextFiles texts();

    @Override
    default void requireFormat(String path) {
        texts().requireText(path);
    }

    @Override
    default Optional<FileColumns> told(List<String> paths) {
        return Optional.empty();
    }

    @Override
    default Optional<List<List<String>>> names(List<String> paths) {
        return Optional.empty();
    }

    @Override
    default String place(String path, long position) {
        return texts().line(path, position);
    }

    /** No record has anything that could be a column. */
    default Problem noColumns() {
        return layout().faults()
                .problem(
                        ErrorCode.SOURCE_TABLE_MISSING,
                        "the files of " + layout().faults().table() + " tell no columns");
    }
}
