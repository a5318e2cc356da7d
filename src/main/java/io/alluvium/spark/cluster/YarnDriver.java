package io.alluvium.spark.cluster;

import java.lang.reflect.Constructor;
import org.apache.spark.SparkException;
import org.apache.spark.SparkUserAppException;

/**
 * What YARN wants of a driver that it runs in its application master. The master waits a while for a session and gives a
 * program up that starts none; and a program that ends the process itself has failed, whatever it ended with.
 */
public final class YarnDriver {
    /** The application master alone sets it, in cluster mode. */
    private static final String APPLICATION = "spark.yarn.app.id";

    private YarnDriver() {}

    /** Whether this process is an application master with the program in one of its threads. */
    public static boolean isHere() {
        return System.getProperty(APPLICATION) != null;
    }

    /**
     * Tells the application master how the program ended, as the last thing that it does.
     *
     * @param success whether YARN shall call the application a success; otherwise it may start it once more
     * @throws SparkException by which the master knows the exit status
     */
    public static void end(int exitStatus, boolean success) throws SparkException {
        if (!success) {
            throw ended(exitStatus);
        }
    }

    /** The one constructor has a cause on some lines of Spark, and none on others. */
    private static SparkException ended(int exitStatus) {
        Constructor<?> constructor = SparkUserAppException.class.getConstructors()[0];
        Object[] arguments = new Object[constructor.getParameterCount()];
        arguments[0] = exitStatus;
        try {
            return (SparkException) constructor.newInstance(arguments);
        } catch (ReflectiveOperationException e) {
            return new SparkException("exit status " + exitStatus, e);
        }
    }
}
