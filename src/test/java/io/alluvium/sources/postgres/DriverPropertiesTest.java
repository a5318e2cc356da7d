package io.alluvium.sources.postgres;

import static org.assertj.core.api.Assertions.assertThat;

import io.alluvium.secret.SecretReference;
import io.alluvium.source.Engine;
import io.alluvium.source.SchemaChange;
import io.alluvium.source.database.ChosenTables;
import io.alluvium.source.database.Declared;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.DriverPropertyInfo;
import java.sql.SQLException;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.Properties;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.postgresql.Driver;
import org.postgresql.PGProperty;

/**
 * Every property of the driver is looked at by a person before a new version of the driver is used: it is set by us, is
 * harmless as it is, or must never be set.
 */
class DriverPropertiesTest {
    /** Host, port and database stand in the address. */
    private static final Set<String> IN_THE_ADDRESS = Set.of("PGHOST", "PGPORT", "PGDBNAME");

    private static final Set<String> SET = Set.of(
            "user",
            "password",
            "ApplicationName",
            "connectTimeout",
            "loginTimeout",
            "socketTimeout",
            "tcpKeepAlive",
            "socketFactory",
            "readOnly",
            "sslmode",
            "sslrootcert",
            "logServerErrorDetail");

    /** Class names, files to write, other protocols, other servers, commands at login, weaker encryption or parsing. */
    private static final Set<String> NEVER = Set.of(
            "authenticationPluginClassName",
            "classLoaderStrategy",
            "connectExecutor",
            "connectExecutorArg",
            "socketFactoryArg",
            "sslfactory",
            "sslfactoryarg",
            "sslhostnameverifier",
            "sslpasswordcallback",
            "xmlFactoryFactory",
            "loggerFile",
            "loggerLevel",
            "jaasApplicationName",
            "jaasLogin",
            "gsslib",
            "kerberosServerName",
            "sspiServiceClass",
            "useSpnego",
            "gssUseDefaultCreds",
            "preferQueryMode",
            "replication",
            "options",
            "service",
            "currentSchema",
            "ssl",
            "sslpassword",
            "allowEncodingChanges",
            "assumeMinServerVersion",
            "protocolVersion",
            "stringtype",
            "targetServerType",
            "loadBalanceHosts",
            "localSocketAddress",
            "readOnlyMode",
            "scramMaxIterations");

    private static final Set<String> HARMLESS = Set.of(
            "adaptiveFetch",
            "adaptiveFetchMaximum",
            "adaptiveFetchMinimum",
            "autosave",
            "binaryTransfer",
            "binaryTransferDisable",
            "binaryTransferEnable",
            "cancelSignalTimeout",
            "channelBinding",
            "cleanupSavepoints",
            "convertBooleanToNumeric",
            "databaseMetadataCacheFields",
            "databaseMetadataCacheFieldsMiB",
            "defaultRowFetchSize",
            "disableColumnSanitiser",
            "escapeSyntaxCallMode",
            "flushCacheOnDdl",
            "groupStartupParameters",
            "gssEncMode",
            "gssResponseTimeout",
            "hideUnprivilegedObjects",
            "hostRecheckSeconds",
            "logUnclosedConnections",
            "maxResultBuffer",
            "maxSendBufferSize",
            "pemKeyAlgorithm",
            "preparedStatementCacheQueries",
            "preparedStatementCacheSizeMiB",
            "prepareThreshold",
            "queryTimeout",
            "quoteReturningIdentifiers",
            "reWriteBatchedInserts",
            "reWriteBatchedInsertsSize",
            "receiveBufferSize",
            "requireAuth",
            "sendBufferSize",
            "sslNegotiation",
            "sslResponseTimeout",
            "sslcert",
            "sslkey",
            "tcpNoDelay",
            "unknownLength");

    @TempDir
    Path folder;

    private static Set<String> known() throws SQLException {
        Set<String> names = new TreeSet<>();
        Arrays.stream(PGProperty.values()).map(PGProperty::getName).forEach(names::add);
        for (DriverPropertyInfo info : new Driver().getPropertyInfo("jdbc:postgresql://h/d", new Properties())) {
            names.add(info.name);
        }
        return names;
    }

    @Test
    void everyPropertyOfTheDriverIsClassifiedOnce() throws SQLException {
        List<String> classified = Stream.of(IN_THE_ADDRESS, SET, NEVER, HARMLESS)
                .flatMap(Set::stream)
                .sorted()
                .toList();

        assertThat(classified).doesNotHaveDuplicates();
        assertThat(known())
                .as("a property that is new in this version of the driver: is it safe as it is?")
                .isEqualTo(new TreeSet<>(classified));
    }

    @Test
    void exactlyThoseAreSetThatAreMeantToBe() throws IOException {
        Path password = Files.writeString(folder.resolve("password"), "x");
        for (String host : List.of("localhost", "db.example.com", "::1")) {
            Login login = new Login(source(host, password));
            assertThat(login.properties().stringPropertyNames()).isEqualTo(SET);
            assertThat(login.url()).doesNotContain("?").doesNotContain("&");
        }
    }

    /** What is not set keeps the value that was judged. */
    @Test
    void theDefaultsThatWeRelyOnAreStillTheDrivers() {
        assertThat(PGProperty.PREFER_QUERY_MODE.getDefaultValue()).isEqualTo("extended");
        assertThat(PGProperty.SSL_FACTORY.getDefaultValue()).isEqualTo("org.postgresql.ssl.LibPQFactory");
        assertThat(PGProperty.SSL_HOSTNAME_VERIFIER.getDefaultValue()).isNull();
        assertThat(PGProperty.ALLOW_ENCODING_CHANGES.getDefaultValue()).isEqualTo("false");
        assertThat(PGProperty.XML_FACTORY_FACTORY.getDefaultValue()).isEmpty();
        assertThat(PGProperty.LOGGER_FILE.getDefaultValue()).isNull();
        assertThat(PGProperty.READ_ONLY_MODE.getDefaultValue()).isEqualTo("transaction");
    }

    private static PostgresSpec source(String host, Path password) {
        return new PostgresSpec(
                "shop",
                Declared.PLACE,
                host,
                5432,
                "d?sslmode=disable&socketFactory=x",
                "u",
                Optional.of(new SecretReference(SecretReference.Kind.FILE, password.toString(), Declared.PLACE)),
                Optional.of(password),
                4,
                Duration.ofMinutes(1),
                SchemaChange.ADD,
                Engine.AUTO,
                ChosenTables.of(List.of()));
    }
}
