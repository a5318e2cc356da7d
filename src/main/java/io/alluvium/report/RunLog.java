package io.alluvium.report;

import io.alluvium.storage.Storage;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import org.apache.logging.log4j.Level;
import org.apache.logging.log4j.LogManager;
import org.apache.logging.log4j.core.LoggerContext;
import org.apache.logging.log4j.core.appender.FileAppender;
import org.apache.logging.log4j.core.config.Configuration;
import org.apache.logging.log4j.core.config.ConfigurationFactory;
import org.apache.logging.log4j.core.config.ConfigurationSource;
import org.apache.logging.log4j.core.config.builder.api.AppenderComponentBuilder;
import org.apache.logging.log4j.core.config.builder.api.ConfigurationBuilder;
import org.apache.logging.log4j.core.config.builder.impl.BuiltConfiguration;
import org.jspecify.annotations.Nullable;
import org.slf4j.bridge.SLF4JBridgeHandler;

/**
 * Where the process's log goes: Spark's, Delta's, the drivers' and ours, into one file and never onto the screen. Works
 * before the first log line as well as under spark-submit, where Log4j already writes to the console.
 */
public final class RunLog {
    private static final String FILE = "alluvium";
    private static final String PATTERN = "%d{yyyy-MM-dd'T'HH:mm:ss.SSS'Z'}{UTC} %-5p [%t] %c{1.}: %m%n%xEx";

    private RunLog() {}

    /**
     * The same for a file of this machine whose path is text.
     *
     * @see #toFile(Path)
     */
    public static void toFile(String file) {
        toFile(Path.of(file));
    }

    /**
     * From now on the log goes to this file, at the level it had: warnings, and what Alluvium itself says. The file is
     * made with its first line.
     */
    public static void toFile(Path file) {
        boolean detailed = file().isPresent() && LogManager.getRootLogger().isInfoEnabled();
        toFile(file, detailed);
    }

    /** @param detailed whether Spark's own INFO lines are wanted too; they cost time */
    public static void toFile(Path file, boolean detailed) {
        // As the factory and not only as the current configuration: Spark loads its own console configuration when it
        // starts under spark-submit, and gets this one instead.
        ConfigurationFactory.setConfigurationFactory(new ToFile(file, detailed));
        context().reconfigure();
        if (!SLF4JBridgeHandler.isInstalled()) {
            SLF4JBridgeHandler.removeHandlersForRootLogger();
            SLF4JBridgeHandler.install();
        }
    }

    /** The file that the log goes to; empty until {@link #toFile} was called. */
    public static Optional<Path> file() {
        return context().getConfiguration().getAppender(FILE) instanceof FileAppender appender
                ? Optional.of(Path.of(appender.getFileName()))
                : Optional.empty();
    }

    /** A log's way to a store; closing it brings the whole log there. */
    public interface Copy extends AutoCloseable {
        @Override
        void close() throws IOException;
    }

    /**
     * Copies the log, from now on and as it grows, to a file of a store in which no line can be added to a file.
     *
     * @param every how often what was added is brought there, so that it outlives this process
     */
    public static Copy copying(Storage folder, String name, Duration every) {
        return new LogParts(RunLog::file, folder, name, every);
    }

    /** That of Log4j's own loader: under spark-submit our classes have another loader than Spark's. */
    private static LoggerContext context() {
        return (LoggerContext) LogManager.getContext(LogManager.class.getClassLoader(), false);
    }

    /** Answers every wish for a configuration with the same one. */
    private static final class ToFile extends ConfigurationFactory {
        private final Path file;
        private final boolean detailed;

        ToFile(Path file, boolean detailed) {
            this.file = file;
            this.detailed = detailed;
        }

        @Override
        protected String[] getSupportedTypes() {
            return new String[] {"*"};
        }

        @Override
        public Configuration getConfiguration(LoggerContext context, ConfigurationSource source) {
            return configuration();
        }

        @Override
        public Configuration getConfiguration(LoggerContext context, String name, @Nullable URI location) {
            return configuration();
        }

        @Override
        public Configuration getConfiguration(
                LoggerContext context, String name, @Nullable URI location, ClassLoader loader) {
            return configuration();
        }

        private Configuration configuration() {
            ConfigurationBuilder<BuiltConfiguration> builder = newConfigurationBuilder();
            builder.setConfigurationName(FILE).setStatusLevel(Level.OFF).setShutdownHook("disable");
            AppenderComponentBuilder appender = builder.newAppender(FILE, FileAppender.PLUGIN_NAME)
                    .addAttribute("fileName", file.toString())
                    .addAttribute("createOnDemand", true)
                    .addAttribute("append", true)
                    .add(builder.newLayout("PatternLayout")
                            .addAttribute("pattern", PATTERN)
                            .addAttribute("charset", "UTF-8"));
            builder.add(appender);
            builder.add(builder.newLogger("io.alluvium", Level.INFO));
            builder.add(
                    builder.newRootLogger(detailed ? Level.INFO : Level.WARN).add(builder.newAppenderRef(FILE)));
            return builder.build(false);
        }
    }
}
