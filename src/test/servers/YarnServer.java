import java.io.File;
import java.io.IOException;
import java.io.OutputStream;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.hdfs.MiniDFSCluster;
import org.apache.hadoop.yarn.conf.YarnConfiguration;
import org.apache.hadoop.yarn.server.MiniYARNCluster;

/**
 * A real HDFS and a YARN of one node in a process of its own; leaves a folder for HADOOP_CONF_DIR when both answer. What
 * containers write lies beneath its working directory.
 */
public final class YarnServer {
    private YarnServer() {}

    /** @param arguments a folder for HDFS's data, and the folder that is made for HADOOP_CONF_DIR */
    public static void main(String[] arguments) {
        try {
            serve(arguments);
        } catch (Throwable failure) {
            // Whatever of the two has been started would go on.
            failure.printStackTrace();
            Runtime.getRuntime().halt(1);
        }
    }

    private static void serve(String[] arguments) throws Exception {
        MiniDFSCluster hdfs = new MiniDFSCluster.Builder(new Configuration(), new File(arguments[0]))
                .numDataNodes(1)
                .build();
        hdfs.waitActive();
        MiniYARNCluster yarn = new MiniYARNCluster("yarn", 1, 1, 1);
        yarn.init(settings(hdfs.getURI().toString()));
        yarn.start();
        if (!yarn.waitForNodeManagersToConnect(60_000)) {
            throw new IllegalStateException("no node manager");
        }
        Path ready = Path.of(arguments[1]);
        Path beside = ready.resolveSibling(ready.getFileName() + ".new");
        Files.createDirectories(beside);
        write(beside.resolve("core-site.xml"), "fs.defaultFS", hdfs.getURI().toString());
        write(
                beside.resolve("yarn-site.xml"),
                YarnConfiguration.RM_ADDRESS,
                address(yarn.getConfig(), YarnConfiguration.RM_ADDRESS),
                YarnConfiguration.RM_SCHEDULER_ADDRESS,
                address(yarn.getConfig(), YarnConfiguration.RM_SCHEDULER_ADDRESS),
                YarnConfiguration.RM_WEBAPP_ADDRESS,
                address(yarn.getConfig(), YarnConfiguration.RM_WEBAPP_ADDRESS),
                YarnConfiguration.NM_WEBAPP_ADDRESS,
                "127.0.0.1:" + yarn.getNodeManager(0).getNMContext().getHttpPort());
        Files.move(beside, ready, StandardCopyOption.ATOMIC_MOVE);
        // Ends with whoever started it, even where that one was killed.
        while (System.in.read() >= 0) {
            continue;
        }
        Runtime.getRuntime().halt(0);
    }

    private static YarnConfiguration settings(String files) {
        YarnConfiguration settings = new YarnConfiguration();
        settings.set("fs.defaultFS", files);
        settings.set("yarn.scheduler.capacity.root.queues", "default");
        settings.set("yarn.scheduler.capacity.root.default.capacity", "100");
        settings.set("yarn.scheduler.capacity.maximum-am-resource-percent", "0.9");
        settings.setInt(YarnConfiguration.RM_SCHEDULER_MINIMUM_ALLOCATION_MB, 128);
        settings.setInt(YarnConfiguration.NM_PMEM_MB, 6144);
        settings.setInt(YarnConfiguration.NM_VCORES, 8);
        settings.setBoolean(YarnConfiguration.NM_VMEM_CHECK_ENABLED, false);
        settings.setFloat(YarnConfiguration.NM_MAX_PER_DISK_UTILIZATION_PERCENTAGE, 99);
        // What containers leave is looked at afterwards.
        settings.setLong(YarnConfiguration.DEBUG_NM_DELETE_DELAY_SEC, 3600);
        return settings;
    }

    private static String address(Configuration settings, String key) {
        InetSocketAddress address = settings.getSocketAddr(key, "127.0.0.1:0", 0);
        return "127.0.0.1:" + address.getPort();
    }

    private static void write(Path file, String... settings) throws IOException {
        Configuration some = new Configuration(false);
        for (int i = 0; i < settings.length; i += 2) {
            some.set(settings[i], settings[i + 1]);
        }
        try (OutputStream out = Files.newOutputStream(file)) {
            some.writeXml(out);
        }
    }
}
