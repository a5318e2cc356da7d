package io.alluvium.lake;

import io.alluvium.spark.RowPositions;
import io.alluvium.spark.query.SmallQueries;
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
 * Marks the rows of a table that a change takes out as deleted. It writes deletion vectors beside the data and
 * gives the actions that put them into the log. Files that lose their last row are removed whole. Only a bitmap a file
 * is needed, and the driver writes these.
 */
final class DeletionMarks {
    private static final String FILE = "_alluvium_file";
    private static final String POSITION = "_alluvium_position";

    private final TableLog log;
    private final List<AddFile> files;

    /** @param files the table's data files, all of them */
    DeletionMarks(TableLog log, List<AddFile> files) {
        this.log = log;
        this.files = files;
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

    /** The rows that {@code removal} takes out, by one query. */
    List<MarkedFile> found(Removal removal) {
        return SmallQueries.of(query(removal), Dataset::collectAsList).stream()
                .map(row -> new MarkedFile(row.getString(0), (byte[]) row.get(1), row.getLong(2), row.getLong(3)))
                .toList();
    }

    /** @param found the rows that go */
    Marked mark(SparkSession session, TableTransaction transaction, List<MarkedFile> found) {
        DMLWithDeletionVectorsHelper$ delta = DMLWithDeletionVectorsHelper$.MODULE$;
        Path folder = log.delta().dataPath();
        scala.collection.immutable.Map<String, AddFile> byPath =
                delta.generateCandidateFileMap(folder, TableLog.seq(files));
        List<DeletionVectorData> bitmaps = new ArrayList<>();
        long replaced = 0;
        for (MarkedFile marked : found) {
            AddFile file = delta.getTouchedFile(folder, marked.path(), byPath);
            StagedChange.requireCount(file);
            bitmaps.add(new DeletionVectorData(
                    marked.path(),
                    Option.apply(file.deletionVector()).map(DeletionVectorDescriptor::serializeToBase64),
                    marked.positions(),
                    marked.rows()));
            replaced += marked.replaced();
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
    private Dataset<Row> query(Removal removal) {
        Dataset<Row> table = log.rows(files);
        Column bitmap = RowPositions.bitmap(POSITION, RoaringBitmapArrayFormat.Portable());
        return removal.removed(
                        table,
                        table.col("_metadata.file_path").as(FILE),
                        table.col("_metadata.row_index").as(POSITION))
                .groupBy(FILE)
                .agg(
                        bitmap.as("marks"),
                        functions.count(functions.col(Removal.REPLACED)).as("replaced"))
                .selectExpr(FILE, "marks.bitmap", "marks.cardinality", "replaced");
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
