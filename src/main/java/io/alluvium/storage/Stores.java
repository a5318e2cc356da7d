package io.alluvium.storage;

import io.alluvium.failure.AlluviumException;
import io.alluvium.failure.ErrorCode;
import io.alluvium.failure.Problem;
import java.io.IOException;
import java.net.URI;
import java.util.Collections;
import java.util.Map;
import java.util.TreeMap;
import org.apache.hadoop.conf.Configuration;

/** Opens the store that a root's scheme names. */
final class Stores {
    static final String S3 = "s3a";
    static final String HDFS = "hdfs";

    private static final String CREDENTIALS = "fs.s3a.aws.credentials.provider";
    private static final String USUAL_CHAIN = "org.apache.hadoop.fs.s3a.TemporaryAWSCredentialsProvider,"
            + "org.apache.hadoop.fs.s3a.SimpleAWSCredentialsProvider,"
            + "software.amazon.awssdk.auth.credentials.DefaultCredentialsProvider";

    private static final String PART_SIZE = "fs.s3a.multipart.size";

    /** A part is sent while the next one is encoded: of a file of Hadoop's 64 MB nothing is, before it is complete. */
    private static final String SMALL_PARTS = "16M";

    private Stores() {}

    static Storage open(URI root, Map<String, String> settings) {
        if (isLocal(root)) {
            return Storage.local(root.getPath());
        }
        Configuration hadoop = new Configuration();
        if (isHdfs(root)) {
            KerberosLogin.ensure(hadoop);
            return hdfs(root, hadoop, true);
        }
        Map<String, String> all = new TreeMap<>(settings);
        if (!isSet(hadoop, CREDENTIALS)) {
            all.putIfAbsent(CREDENTIALS, USUAL_CHAIN);
        }
        if (!isSet(hadoop, PART_SIZE)) {
            all.putIfAbsent(PART_SIZE, SMALL_PARTS);
        }
        all.forEach(hadoop::set);
        return remote(root, hadoop, Collections.unmodifiableMap(all));
    }

    /** By somebody: S3A brings a chain of its own, which knows neither profiles nor web identities. */
    private static boolean isSet(Configuration hadoop, String key) {
        String[] sources = hadoop.getPropertySources(key);
        return sources != null && !sources[sources.length - 1].equals("core-default.xml");
    }

    static Storage open(URI root, Configuration hadoop) {
        return isLocal(root) ? Storage.local(root.getPath()) : remote(root, hadoop, Map.of());
    }

    private static boolean isLocal(URI root) {
        return root.getScheme() == null || root.getScheme().equals("file");
    }

    private static boolean isHdfs(URI root) {
        return HDFS.equals(root.getScheme());
    }

    /** @param first whether to ask the name node at once, as is done before a run and not for each commit */
    private static Storage hdfs(URI root, Configuration hadoop, boolean first) {
        try {
            HdfsStorage opened = HdfsStorage.at(root, hadoop);
            return first ? opened.reached() : opened;
        } catch (IOException | IllegalArgumentException e) {
            // Hadoop tells of a name service that it does not know by an illegal argument.
            throw unreachable(
                    root, e, "look at HADOOP_CONF_DIR, which names the name service and its nodes; is the cluster up?");
        }
    }

    private static Storage remote(URI root, Configuration hadoop, Map<String, String> settings) {
        if (isHdfs(root)) {
            return hdfs(root, hadoop, false);
        }
        if (!root.getScheme().equals(S3)) {
            throw Problem.of(ErrorCode.WAREHOUSE_REFUSED, "a warehouse on " + root.getScheme() + ":// is not supported")
                    .fixedBy(
                            "warehouse { path = \"/an/absolute/local/path\" } or \"s3a://bucket/prefix\", \"hdfs://service/path\"")
                    .asException();
        }
        try {
            return S3Storage.at(root, hadoop, settings);
        } catch (IOException e) {
            throw unreachable(root, e, "look at the endpoint, the region and the credentials of this machine");
        } catch (LinkageError e) {
            throw Problem.of(ErrorCode.UNSUPPORTED_RUNTIME, "Hadoop's S3A is not on the class path")
                    .because(e.getClass().getSimpleName() + ": " + e.getMessage())
                    .fixedBy("add hadoop-aws and the AWS SDK of this Hadoop to Spark's jars")
                    .asException(e);
        }
    }

    private static AlluviumException unreachable(URI root, Exception cause, String fix) {
        return Problem.of(ErrorCode.STORAGE_FAILED, "the store of " + root + " cannot be opened")
                .because(cause.getClass().getSimpleName() + ": " + cause.getMessage())
                .fixedBy(fix)
                .asException(cause);
    }
}
