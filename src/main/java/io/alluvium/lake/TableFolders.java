package io.alluvium.lake;

import io.alluvium.domain.Layer;
import io.alluvium.domain.TableName;
import io.alluvium.failure.ErrorCode;
import io.alluvium.failure.Problem;
import io.alluvium.storage.Storage;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.function.Function;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Which tables a warehouse's folders hold. */
record TableFolders(Storage storage) {
    /** A table of a later epoch has the epoch behind a dot. */
    private static final Pattern FOLDER = Pattern.compile("(?<name>[^.]+)(\\.[1-9][0-9]{0,17})?");

    /**
     * All Delta tables but these, in order of layer and name, each once.
     *
     * @param folder where a table's current epoch lies
     */
    List<TableName> tablesBut(Collection<TableName> known, Function<TableName, String> folder) {
        List<TableName> tables = new ArrayList<>();
        for (Layer layer : Layer.ofTheWarehouse()) {
            names(layer).stream()
                    .map(FOLDER::matcher)
                    .filter(Matcher::matches)
                    .map(found -> found.group("name"))
                    .filter(TableName::isName)
                    .distinct()
                    .map(name -> new TableName(layer, name))
                    .filter(table -> !known.contains(table))
                    .filter(table -> hasLog(folder.apply(table)))
                    .sorted()
                    .forEach(tables::add);
        }
        return List.copyOf(tables);
    }

    private List<String> names(Layer layer) {
        try {
            return storage.list(layer.label());
        } catch (IOException e) {
            throw Problem.of(ErrorCode.STORAGE_FAILED, "cannot list " + storage.name(layer.label()))
                    .asException(e);
        }
    }

    boolean hasLog(String folder) {
        try {
            return storage.hasFolder(folder + "/" + Lake.LOG);
        } catch (IOException e) {
            throw Problem.of(ErrorCode.STORAGE_FAILED, "cannot look into " + storage.name(folder))
                    .asException(e);
        }
    }
}
