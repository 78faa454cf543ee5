package org.dayfly.backend;

/** Thrown if a server answers an {@link Inquiry} in another way than expected. */
final class UnexpectedAnswerException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    /** @param came what the server sent, without any value */
    UnexpectedAnswerException(String came) {
        super("the server answered with " + came);
    }
}
