package io.alluvium.transform;

import io.alluvium.domain.TableName;
import io.alluvium.failure.AlluviumException;
import io.alluvium.failure.ErrorCode;
import io.alluvium.failure.Problem;
import io.alluvium.model.Model;
import io.alluvium.spark.query.TableSelection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Predicate;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;

/**
 * The SELECT of an apply model, proved to be row by row. It holds projections and filters over one raw table, nothing
 * else. Only then is "select from the current rows" the same as keeping the selection of each current row.
 */
final class Selection {
    private final Model model;
    private final List<TableSelection.Column> columns;

    private Selection(Model model, List<TableSelection.Column> columns) {
        this.model = model;
        this.columns = columns;
    }

    /**
     * @param rows the model's SELECT over {@code log}
     * @throws AlluviumException APPLY_SHAPE when it is more than a selection
     */
    static Selection of(Model model, Dataset<Row> rows, TableName log) {
        TableSelection selected = TableSelection.of(rows, log);
        selected.obstacle().ifPresent(obstacle -> {
            throw refused(model, "it holds a " + obstacle).asException();
        });
        return new Selection(model, selected.columns());
    }

    /**
     * The model's key: output column to raw column, in order.
     *
     * @param inherited the raw table's key, used when the model names none
     */
    Map<String, String> key(List<String> inherited) {
        Map<String, String> key = new LinkedHashMap<>();
        if (model.key().isEmpty()) {
            inherited.forEach(raw -> key.put(
                    first(column -> column.origin()
                                    .filter(raw::equalsIgnoreCase)
                                    .isPresent())
                            .orElseThrow(() -> notSelected(raw))
                            .name(),
                    raw));
        } else {
            model.key().forEach(name -> {
                TableSelection.Column column =
                        first(output -> output.name().equalsIgnoreCase(name)).orElseThrow(() -> notSelected(name));
                key.put(column.name(), column.origin().orElseThrow(() -> notSelected(name)));
            });
        }
        if (key.isEmpty()) {
            throw refused(model, "it has no key, and the raw table it reads declares none")
                    .fixedBy("add key = [column] to the front matter or to the source's table")
                    .asException();
        }
        return key;
    }

    private Optional<TableSelection.Column> first(Predicate<TableSelection.Column> wanted) {
        return columns.stream().filter(wanted).findFirst();
    }

    private AlluviumException notSelected(String column) {
        return refused(model, "its key column " + column + " is not in the SELECT as it is in the raw table")
                .fixedBy("select " + column + " unchanged")
                .asException();
    }

    private static Problem refused(Model model, String reason) {
        return Problem.of(ErrorCode.APPLY_SHAPE, model.name() + " cannot be kept by strategy = apply: " + reason)
                .at(model.place())
                .because("apply keeps a plain selection of the current rows of one raw table")
                .fixedBy("move the rest to another model, or use strategy = full");
    }
}
