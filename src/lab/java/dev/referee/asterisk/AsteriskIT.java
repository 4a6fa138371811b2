package dev.referee.asterisk;

import dev.referee.phone.Phones;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** The Asterisk that the other tests stand on. */
@ExtendWith(AsteriskExtension.class)
class AsteriskIT {
    @Test
    void killedAsteriskComesBackAtTheSameAddress(Asterisk asterisk) {
        Asterisk.Address address = asterisk.address();
        try (Phones phones = Phones.at(address.host(), address.sipPort())) {
            phones.register("anna");
            asterisk.kill();
            asterisk.start();
            phones.register("anna");
        }
    }
}
