package dev.referee.lab.clients;

/** A transfer, and what Referee has to report of it: a row of each table in docs/CLIENTS.md. */
enum Scene {
    ANSWERED("blind, Cleo answers", "completed: answered") {
        @Override
        String play(Client client, People people) {
            client.transfer(CLEO);
            people.awaitRung(people.cleo()).answer();
            people.awaitTogether(people.ben().endpoint(), people.cleo().endpoint());
            return "Ben talks with Cleo";
        }
    },
    BUSY("blind, Cleo is busy", "failed: busy") {
        @Override
        String play(Client client, People people) {
            client.transfer(CLEO);
            people.awaitRung(people.cleo()).refuse(486);
            return "Cleo's phone refuses with 486";
        }
    },
    DECLINED("blind, Cleo declines", "failed: declined") {
        @Override
        String play(Client client, People people) {
            client.transfer(CLEO);
            people.awaitRung(people.cleo()).refuse(603);
            return "Cleo's phone refuses with 603";
        }
    },
    NO_ANSWER("blind, Dora does not answer", "failed: no-answer") {
        @Override
        String play(Client client, People people) {
            client.transfer("7003");
            people.dora().awaitIncoming().ring().awaitEnded();
            return "Dora's phone rings for 8 seconds";
        }
    },
    WRONG_NUMBER("blind to a wrong number", "failed: no-such-extension") {
        @Override
        String play(Client client, People people) {
            client.transfer("9999");
            return "there is no such extension";
        }
    },
    JOINED("attended, Cleo has answered", "completed: bridged") {
        @Override
        String play(Client client, People people) {
            client.consult(CLEO);
            people.cleo().awaitIncoming().ring().answer();
            people.awaitTogether(client.endpoint(), people.cleo().endpoint());
            client.clearShown();
            client.join();
            people.awaitTogether(people.ben().endpoint(), people.cleo().endpoint());
            return "Ben talks with Cleo";
        }
    };

    private static final String CLEO = "7002";

    private final String title;
    private final String verdict;

    Scene(String title, String verdict) {
        this.title = title;
        this.verdict = verdict;
    }

    /** What transfer it is. */
    String title() {
        return title;
    }

    /** State and reason of the end, as {@code failed: busy}. */
    String verdict() {
        return verdict;
    }

    boolean isPlayedBy(Client client) {
        return this != JOINED || client.canJoin();
    }

    /**
     * Lets the client, which talks with Ben, transfer him.
     *
     * @return what truly becomes of the transfer
     */
    abstract String play(Client client, People people);
}
