package io.alluvium.failure;

/**
 * Every error Alluvium raises. The first digit tells the stage: 1 command line and configuration, 2 models, 3 sources, 4
 * quality, 5 warehouse and state, 6 exports, 9 defects. A code is never reused for another meaning.
 */
public enum ErrorCode {
    USAGE(1001, Kind.USER, "The command line is wrong"),
    PROJECT_NOT_FOUND(1002, Kind.USER, "No project.conf was found"),
    CONFIG_SYNTAX(1003, Kind.USER, "A HOCON file cannot be parsed"),
    UNKNOWN_KEY(1004, Kind.USER, "A key is not known"),
    MISSING_KEY(1005, Kind.USER, "A required key is missing"),
    WRONG_TYPE(1006, Kind.USER, "A value has the wrong type"),
    BAD_VALUE(1007, Kind.USER, "A value is not allowed"),
    QUOTED_SUBSTITUTION(1008, Kind.USER, "A substitution inside quotes is not replaced"),
    NOT_BUILT_YET(1009, Kind.USER, "A known word whose feature is not built yet"),
    LITERAL_SECRET(1010, Kind.USER, "A secret is written into the configuration"),
    SECRET_MISSING(1011, Kind.USER, "A secret's reference leads nowhere"),
    ENVIRONMENT_UNKNOWN(1012, Kind.USER, "No conf/<env>.conf for the environment"),
    UNSUPPORTED_RUNTIME(1013, Kind.USER, "This Java, Spark or Delta version is not supported"),
    SOURCE_TYPE_UNUSABLE(1014, Kind.USER, "A kind of source that a jar brings cannot be used"),
    DEPLOY_REFUSED(1015, Kind.USER, "A service that runs are submitted to refuses it"),
    PLAN_REFUSED(1016, Kind.USER, "A saved plan cannot be carried out, for something is otherwise than it was planned"),

    FRONT_MATTER(2001, Kind.USER, "A model's front matter is wrong"),
    SQL_SYNTAX(2002, Kind.USER, "A model's SQL cannot be parsed"),
    NOT_ONE_SELECT(2003, Kind.USER, "A model is not exactly one SELECT"),
    UNKNOWN_TABLE(2004, Kind.USER, "A model reads a table that does not exist"),
    LATER_LAYER(2005, Kind.USER, "A model reads a later layer"),
    CYCLE(2006, Kind.USER, "Models read each other in a circle"),
    UNKNOWN_COLUMN(2007, Kind.USER, "A column does not exist"),
    UNKNOWN_PARAMETER(2008, Kind.USER, "A parameter is not declared"),
    DUPLICATE_TABLE(2009, Kind.USER, "Two definitions make the same table"),
    NON_DETERMINISTIC(2010, Kind.USER, "A function gives another answer each time"),
    APPLY_SHAPE(2011, Kind.USER, "An apply model is not a plain selection from one raw table"),
    BAD_NAME(2012, Kind.USER, "A name is not allowed"),
    MODEL_ANALYSIS(2013, Kind.USER, "Spark refuses a model's SQL"),
    QUERY_FAILED(2014, Kind.DATA, "A model's SQL failed on the data"),
    QUERY_NOT_ALLOWED(2015, Kind.USER, "SQL would run code or leave the project's tables"),
    APPEND_SHAPE(2016, Kind.USER, "An append model is not one input joined by LEFT JOIN"),
    OUTSIDE_WINDOW(2017, Kind.DATA, "A partition model gave a row that lies in another window"),
    DRIVING_INPUT_CHANGED(2018, Kind.DATA, "Rows that an append model has added are others now in its input"),
    NOT_INCREMENTAL(2019, Kind.USER, "A strict model has something through which no change can be followed"),

