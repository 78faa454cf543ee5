package org.dayfly.script.parse;

import java.util.Set;

/**
 * What the words and parentheses of a statement say about where it ends and what follows it, counted as psql does.
 *
 * @see <a href="https://github.com/postgres/postgres/blob/REL_18_STABLE/src/fe_utils/psqlscan.l">psqlscan.l, {identifier}</a>
 */
final class StatementShape {
    private static final Set<String> ROUTINES = Set.of(
            " create function", " create procedure", " create or replace function", " create or replace procedure");
    private static final int LONGEST_START = 4;

    private String start = "";
    private int words;
    private boolean routine;
    /** Open parentheses, in which semicolons end nothing: those of CREATE RULE. */
    private int parentheses;
    /** BEGIN and CASE without their END, in a function's body that is written as the SQL standard has it. */
    private int blocks;

    private boolean afterFrom;
    private boolean fromStdin;

    /** @param word in lower case */
    void word(String word) {
        if (words++ < LONGEST_START) {
            start += " " + word;
            routine |= ROUTINES.contains(start);
        }
        if (parentheses == 0) {
            fromStdin |= afterFrom && word.equals("stdin") && start.startsWith(" copy ");
            if (routine) {
                block(word);
            }
        }
        afterFrom = word.equals("from");
    }

    private void block(String word) {
        if (word.equals("begin") || (word.equals("case") && blocks > 0)) {
            blocks++;
        } else if (word.equals("end") && blocks > 0) {
            blocks--;
        }
    }

    /** Anything but words, white space and comments. */
    void other(int character) {
        afterFrom = false;
        if (character == '(') {
            parentheses++;
        } else if (character == ')' && parentheses > 0) {
            parentheses--;
        }
    }

    /** Whether a semicolon would end the statement here. */
    boolean mayEnd() {
        return parentheses == 0 && blocks == 0;
    }

    boolean copiesFromStdin() {
        return fromStdin;
    }
}
