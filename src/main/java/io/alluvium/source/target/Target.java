package io.alluvium.source.target;

import io.alluvium.source.Needs;
import io.alluvium.source.SourceSpec;
import java.util.List;

/** A database that tables are brought into, as a project declares it. */
public interface Target {
    /** Kind, server and database, for people; two that differ in it are two databases. Holds no secret. */
    String database();

    /** What a machine must have that writes to it. */
    Needs needs();

    /** Which secrets it is reached by and where they lie, for people. */
    List<String> secrets();

    /** Whether a source would read this very table, by name or by pattern. */
    boolean isReadBy(SourceSpec source, String table);

    /**
     * Logs in and out again.
     *
     * @throws io.alluvium.failure.AlluviumException as sources raise it for a login
     */
    void tryOut();

    /**
     * Makes the table hold exactly these rows, by the difference between them and those that it has, in one transaction in
     * which the database also notes which version they are. Others see the table as it was or as it is then. Two that write
     * one table at once take turns.
     *
     * @throws io.alluvium.failure.AlluviumException EXPORT_TABLE_FOREIGN, EXPORT_COLUMNS_DIFFER, EXPORT_TYPE_UNSUPPORTED,
     *     EXPORT_VALUE_UNSUPPORTED, EXPORT_KEY_BROKEN, EXPORT_OVERTAKEN, EXPORT_NO_RIGHT, EXPORT_FAILED, and what sources
     *     raise for a login or a session that ended. Nothing is written then, but where the session ended while the
     *     transaction was committed; writing again finds out.
     */
    Written write(TargetTable table, TargetRows rows);
}
