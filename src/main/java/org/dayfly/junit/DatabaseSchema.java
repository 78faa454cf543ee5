package org.dayfly.junit;

import java.util.List;
import javax.sql.DataSource;

/**
 * The tables and rows that the databases of tests begin with. The class needs a constructor without parameters.
 *
 * <pre>{@code
 * class ShopSchema implements DatabaseSchema {
 *     public List<String> resources() {
 *         return List.of("db/migration");
 *     }
 *
 *     public void create(DataSource database) {
 *         Flyway.configure().dataSource(database).load().migrate();
 *     }
 * }
 * }</pre>
 */
public interface DatabaseSchema {
    /**
     * The files and folders on the class path that the schema is made from. When one of their files changes, or the
     * class itself, the schema is made anew.
     */
    List<String> resources();

    /** Makes the schema in an empty database. Is called once for each content of the resources. */
    void create(DataSource database) throws Exception;

    /** No schema: the database is empty. */
    final class None implements DatabaseSchema {
        private None() {}

        @Override
        public List<String> resources() {
            return List.of();
        }

        @Override
        public void create(DataSource database) {
            // The database stays empty.
        }
    }
}
