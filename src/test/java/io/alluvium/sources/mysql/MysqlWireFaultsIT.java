package io.alluvium.sources.mysql;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.alluvium.failure.AlluviumException;
import io.alluvium.failure.ErrorCode;
import io.alluvium.failure.Kind;
import io.alluvium.fixture.FaultyWire;
import io.alluvium.fixture.FaultyWire.Fault;
import io.alluvium.fixture.FaultyWire.Moment;
import io.alluvium.fixture.LocalSpark;
import io.alluvium.fixture.MariadbFixture;
import io.alluvium.source.Known;
import io.alluvium.source.Look;
import io.alluvium.source.SchemaChange;
import io.alluvium.source.TableRead;
import io.alluvium.source.Way;
import io.alluvium.source.database.ChosenTables;
import io.alluvium.source.database.DatabaseTable;
import io.alluvium.source.database.Declared;
import io.alluvium.source.database.DeclaredDatabase;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * The wire to a MariaDB breaks at a named moment. The driver never opens a session anew behind our back, which would show
 * another state: the attempt ends with an error that is tried again, and the next one has every row once.
 */
class MysqlWireFaultsIT {
    private static final int ROWS = 20_000;
    private static final DatabaseTable TABLE = Declared.cursor("t", "t", "at", "id");

    private MariadbFixture database;
    private FaultyWire wire;

    @BeforeEach
    void start() {
        database = MariadbFixture.fresh();
        database.run(
                "create table t (id int primary key, v varchar(200), at timestamp(6) not null)",
                "insert into t select seq, repeat(md5(seq), 4), now(6) - interval 1 hour from seq_1_to_" + ROWS);
        wire = FaultyWire.to(database.port());
    }

    @AfterEach
    void stop() {
        wire.close();
        database.close();
    }

    private enum Position {
        LOGIN(Moment.login()),
        SNAPSHOT(Moment.at("start transaction with consistent snapshot, read only")),
        CATALOG(Moment.at("from information_schema.tables")),
        COUNT(Moment.at("select count(*)")),
        ROWS_BEGIN(Moment.at("select t.`id`")),
        ROWS_MIDDLE(new Moment("select t.`id`", 1_000_000));

        private final Moment moment;

        Position(Moment moment) {
            this.moment = moment;
        }
    }

    private long rows() {
        MysqlSpec spec = new MysqlSpec(new DeclaredDatabase(
                "shop",
                Declared.PLACE,
                "127.0.0.1",
                wire.port(),
                database.database(),
                MariadbFixture.READER,
                Optional.empty(),
                Optional.empty(),
                4,
                Duration.ofSeconds(2),
                SchemaChange.ADD,
                ChosenTables.of(List.of(TABLE))));
        try (MysqlSource source = new MysqlSource(spec)) {
            source.connect();
            Look.Changed look = (Look.Changed) source.look(TABLE, Known.NOTHING);
            try (TableRead read = look.reader().read()) {
                long rows = Way.columns(read, LocalSpark.session()).distinct().count();
                read.compareCount(TABLE, rows);
                return rows;
            }
        }
    }

    @ParameterizedTest
    @EnumSource
    void aBrokenWireEndsTheAttemptAndTheNextHasEveryRowOnce(Position position) {
        for (Fault fault : List.of(Fault.RESET, Fault.END, Fault.BLACK_HOLE)) {
            wire.breakAt(position.moment, fault, 1);

            AlluviumException error = catchThrowableOfType(AlluviumException.class, this::rows);

            assertThat(error).as("%s at %s", fault, position).isNotNull();
            assertThat(error.kind()).as("%s at %s: %s", fault, position, error).isEqualTo(Kind.SOURCE);
            assertThat(error.problems().get(0).code())
                    .isIn(ErrorCode.SOURCE_UNREACHABLE, ErrorCode.SOURCE_INTERRUPTED, ErrorCode.SOURCE_SILENT);
            assertThat(rows()).isEqualTo(ROWS);
        }
    }
}
