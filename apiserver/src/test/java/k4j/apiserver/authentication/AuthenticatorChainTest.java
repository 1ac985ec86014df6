package k4j.apiserver.authentication;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import k4j.apiserver.authentication.Authenticator.Result;
import org.junit.jupiter.api.Test;

class AuthenticatorChainTest {

  private static final Credentials NONE = new Credentials(List.of(), "");

  private static Result ask(Credentials credentials, Result... answers) {
    return new AuthenticatorChain(
            List.of(answers).stream().map(each -> (Authenticator) _ -> each).toList())
        .authenticate(credentials);
  }

  @Test
  void theFirstThatKnowsDecides() {
    var rejected = new Result.Rejected("no");
    var bob = new Result.Known(User.of("bob", "team"));
    assertThat(ask(NONE, new Result.NotMine(), rejected, bob))
        .isEqualTo(new Result.Known(User.of("bob", "team", User.AUTHENTICATED)));
    assertThat(ask(NONE, rejected, new Result.NotMine())).isEqualTo(rejected);
    assertThat(ask(NONE))
        .isEqualTo(new Result.Known(User.of(User.ANONYMOUS, User.UNAUTHENTICATED)));
    assertThat(ask(new Credentials(List.of(), "junk"), new Result.NotMine()))
        .isEqualTo(new Result.Rejected("invalid bearer token"));
  }
}
