package io.alluvium.storage;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import org.apache.hadoop.fs.FSDataInputStream;

/**
 * A disk whose kernel has no locks, as a mount without a lock service is.
 *
 * @param overwrites whether everybody may create what is there already, as on some S3 servers
 */
public record UnlockedDisk(Storage disk, boolean overwrites) implements Storage {
    public UnlockedDisk(Storage disk) {
        this(disk, false);
    }

    @Override
    public Storage under(String folder) {
        return new UnlockedDisk(disk.under(folder), overwrites);
    }

    @Override
    public List<String> list(String folder) throws IOException {
        return disk.list(folder);
    }

    @Override
    public Optional<FSDataInputStream> openSeekable(String path) throws IOException {
        return disk.openSeekable(path);
    }

    @Override
    public Optional<InputStream> open(String path) throws IOException {
        return disk.open(path);
    }

    @Override
    public boolean create(String path, String text) throws IOException {
        if (overwrites) {
            disk.replace(path, text);
            return true;
        }
        return disk.create(path, text);
    }

    @Override
    public boolean create(String path, Content content) throws IOException {
        return disk.create(path, content);
    }

    @Override
    public void replace(String path, String text) throws IOException {
        disk.replace(path, text);
    }

    @Override
    public OutputStream write(String path) throws IOException {
        return disk.write(path);
    }

    @Override
    public void delete(String path) throws IOException {
        disk.delete(path);
    }

    @Override
    public boolean exists(String path) throws IOException {
        return disk.exists(path);
    }

    @Override
    public boolean hasFolder(String path) throws IOException {
        return disk.hasFolder(path);
    }

    @Override
    public OptionalLong size(String path) throws IOException {
        return disk.size(path);
    }

    @Override
    public void makeFolders(String path) throws IOException {
        disk.makeFolders(path);
    }

    @Override
    public boolean createFolder(String path) throws IOException {
        return disk.createFolder(path);
    }

    @Override
    public Optional<StorageLock> lock(String path) {
        return Optional.empty();
    }

    @Override
    public Optional<String> refusal() throws IOException {
        return disk.refusal();
    }

    @Override
    public String name(String path) {
        return disk.name(path);
    }

    @Override
    public String uri(String path) {
        return disk.uri(path);
    }

    @Override
    public Optional<String> localFile(String path) {
        return disk.localFile(path);
    }
}
