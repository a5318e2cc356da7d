package io.alluvium.source.database;

import io.alluvium.source.Source;
import io.alluvium.source.SourceContent;

/** A database that is looked at and read. */
public interface DatabaseSource extends Source {

    /**
     * All that a table has, whether a batch was read of it or not.
     *
     * @param table one of the source's
     * @param condition which rows are compared, in the database's own words; never null
     * @throws io.alluvium.failure.AlluviumException where a look at the table refuses it, kinds DATA, SOURCE, USER
     */
    SourceContent whole(DatabaseTable table, String condition);
}
