package org.dayfly.script;

import java.nio.file.Path;
import org.dayfly.script.parse.ScriptFailure;
import org.dayfly.script.parse.ScriptStep;

/** Stops the check of a script at the first step that dayfly refuses to run. Used before the first step runs. */
record Refusal(Path file, ScriptStep step) implements Verdict.Visitor<Boolean, ScriptFailure> {
    @Override
    public Boolean run(String sql) {
        return true;
    }

    @Override
    public Boolean runWithLentRole() {
        return true;
    }

    @Override
    public Boolean passOver(String what) {
        return true;
    }

    @Override
    public Boolean refuse(String why) throws ScriptFailure {
        throw ScriptFailure.at(file, step.line(), why);
    }
}
