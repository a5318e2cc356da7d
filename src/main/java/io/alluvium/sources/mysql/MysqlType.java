package io.alluvium.sources.mysql;

import io.alluvium.config.Keys;
import io.alluvium.source.Capabilities;
import io.alluvium.source.Inspection;
import io.alluvium.source.Positions;
import io.alluvium.source.SourceSection;
import io.alluvium.source.SourceSpec;
import io.alluvium.source.SourceType;
import io.alluvium.source.database.DatabaseTable.Mode;
import io.alluvium.source.window.CursorWindow;
import io.alluvium.source.window.ReplaceWindow;
import io.alluvium.source.window.SnapshotWindow;
import io.alluvium.source.window.Windows;
import java.util.List;
import java.util.Optional;

/** Describes MySQL and MariaDB databases as a kind of source. */
public final class MysqlType implements SourceType {
    static final String WORD = "mysql";

    static final Windows WINDOWS = new Windows(
            WORD, 1, "MySQL", List.of(CursorWindow.FORM, NumberedWindow.FORM, SnapshotWindow.FORM, ReplaceWindow.FORM));

    /** All but the one that needs rows with versions. */
    static final List<Mode> MODES = List.of(Mode.CURSOR, Mode.LOOKBACK, Mode.APPEND, Mode.SNAPSHOT, Mode.REPLACE);

    @Override
    public String word() {
        return WORD;
    }

    @Override
    public List<Keys> keys() {
        return List.of(MysqlSection.KEYS, MysqlSection.TABLE_KEYS);
    }

    @Override
    public Optional<? extends SourceSpec> read(SourceSection section) {
        return new MysqlSection(section).read();
    }

    @Override
    public Positions positions() {
        return Positions.eachAlone();
    }

    @Override
    public Optional<Inspection> inspection() {
        return Optional.of(new MysqlInspection());
    }

    @Override
    public List<Capabilities> modes() {
        return MODES.stream().map(Mode::capabilities).toList();
    }
}
