package io.alluvium.source.sql;

import io.alluvium.failure.ErrorCode;
import io.alluvium.source.TableSpec;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** A server that is no PostgreSQL, at a moment. */
public record ToyServer(String snapshot, @Nullable Instant open, boolean holdsPrepared) implements ServerView {
    /** Writes as MySQL does. */
    static final Dialect DIALECT = new Dialect() {
        @Override
        public String quoted(String name) {
            return "`" + name.replace("`", "``") + "`";
        }

        @Override
        public String text(String value) {
            return "'" + value.replace("\\", "\\\\").replace("'", "''") + "'";
        }

        @Override
        public String moment(CursorColumn.Form form, String text) {
            return "timestamp'" + text.replace("+00", "") + "'";
        }

        @Override
        public String among(List<Long> tables) {
            throw new UnsupportedOperationException("its tables have no parts of their own");
        }

        @Override
        public boolean versionsRows() {
            return true;
        }
    };

    @Override
    public String identity() {
        return "server a";
    }

    @Override
    public Optional<Instant> completeUntil() {
        return Optional.ofNullable(open);
    }

    @Override
    public Instant horizon(TableSpec table) {
        if (open == null) {
            throw table.problem(ErrorCode.SOURCE_HORIZON_UNREADABLE, "transactions of others are hidden")
                    .asException();
        }
        return open;
    }
}
