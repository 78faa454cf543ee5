package org.dayfly.script;

/** The decision about one step of a script. */
sealed interface Verdict {
    <T, X extends Exception> T visit(Visitor<T, X> visitor) throws X;

    /** One method for each verdict. */
    interface Visitor<T, X extends Exception> {
        T run(String sql) throws X;

        T runWithLentRole() throws X;

        T passOver(String what) throws X;

        T refuse(String why) throws X;
    }

    /**
     * The script's own role runs the statement.
     *
     * @param sql the statement; parts that have no meaning in a throwaway database may be removed
     */
    record Run(String sql) implements Verdict {
        @Override
        public <T, X extends Exception> T visit(Visitor<T, X> visitor) throws X {
            return visitor.run(sql);
        }
    }

    /**
     * The statement runs with the rights of the maintenance role. Only a superuser may run the statement, and the
     * statement runs no code of the script.
     */
    record RunWithLentRole() implements Verdict {
        @Override
        public <T, X extends Exception> T visit(Visitor<T, X> visitor) throws X {
            return visitor.runWithLentRole();
        }
    }

    /**
     * The statement is skipped, and the script continues.
     *
     * @param what the kind of statement, for the log
     */
    record PassOver(String what) implements Verdict {
        @Override
        public <T, X extends Exception> T visit(Visitor<T, X> visitor) throws X {
            return visitor.passOver(what);
        }
    }

    /**
     * No statement of the script runs.
     *
     * @param why a sentence that says how to fix the script
     */
    record Refuse(String why) implements Verdict {
        @Override
        public <T, X extends Exception> T visit(Visitor<T, X> visitor) throws X {
            return visitor.refuse(why);
        }
    }
}