    SOURCE_UNREACHABLE(3001, Kind.SOURCE, "A source cannot be reached"),
    SOURCE_REFUSED_LOGIN(3002, Kind.USER, "A source refuses the user or the password"),
    SOURCE_TABLE_MISSING(3003, Kind.DATA, "A table or file of a source does not exist"),
    SOURCE_NO_RIGHT(3107, Kind.DATA, "The user may not read a table"),
    SOURCE_COLUMN_MISSING(3004, Kind.USER, "A configured column does not exist in the source"),
    SOURCE_TYPE_UNSUPPORTED(3005, Kind.DATA, "A column's type has no exact image in Delta"),
    SOURCE_VALUE_UNSUPPORTED(3006, Kind.DATA, "A value has no exact image in Delta"),
    SOURCE_SCHEMA_CHANGED(3007, Kind.DATA, "A source table's columns changed"),
    SOURCE_CHANGED_IDENTITY(3008, Kind.DATA, "The source is another server than before"),
    SOURCE_HORIZON_UNREADABLE(3009, Kind.DATA, "Open transactions of the source cannot be seen"),
    SOURCE_COUNT_DIFFERS(3010, Kind.SOURCE, "Rows read differ from the source's own count"),
    SOURCE_KEY_NOT_UNIQUE(3011, Kind.DATA, "A key is null or not unique in the source"),
    SOURCE_FAILED(3012, Kind.SOURCE, "Reading a source failed on the way"),
    FILE_CORRUPT(3013, Kind.DATA, "A file cannot be read as its format"),
    COLUMN_NAME_REFUSED(3014, Kind.DATA, "The name of a source's column or table cannot be used"),
    FILE_CHANGED(3015, Kind.DATA, "A file changed while it was being loaded"),
    SOURCE_INTERRUPTED(3016, Kind.SOURCE, "A source ended the session"),
    SOURCE_NOT_ENCRYPTED(3017, Kind.USER, "A source offers no connection that is encrypted and proves its identity"),
    SOURCE_MODE_REFUSED(3018, Kind.USER, "A mode cannot work on this table or server"),
    SOURCE_SILENT(3020, Kind.SOURCE, "A source did not answer in time"),
    SOURCE_QUERY_FAILED(3024, Kind.DATA, "What a view or a function of a source computes fails there"),
    SOURCE_EXHAUSTED(3025, Kind.RESOURCES, "A source has no connection, memory or disk left"),
    STANDBY_BUSY(3021, Kind.SOURCE, "A standby cannot be read while its primary has transactions open"),
    STORED_COLUMNS_CHANGED(
            3022, Kind.DATA, "A table was loaded with other masks, exclusions, names or types of columns"),
    SOURCE_MEANING_CHANGED(3023, Kind.DATA, "Values of a source table may be others although no row was written"),

    EXPECTATION_FAILED(4001, Kind.QUALITY, "An expectation does not hold"),
    KEY_NULL(4002, Kind.DATA, "A key column is null"),

    LEASE_HELD(5001, Kind.BUSY, "Another run of this project is active"),
    STATE_NEWER(5002, Kind.USER, "The state was written by a newer Alluvium"),
    STATE_CORRUPT(5003, Kind.DATA, "A state file cannot be read"),
    WAREHOUSE_REFUSED(5004, Kind.USER, "This warehouse location is not supported"),
    STORAGE_FAILED(5005, Kind.RESOURCES, "The storage cannot be read or written"),
    TABLE_FOREIGN(5006, Kind.DATA, "A table belongs to another project or writer"),
    COMMIT_CONFLICT(5007, Kind.RESOURCES, "Another writer changed the table meanwhile"),
    TABLE_UNREADABLE(5008, Kind.DATA, "A Delta table cannot be read"),
    TRANSACTION_EXPIRY(5009, Kind.DATA, "A table property makes Delta forget what was committed"),
    OUT_OF_MEMORY(5010, Kind.RESOURCES, "Memory or disk gave out"),
    TABLE_RESTORED(5011, Kind.DATA, "A table was restored, and it is not known what it has"),
    COMMIT_LOST(5012, Kind.DATA, "A commit that was acknowledged is gone from a table"),
    LEASE_LOST(5013, Kind.BUSY, "Another run took the project over"),
    DEPLOY_UNREACHABLE(5015, Kind.RESOURCES, "A service that runs are submitted to does not answer"),
    RESET_NOT_UNDONE(5014, Kind.USER, "A reset cannot be taken back"),
    CATALOG_UNREACHABLE(5021, Kind.RESOURCES, "A catalog cannot be reached"),
    CATALOG_REFUSED(5022, Kind.DATA, "A catalog does not take a table"),

    EXPORT_TABLE_FOREIGN(6001, Kind.DATA, "A table in the way of an export was not made by the project"),
    EXPORT_COLUMNS_DIFFER(6002, Kind.DATA, "A table that is exported to has other columns or types"),
    EXPORT_TYPE_UNSUPPORTED(6003, Kind.DATA, "A column's type cannot be exported"),
    EXPORT_VALUE_UNSUPPORTED(6004, Kind.DATA, "A value cannot be held by the database that is exported to"),
    EXPORT_KEY_BROKEN(6005, Kind.DATA, "Rows to be exported are not told apart by their key"),
    EXPORT_OVERTAKEN(6006, Kind.DATA, "A later run has exported to a table already"),
    EXPORT_NO_RIGHT(6007, Kind.DATA, "The user may not write a table"),
    EXPORT_FAILED(6008, Kind.DATA, "A database does not take what is exported to it"),

    INTERRUPTED(9001, Kind.RESOURCES, "The run was stopped"),
    DEFECT(9002, Kind.INTERNAL, "A defect of Alluvium");

    private final int number;
    private final Kind kind;
    private final String title;

    ErrorCode(int number, Kind kind, String title) {
        this.number = number;
        this.kind = kind;
        this.title = title;
    }

    /** For example {@code ALV-3107}. */
    public String code() {
        return "ALV-" + number;
    }

    public Kind kind() {
        return kind;
    }

    public String title() {
        return title;
    }
}
