package org.dayfly.bench.soak;

import java.util.List;
import java.util.Random;

/** What a client does, from its connecting to its end. */
@FunctionalInterface
interface Errand {
    void run(Site site, Random random) throws Ended;

    /** All kinds; each as often as it is worth. */
    static List<Errand> all() {
        return List.of(
                KeyErrands::shortVisit,
                KeyErrands::shortVisit,
                KeyErrands::backToBack,
                KeyErrands::longVisit,
                KeyErrands::longVisit,
                KeyErrands::reset,
                KeyErrands::twoResets,
                BareErrands::fresh,
                BareErrands::fresh,
                BareErrands::issued,
                BareErrands::issued,
                BareErrands::prepared,
                BareErrands::cancel,
                BareErrands::wrongPassword,
                CopyErrands::copyOfKey,
                CopyErrands::copyOfKey,
                CopyErrands::sharedCopy,
                CopyErrands::template,
                CopyErrands::migration,
                CopyErrands::migration,
                Strangers::leave,
                Strangers::leave);
    }

    static int proxy(Random random) {
        return random.nextInt(2);
    }
}
