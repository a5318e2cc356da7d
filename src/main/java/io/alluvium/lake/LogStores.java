package io.alluvium.lake;

import io.alluvium.failure.AlluviumException;
import io.alluvium.failure.ErrorCode;
import io.alluvium.failure.Problem;
import io.delta.storage.LogStore;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.apache.hadoop.conf.Configuration;
import org.apache.spark.SparkConf;

/**
 * Which class writes Delta logs. It is {@link StorageLogStore}, or one that promises the same, for Spark and Kernel alike: a writer
 * with another one acknowledges over commits that are there already.
 */
final class LogStores {
    private static final String BY_SCHEME = "spark.delta.logStore.%s.impl";
    private static final String FOR_ALL = "spark.delta.logStore.class";
    private static final List<String> SCHEMES = List.of("file", "s3a", "hdfs");

    private LogStores() {}

    /** What Spark is told. */
    static Map<String, String> settings() {
        Map<String, String> settings = new LinkedHashMap<>();
        SCHEMES.forEach(scheme -> settings.put(BY_SCHEME.formatted(scheme), StorageLogStore.class.getName()));
        return settings;
    }

    /** @throws AlluviumException WAREHOUSE_REFUSED where Spark is told of another one */
    static void refuseOthers(SparkConf given) {
        settings().keySet().stream().filter(given::contains).forEach(setting -> ours(setting, given.get(setting)));
        if (given.contains(FOR_ALL)) {
            throw refused(FOR_ALL, given.get(FOR_ALL));
        }
    }

    private static Class<? extends LogStore> ours(String setting, String name) {
        try {
            Class<?> found = Class.forName(name, true, LogStores.class.getClassLoader());
            if (found != StorageLogStore.class && !StorageLogStore.CreatesOnce.class.isAssignableFrom(found)) {
                throw refused(setting, name);
            }
            return found.asSubclass(LogStore.class);
        } catch (ClassNotFoundException | ClassCastException e) {
            throw refused(setting, name);
        }
    }

    private static AlluviumException refused(String setting, String name) {
        return Problem.of(ErrorCode.WAREHOUSE_REFUSED, setting + " is " + name)
                .because("with that log store two writers can commit the same version, and one of them is lost")
                .fixedBy("take the setting out of spark-defaults.conf and --conf: Alluvium brings its own log store")
                .asException();
    }

    /** Kernel's, which is configured by a property of this process. */
    static LogStore of(String scheme, Configuration hadoop) {
        String setting = BY_SCHEME.formatted(scheme);
        try {
            return ours(setting, System.getProperty(setting, StorageLogStore.class.getName()))
                    .getConstructor(Configuration.class)
                    .newInstance(hadoop);
        } catch (ReflectiveOperationException e) {
            throw new IllegalStateException(setting, e);
        }
    }
}
