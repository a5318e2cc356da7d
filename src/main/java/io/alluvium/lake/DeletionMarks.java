package io.alluvium.lake;

import io.alluvium.spark.RowPositions;
import io.alluvium.spark.SqlNames;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import org.apache.hadoop.fs.Path;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.delta.actions.AddFile;
import org.apache.spark.sql.delta.actions.DeletionVectorDescriptor;
import org.apache.spark.sql.delta.actions.FileAction;
import org.apache.spark.sql.delta.commands.DMLWithDeletionVectorsHelper$;
import org.apache.spark.sql.delta.commands.DeletionVectorData;
import org.apache.spark.sql.delta.commands.DeletionVectorResult;
import org.apache.spark.sql.delta.commands.DeletionVectorWriter$;
import org.apache.spark.sql.delta.commands.TouchedFileWithDV;
import org.apache.spark.sql.delta.deletionvectors.RoaringBitmapArrayFormat;
import org.apache.spark.sql.delta.util.Utils$;
import org.apache.spark.sql.functions;
import scala.Option;
import scala.collection.immutable.Seq;
import scala.jdk.javaapi.CollectionConverters;

/**
 * Marks the rows of a table that have one of the given keys as deleted. It writes deletion vectors beside the data and
 * gives the actions that put them into the log. Files that lose their last row are removed whole. One query finds the
 * rows; only a bitmap a file comes back from it, and the driver writes these.
 */
final class DeletionMarks {
    private static final String FILE = "_alluvium_file";
    private static final String POSITION = "_alluvium_position";
    private static final String REPLACED = "_alluvium_replaced";

    private final TableLog log;
    private final List<AddFile> files;
    private final List<String> key;

    /** @param files the table's data files, all of them */
    DeletionMarks(TableLog log, List<AddFile> files, List<String> key) {
        this.log = log;
        this.files = files;
        this.key = key;
    }

    /**
     * What the marking does.
     *
     * @param actions for the log
     * @param remaining the table's files afterwards
     * @param written files to delete if the actions are never committed
     * @param rows how many rows are marked
     * @param replaced how many of them have a successor
     */
    record Marked(List<FileAction> actions, List<AddFile> remaining, Set<Path> written, long rows, long replaced) {}

    /**
     * @param keys of the rows to mark
     * @param successors the rows that come instead; only their keys are read
     */
    Marked mark(SparkSession session, TableTransaction transaction, Dataset<Row> keys, Dataset<Row> successors) {
        List<Row> found = found(keys, successors).collectAsList();
        DMLWithDeletionVectorsHelper$ delta = DMLWithDeletionVectorsHelper$.MODULE$;
        Path folder = log.delta().dataPath();
        scala.collection.immutable.Map<String, AddFile> byPath =
                delta.generateCandidateFileMap(folder, TableLog.seq(files));
        List<DeletionVectorData> bitmaps = new ArrayList<>();
        long replaced = 0;
        for (Row row : found) {
            AddFile file = delta.getTouchedFile(folder, row.getString(0), byPath);
            bitmaps.add(new DeletionVectorData(
                    row.getString(0),
                    Option.apply(file.deletionVector()).map(DeletionVectorDescriptor::serializeToBase64),
                    (byte[]) row.get(1),
                    row.getLong(2)));
            replaced += row.getLong(3);
        }
        Seq<DeletionVectorResult> stored = DeletionVectorWriter$.MODULE$
                .createMapperToStoreDeletionVectors(
                        session,
                        log.delta().newDeltaHadoopConf(),
                        folder,
                        Utils$.MODULE$.getRandomPrefixLength(transaction.delta().metadata()))
                .apply(CollectionConverters.asScala(bitmaps).iterator())
                .toSeq();
        return marked(
                CollectionConverters.asJava(delta.findFilesWithMatchingRows(transaction.delta(), byPath, stored)),
                replaced);
    }

    /** One row a touched file: its path, the bitmap of positions, how many, and how many have a successor. */
    private Dataset<Row> found(Dataset<Row> keys, Dataset<Row> successors) {
        Dataset<Row> table = log.rows(files);
        List<Column> columns = new ArrayList<>();
        key.forEach(name -> columns.add(table.col(SqlNames.quoted(name))));
        columns.add(table.col("_metadata.file_path").as(FILE));
        columns.add(table.col("_metadata.row_index").as(POSITION));
        Dataset<Row> positions = table.select(columns.toArray(Column[]::new));
        Dataset<Row> flagged = flagged(keys, successors);
        Column bitmap = RowPositions.bitmap(POSITION, RoaringBitmapArrayFormat.Portable());
        return positions
                .join(flagged, same(positions, flagged, "k"), "inner")
                .groupBy(FILE)
                .agg(
                        bitmap.as("marks"),
                        functions.count(functions.col(REPLACED)).as("replaced"))
                .selectExpr(FILE, "marks.bitmap", "marks.cardinality", "replaced");
    }

    /** The keys, each with a mark that is not null where it has a successor. */
    private Dataset<Row> flagged(Dataset<Row> keys, Dataset<Row> successors) {
        Dataset<Row> affected = keysOf(keys, "k");
        Dataset<Row> coming = keysOf(successors, "s").withColumn(REPLACED, functions.lit(true));
        Column same = functions.lit(true);
        for (int i = 0; i < key.size(); i++) {
            same = same.and(affected.col("k" + i).eqNullSafe(coming.col("s" + i)));
        }
        List<Column> columns = new ArrayList<>();
        for (int i = 0; i < key.size(); i++) {
            columns.add(affected.col("k" + i));
        }
        columns.add(coming.col(REPLACED));
        return affected.join(coming, same, "left").select(columns.toArray(Column[]::new));
    }

    private Column same(Dataset<Row> rows, Dataset<Row> keys, String prefix) {
        Column same = functions.lit(true);
        for (int i = 0; i < key.size(); i++) {
            same = same.and(rows.col(SqlNames.quoted(key.get(i))).eqNullSafe(keys.col(prefix + i)));
        }
        return same;
    }

    /** The key columns alone, in the key's order, under names that no table column has in the joins above. */
    private Dataset<Row> keysOf(Dataset<Row> rows, String prefix) {
        Column[] columns = new Column[key.size()];
        for (int i = 0; i < columns.length; i++) {
            columns[i] = rows.col(SqlNames.quoted(key.get(i))).as(prefix + i);
        }
        return rows.select(columns);
    }

    private Marked marked(List<TouchedFileWithDV> touched, long replaced) {
        List<FileAction> actions = new ArrayList<>();
        List<AddFile> remaining = new ArrayList<>();
        Set<Path> written = new LinkedHashSet<>();
        Set<String> changed = new HashSet<>();
        long rows = 0;
        for (TouchedFileWithDV file : touched) {
            DeletionVectorDescriptor vector = file.newDeletionVector();
            changed.add(file.fileLogEntry().path());
            written.add(vector.absolutePath(log.delta().dataPath()));
            rows += file.numberOfModifiedRows();
            if (file.isFullyReplaced()) {
                actions.add(file.fileLogEntry().removeWithTimestamp(System.currentTimeMillis(), true));
            } else {
                var update = file.fileLogEntry().removeRows(vector, true, true);
                actions.add(update._1());
                actions.add(update._2());
                remaining.add(update._1());
            }
        }
        files.stream().filter(file -> !changed.contains(file.path())).forEach(remaining::add);
        return new Marked(actions, remaining, written, rows, replaced);
    }
}
