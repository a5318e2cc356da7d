package io.alluvium.lake;

import io.alluvium.domain.Layer;
import io.delta.kernel.Operation;
import io.delta.kernel.Snapshot;
import io.delta.kernel.TableManager;
import io.delta.kernel.Transaction;
import io.delta.kernel.TransactionCommitResult;
import io.delta.kernel.data.Row;
import io.delta.kernel.engine.Engine;
import io.delta.kernel.hook.PostCommitHook;
import io.delta.kernel.internal.TransactionImpl;
import io.delta.kernel.internal.actions.AddFile;
import io.delta.kernel.internal.actions.Format;
import io.delta.kernel.internal.actions.Metadata;
import io.delta.kernel.internal.actions.SetTransaction;
import io.delta.kernel.internal.actions.SingleAction;
import io.delta.kernel.internal.data.GenericRow;
import io.delta.kernel.internal.fs.Path;
import io.delta.kernel.internal.types.DataTypeJsonSerDe;
import io.delta.kernel.internal.util.Utils;
import io.delta.kernel.internal.util.VectorUtils;
import io.delta.kernel.types.StringType;
import io.delta.kernel.types.StructType;
import io.delta.kernel.utils.CloseableIterable;
import java.io.IOException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One append through Delta Kernel. Kernel's public builder can neither fix a new table's id nor give its first commit a
 * transaction number, so the transaction of a new table is made from Kernel's internal parts; written for the pinned
 * release.
 */
final class KernelCommit {
    private static final Logger LOG = LoggerFactory.getLogger(KernelCommit.class);

    private final Engine engine;
    private final String path;
    private final CommitMark mark;

    /** @param path of the table */
    KernelCommit(Engine engine, String path, CommitMark mark) {
        this.engine = engine;
        this.path = path;
        this.mark = mark;
    }

    /** Version 0 of a raw table. */
    Snapshot create(org.apache.spark.sql.types.StructType schema, List<DataFile> files) {
        Map<String, String> properties = new HashMap<>(TableShape.created(Layer.RAW));
        properties.putAll(mark.properties());
        StructType columns = DataTypeJsonSerDe.deserializeStructType(schema.json());
        TransactionImpl built = (TransactionImpl) TableManager.buildCreateTableTransaction(path, columns, engineInfo())
                .withTableProperties(properties)
                .build(engine);
        Metadata metadata = new Metadata(
                mark.tableId(),
                Optional.empty(),
                mark.description(),
                new Format(),
                schema.json(),
                columns,
                VectorUtils.buildArrayValue(List.of(), StringType.STRING),
                Optional.of(System.currentTimeMillis()),
                VectorUtils.stringStringMapValue(properties));
        return commit(
                new TransactionImpl(
                        true,
                        new Path(path),
                        Optional.empty(),
                        engineInfo(),
                        Operation.CREATE_TABLE,
                        Optional.of(built.getProtocol()),
                        Optional.of(metadata),
                        built.getCommitter(),
                        Optional.of(new SetTransaction(
                                mark.writer(), mark.number(), Optional.of(System.currentTimeMillis()))),
                        Optional.empty(),
                        Optional.of(0),
                        0,
                        System::currentTimeMillis),
                files);
    }

    /** The version after this snapshot's; a version that is taken is a conflict, never a rebase. */
    Snapshot append(Snapshot base, List<DataFile> files) {
        return commit(
                base.buildUpdateTableTransaction(engineInfo(), Operation.WRITE)
                        .withTransactionId(mark.writer(), mark.number())
                        .withMaxRetries(0)
                        .build(engine),
                files);
    }

    private Snapshot commit(Transaction transaction, List<DataFile> files) {
        List<Row> actions = new ArrayList<>();
        files.forEach(file -> actions.add(SingleAction.createAddFileSingleAction(added(file))));
        TransactionCommitResult result = transaction.commit(
                engine, CloseableIterable.inMemoryIterable(Utils.toCloseableIterator(actions.iterator())));
        ease(result);
        return result.getPostCommitSnapshot().orElseThrow();
    }

    /** A checksum, and a checkpoint where one is due: readers are faster with them and can do without. */
    private void ease(TransactionCommitResult result) {
        for (PostCommitHook hook : result.getPostCommitHooks()) {
            try {
                hook.threadSafeInvoke(engine);
            } catch (IOException | RuntimeException e) {
                LOG.warn("{} of {} at version {} is not written", hook.getType(), path, result.getVersion(), e);
            }
        }
    }

    private static Row added(DataFile file) {
        Map<Integer, Object> fields = new HashMap<>();
        fields.put(AddFile.FULL_SCHEMA.indexOf("path"), file.name());
        fields.put(AddFile.FULL_SCHEMA.indexOf("partitionValues"), VectorUtils.stringStringMapValue(Map.of()));
        fields.put(AddFile.FULL_SCHEMA.indexOf("size"), file.bytes());
        fields.put(AddFile.FULL_SCHEMA.indexOf("modificationTime"), System.currentTimeMillis());
        fields.put(AddFile.FULL_SCHEMA.indexOf("dataChange"), true);
        fields.put(AddFile.FULL_SCHEMA.indexOf("stats"), file.statistics());
        return new GenericRow(AddFile.FULL_SCHEMA, fields);
    }

    private String engineInfo() {
        return "Alluvium run " + mark.run().number();
    }
}
