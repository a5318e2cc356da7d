package io.alluvium.lake;

/**
 * The rows of a data file that go.
 *
 * @param path as Spark names the file
 * @param positions a bitmap in Delta's portable format
 * @param rows how many
 * @param replaced how many of them have a successor
 */
record MarkedFile(String path, byte[] positions, long rows, long replaced) {}
