/**
 * MySQL and MariaDB. Start at {@link io.alluvium.sources.mysql.MysqlSource}: {@code SnapshotSessions} holds sessions that
 * all show one state, {@code TableView} is a table as it is read there, {@code RowsReader} decodes its rows into columns.
 */
@NullMarked
package io.alluvium.sources.mysql;

import org.jspecify.annotations.NullMarked;
