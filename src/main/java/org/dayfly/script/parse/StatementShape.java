package org.dayfly.script.parse;

import java.util.Set;

/**
 * Counts words and parentheses as psql does, to tell where a statement ends and whether data follows.
 *
 * @see <a href="https://github.com/postgres/postgres/blob/REL_18_STABLE/src/fe_utils/psqlscan.l">psqlscan.l,
 *     {identifier}</a>
 */
final class StatementShape {
    private static final Set<String> ROUTINES = Set.of(
            " create function", " create procedure", " create or replace function", " create or replace procedure");
    private static final int LONGEST_START = 4;

    private String start = "";
    private int words;
    private boolean routine;
    /** Open parentheses. A semicolon inside them does not end the statement, as in CREATE RULE. */
    private int parentheses;
    /** Open BEGIN and CASE blocks in the body of a function that is written in the style of the SQL standard. */
    private int blocks;

    private boolean afterFrom;
    private boolean fromStdin;

    /**
     * Takes the next word.
     *
     * @param word the word in lower case
     */
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

    /** Takes a character that belongs to no word, white space or comment. */
    void other(int character) {
        afterFrom = false;
        if (character == '(') {
            parentheses++;
        } else if (character == ')' && parentheses > 0) {
            parentheses--;
        }
    }

    /** Whether a semicolon at this position ends the statement. */
    boolean mayEnd() {
        return parentheses == 0 && blocks == 0;
    }

    boolean copiesFromStdin() {
        return fromStdin;
    }
}
