package samples;

import static org.jooq.impl.DSL.field;
import static org.jooq.impl.DSL.name;
import static org.jooq.impl.DSL.table;
import static org.jooq.impl.SQLDataType.VARCHAR;
import static org.junit.jupiter.api.Assertions.assertEquals;

import org.jooq.CloseableDSLContext;
import org.jooq.Field;
import org.jooq.Record;
import org.jooq.Table;
import org.jooq.impl.DSL;
import org.junit.jupiter.api.Test;

/** jOOQ on one connection, in a database of its own. */
class JooqTest {
    static final String DAYFLY = System.getProperty("dayfly", "localhost:6432");

    private static final Table<Record> ITEM = table(name("item"));
    private static final Field<String> NAME = field(name("name"), VARCHAR);

    @Test
    void createsInsertsAndSelects() {
        try (CloseableDSLContext sql = DSL.using("jdbc:postgresql://" + DAYFLY + "/?user=new")) {
            sql.createTable(ITEM).column(NAME).primaryKey(NAME).execute();
            sql.insertInto(ITEM, NAME).values("apple").execute();
            assertEquals("apple", sql.select(NAME).from(ITEM).fetchSingle(NAME));
        }
    }
}
