package io.alluvium.transform;

import io.alluvium.domain.Place;
import io.alluvium.failure.AlluviumException;
import io.alluvium.failure.Problem;
import io.alluvium.model.ColumnRules;
import io.alluvium.model.Model;
import io.alluvium.model.NamedColumns;
import io.alluvium.spark.grammar.SqlText;
import io.alluvium.spark.grammar.SqlTree;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import org.apache.spark.sql.types.ArrayType;
import org.apache.spark.sql.types.CalendarIntervalType;
import org.apache.spark.sql.types.DataType;
import org.apache.spark.sql.types.DayTimeIntervalType;
import org.apache.spark.sql.types.MapType;
import org.apache.spark.sql.types.NullType;
import org.apache.spark.sql.types.StructField;
import org.apache.spark.sql.types.StructType;
import org.apache.spark.sql.types.YearMonthIntervalType;

/** Refuses columns of an analysed query that its table cannot keep, before anything is computed. */
final class OutputCheck {
    private final Model model;
    private final List<SqlTree.Output> written;
    private final List<Problem> problems = new ArrayList<>();

    OutputCheck(Model model) {
        this.model = model;
        this.written = new SqlText(model.sql()).statement().outputs();
    }

    /** @throws AlluviumException BAD_NAME, MODEL_ANALYSIS, UNKNOWN_COLUMN, with all columns that are refused */
    void check(StructType rows) {
        Set<String> seen = new HashSet<>();
        for (int i = 0; i < rows.length(); i++) {
            StructField column = rows.fields()[i];
            Place place = place(i, rows.length(), column.name());
            if (!seen.add(column.name().toLowerCase(Locale.ROOT))) {
                problems.add(ColumnRules.twice(column.name(), place));
            } else if (!ColumnRules.isKept(column.name())) {
                problems.add(ColumnRules.badName(column.name(), place));
            }
            checkType(column.name(), column.dataType(), place);
        }
        if (problems.isEmpty()) {
            problems.addAll(new NamedColumns(List.of(rows.fieldNames())).problems(model));
        }
        if (!problems.isEmpty()) {
            throw new AlluviumException(problems);
        }
    }

    /** The first part of a column that is refused, which says enough. */
    private void checkType(String name, DataType type, Place place) {
        if (type instanceof StructType struct) {
            Set<String> seen = new HashSet<>();
            for (StructField field : struct.fields()) {
                if (!seen.add(field.name().toLowerCase(Locale.ROOT))) {
                    problems.add(ColumnRules.twice(name + "." + field.name(), place));
                }
                if (!ColumnRules.isKept(field.name())) {
                    problems.add(ColumnRules.badName(name + "." + field.name(), place));
                }
                checkType(name + "." + field.name(), field.dataType(), place);
            }
        } else if (type instanceof ArrayType array) {
            checkType(name, array.elementType(), place);
        } else if (type instanceof MapType map) {
            checkType(name, map.keyType(), place);
            checkType(name, map.valueType(), place);
        } else {
            unkept(type).ifPresent(word -> problems.add(ColumnRules.badType(name, word, place)));
        }
    }

    private static Optional<String> unkept(DataType type) {
        if (type instanceof NullType) {
            return Optional.of("VOID");
        }
        boolean isInterval = type instanceof DayTimeIntervalType
                || type instanceof YearMonthIntervalType
                || type instanceof CalendarIntervalType;
        // Not every line of Spark has a class for times of day and for places.
        boolean isOther = type.typeName().matches("(time|geometry|geography)(\\(.*\\))?");
        return isInterval || isOther ? Optional.of(type.sql()) : Optional.empty();
    }

    /** The line that gives the column, where the SELECT list tells; else the file. */
    private Place place(int index, int count, String name) {
        boolean isListed = written.size() == count
                && written.stream().noneMatch(column -> column.kind() == SqlTree.Output.Kind.OPEN);
        int line = isListed
                ? written.get(index).line()
                : written.stream()
                        .filter(column -> column.name().equalsIgnoreCase(name))
                        .mapToInt(SqlTree.Output::line)
                        .findFirst()
                        .orElse(0);
        return new Place(model.place().file(), line);
    }
}
