import java.io.File;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.hdfs.MiniDFSCluster;

/** A real name node and a data node in a process of its own; writes its URI to a file when it answers. */
public final class HdfsServer {
    private HdfsServer() {}

    /** @param arguments a folder for its data, and the file that takes the URI */
    public static void main(String[] arguments) throws Exception {
        Configuration configuration = new Configuration();
        configuration.setBoolean("dfs.permissions.enabled", true);
        MiniDFSCluster cluster = new MiniDFSCluster.Builder(configuration, new File(arguments[0]))
                .numDataNodes(1)
                .build();
        cluster.waitActive();
        Path ready = Path.of(arguments[1]);
        Path beside = ready.resolveSibling(ready.getFileName() + ".new");
        Files.writeString(beside, cluster.getURI().toString());
        Files.move(beside, ready, StandardCopyOption.ATOMIC_MOVE);
        // Ends with whoever started it, even where that one was killed.
        while (System.in.read() >= 0) {
            continue;
        }
        Runtime.getRuntime().halt(0);
    }
}
