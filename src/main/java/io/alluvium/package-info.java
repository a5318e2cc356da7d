/**
 * Alluvium lays down raw, curated and aggregate Delta tables with Apache Spark.
 *
 * <p>The packages read in the order data moves; a package may import only packages above it:
 *
 * <ol>
 *   <li>{@code domain} shared words
 *   <li>{@code failure} coded errors
 *   <li>{@code secret} references resolved late
 *   <li>{@code storage} files under one root, and locks
 *   <li>{@code config} HOCON to what was written
 *   <li>{@code raw} what raw tables have beside their source's columns
 *   <li>{@code column} rows as columns, and their Parquet image
 *   <li>{@code spark} the only door to Spark's inner parts
 *   <li>{@code lake} the only door to Delta
 *   <li>{@code model} SQL files, front matter, tables read
 *   <li>{@code journal} intents, outcomes, lease
 *   <li>{@code source} the contract, and what sources share
 *   <li>{@code sources} postgres, mysql, objects: neighbours, blind to each other
 *   <li>{@code load} raw append
 *   <li>{@code plan} what will run; pure
 *   <li>{@code transform} strategies to candidates
 *   <li>{@code quality} checks before the commit
 *   <li>{@code publish} one commit a table
 *   <li>{@code export} tables to databases
 *   <li>{@code verify} raw against its source
 *   <li>{@code audit} tables of other tools against their sources
 *   <li>{@code catalog} tables in Hive metastore and Glue
 *   <li>{@code report} screen and result files
 *   <li>{@code run} the story, top to bottom
 *   <li>{@code deploy} runs on other machines
 *   <li>{@code dbt} projects of dbt as ours
 *   <li>{@code cli} commands
 * </ol>
 */
@NullMarked
package io.alluvium;

import org.jspecify.annotations.NullMarked;
