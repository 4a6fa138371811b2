package dev.referee.app;

/** Stand-in. */
public final class Main {
    private Main() {}

    public static void main(String[] args) {
        System.out.println("referee");
    }
}
