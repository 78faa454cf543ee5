package org.dayfly.script;

/** What becomes of one step of a script. */
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
     * The script's own role runs it.
     *
     * @param sql the statement, perhaps without a part that has no meaning here
     */
    record Run(String sql) implements Verdict {
        @Override
        public <T, X extends Exception> T visit(Visitor<T, X> visitor) throws X {
            return visitor.run(sql);
        }
    }

    /**
     * Only a superuser may run it, and it runs no code of the script: it is run with the rights of the maintenance
     * role.
     */
    record RunWithLentRole() implements Verdict {
        @Override
        public <T, X extends Exception> T visit(Visitor<T, X> visitor) throws X {
            return visitor.runWithLentRole();
        }
    }

    /**
     * It is not run, and the script goes on.
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
     * No statement of the script is run.
     *
     * @param why a sentence with the way out
     */
    record Refuse(String why) implements Verdict {
        @Override
        public <T, X extends Exception> T visit(Visitor<T, X> visitor) throws X {
            return visitor.refuse(why);
        }
    }
}
