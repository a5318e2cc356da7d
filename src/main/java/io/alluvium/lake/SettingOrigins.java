package io.alluvium.lake;

import java.lang.reflect.Field;
import java.util.Map;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.mapred.JobConf;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * From which file each of Hadoop's settings came. Spark sends all settings along with every scan of files, and Hadoop packs
 * the origin of each by itself: that takes 6.5 of the 7 ms that it takes at all for the 1,100 settings of a session, and a
 * small model has about eight scans. Nothing but people who debug settings looks at them.
 */
final class SettingOrigins {
    private static final Logger LOG = LoggerFactory.getLogger(SettingOrigins.class);

    private SettingOrigins() {}

    /** Takes the origins out; the settings stay as they are, and so does everything where this Hadoop keeps them otherwise. */
    static void forget(Configuration settings) {
        // Its class brings two files of defaults when it is first used, whose origins would come after this.
        new JobConf(false);
        settings.size();
        try {
            Field origins = Configuration.class.getDeclaredField("updatingResource");
            origins.setAccessible(true);
            if (origins.get(settings) instanceof Map<?, ?> known) {
                known.clear();
            }
        } catch (ReflectiveOperationException | RuntimeException e) {
            LOG.info("this Hadoop keeps the origins of its settings elsewhere: small queries take longer", e);
        }
    }
}
